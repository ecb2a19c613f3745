import { RandomForestClassifier } from "ml-random-forest";
import { sharedIntegers } from "../../parallel/shared.ts";
import { leafHead, numberHead } from "../random-forest/nodes.ts";

export interface MljsInput {
  /** Codes of the rows (see random-forest/bins.ts), which are the numbers that the package learns from. */
  readonly codes: Uint8Array;
  readonly rowCount: number;
  readonly featureCount: number;
  readonly labels: Uint8Array;
  readonly seed: number;
  readonly trees: number;
  readonly minSamples: number;
}

/** The package's forest in our packed form: each leaf votes 0 or 1, so the mean over the trees is the probability. */
export interface MljsForest {
  readonly nodes: Int32Array;
  readonly roots: Int32Array;
  readonly importance: Float64Array;
}

/** A node of ml-cart, as far as we read it: `left` takes values below `splitValue`; a leaf has a distribution. */
interface CartNode {
  readonly left?: CartNode;
  readonly right?: CartNode;
  readonly splitColumn: number;
  readonly splitValue: number;
  readonly gain: number;
  readonly numberSamples: number;
  readonly distribution: { maxRowIndex(row: number): number[] };
}

/** What the package keeps of a trained forest; its own declarations do not compile. */
interface TrainedForest {
  readonly estimators: readonly { readonly root: CartNode }[];
  /** Which columns each tree was given, in its own order. */
  readonly indexes: readonly (readonly number[])[];
}

/**
 * Trains the package's forest and takes the trees out of it. Its own predictProbability starts its sum with the
 * label of the first tree, and its load() cannot read what its toJSON() wrote, so that neither is used.
 */
export function growMljsForest(input: MljsInput): MljsForest {
  const { labels, rowCount, featureCount, seed, trees, minSamples } = input;
  const forest = new RandomForestClassifier({
    seed: seed | 0,
    nEstimators: trees,
    // Columns are drawn per tree; half of them, each at most once.
    maxFeatures: Math.ceil(featureCount / 2),
    replacement: false,
    useSampleBagging: true,
    noOOB: true,
    treeOptions: { minNumSamples: minSamples },
  });
  forest.train(matrixOf(input), Array.from(labels.subarray(0, rowCount)));
  // The one place where we look behind the package's declarations.
  const { estimators, indexes } = forest as unknown as TrainedForest;
  const importance = new Float64Array(featureCount);
  const roots = new Int32Array(trees);
  const words: number[] = [];
  estimators.forEach(({ root }, tree) => {
    roots[tree] = words.length;
    pack(root, indexes[tree], words, importance);
  });
  const nodes = sharedIntegers(words.length);
  nodes.set(words);
  weighLeaves(nodes, roots, input);
  return { nodes, roots, importance };
}

function matrixOf({ codes, rowCount, featureCount }: MljsInput): number[][] {
  return Array.from({ length: rowCount }, (_, row) =>
    Array.from({ length: featureCount }, (_column, feature) => codes[feature * rowCount + row]),
  );
}

const bits = new Int32Array(1);
const float = new Float32Array(bits.buffer);

/** Writes a node and those below it; codes below `splitValue` are those up to the whole number before it. */
function pack(node: CartNode, indexes: readonly number[], words: number[], importance: Float64Array): void {
  const { left, right } = node;
  if (left === undefined || right === undefined) {
    float[0] = node.distribution.maxRowIndex(0)[1];
    words.push(leafHead(0), bits[0]);
    return;
  }
  const feature = indexes[node.splitColumn];
  importance[feature] += node.gain * node.numberSamples;
  const head = words.length;
  words.push(numberHead(feature, Math.ceil(node.splitValue) - 1, false), 0);
  pack(left, indexes, words, importance);
  words[head + 1] = words.length - head;
  pack(right, indexes, words, importance);
}

/** Writes to each leaf how many training rows end in it, which explaining a score asks for. */
function weighLeaves(nodes: Int32Array, roots: Int32Array, { codes, rowCount }: MljsInput): void {
  for (const root of roots) {
    for (let row = 0; row < rowCount; row++) {
      let at = root;
      while (nodes[at] >= 0) {
        const code = codes[(nodes[at] & 0xffff) * rowCount + row];
        at += code <= ((nodes[at] >>> 16) & 255) ? 2 : nodes[at + 1];
      }
      nodes[at]++;
    }
  }
}
