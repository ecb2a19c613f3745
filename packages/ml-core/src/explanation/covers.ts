import { leafValues, splitWords } from "../models/random-forest/nodes.ts";
import { sharedIntegers, sharedNumbers } from "../parallel/shared.ts";
import type { TreeEnsemble } from "./ensemble.ts";

/**
 * An ensemble with what TreeSHAP needs to know about it, computed once per model. All in shared memory; arrays
 * "per node" are indexed by half of the node's offset in words.
 */
export interface CoveredTrees extends TreeEnsemble {
  /** Per node: the share of a split's training weight that went left, in [0, 1]. */
  readonly leftShare: Float64Array;
  /** Per node: the mean of the leaves below it, weighted by training rows; a leaf's own value. */
  readonly subtreeMeans: Float64Array;
  /** Per node: the bits (see `featureBit`) of the features that the splits from it downwards ask for. */
  readonly subtreeFeatures: Int32Array;
  /** Per tree: the most different features on one path. */
  readonly pathFeatures: Int32Array;
  /** Splits on the longest path of any tree. */
  readonly maxDepth: number;
}

/** The first 31 features have a bit of their own, all others share the last, which therefore proves nothing. */
export function featureBit(feature: number): number {
  return feature < 31 ? 1 << feature : 0;
}
const sharedBit = 1 << 31;

/**
 * Computes each node's cover, the summed weight of the leaves below it, and from it the share of every split that
 * goes left. Below a node that no training row reached there are no shares to measure: both sides get one half,
 * which keeps the attributions additive wherever a row ends up.
 * @throws RangeError when the trees do not lie end to end, each in preorder
 */
export function coverTrees(ensemble: TreeEnsemble): CoveredTrees {
  const { nodes, roots } = ensemble;
  const size = nodes.length >> 1;
  const pathFeatures = sharedIntegers(roots.length);
  const covered = {
    leftShare: sharedNumbers(size),
    subtreeMeans: sharedNumbers(size),
    subtreeFeatures: sharedIntegers(size),
  };
  const covers = new Float64Array(size);
  const paths = new Paths(nodes);
  for (let tree = 0; tree < roots.length; tree++) {
    const end = tree + 1 < roots.length ? roots[tree + 1] : nodes.length;
    coverTree(nodes, nodeStarts(nodes, roots[tree], end), covers, covered);
    pathFeatures[tree] = paths.mostFeatures(roots[tree], 0, 0);
  }
  return { ...ensemble, ...covered, pathFeatures, maxDepth: paths.maxDepth };
}

/** Offsets of a tree's nodes, in preorder. */
function nodeStarts(nodes: Int32Array, root: number, end: number): Int32Array {
  const starts = new Int32Array((end - root) >> 1);
  let count = 0;
  let at = root;
  for (; at < end; at += nodes[at] < 0 ? 2 : splitWords(nodes[at])) starts[count++] = at;
  if (at !== end) throw new RangeError(`the tree at word ${root} ends at ${at}, not at ${end}`);
  return starts.subarray(0, count);
}

/** Preorder puts children after their parent: from the last node to the first, both are known already. */
function coverTree(
  nodes: Int32Array,
  starts: Int32Array,
  covers: Float64Array,
  {
    leftShare,
    subtreeMeans,
    subtreeFeatures,
  }: Pick<CoveredTrees, "leftShare" | "subtreeMeans" | "subtreeFeatures">,
): void {
  const values = leafValues(nodes);
  for (let i = starts.length - 1; i >= 0; i--) {
    const at = starts[i];
    const node = at >> 1;
    if (nodes[at] < 0) {
      covers[node] = nodes[at] & 0x7fffffff;
      subtreeMeans[node] = values[at + 1];
      continue;
    }
    const left = (at + splitWords(nodes[at])) >> 1;
    const right = (at + nodes[at + 1]) >> 1;
    const total = covers[left] + covers[right];
    const share = total > 0 ? covers[left] / total : 0.5;
    covers[node] = total;
    leftShare[node] = share;
    subtreeMeans[node] = share * subtreeMeans[left] + (1 - share) * subtreeMeans[right];
    const bit = featureBit(nodes[at] & 0xffff) || sharedBit;
    subtreeFeatures[node] = bit | subtreeFeatures[left] | subtreeFeatures[right];
  }
}

/** Measures the paths of trees, one tree after the other. */
class Paths {
  maxDepth = 0;
  private readonly nodes: Int32Array;
  /** Per feature: splits on it on the path at hand. */
  private readonly splitsOn = new Int32Array(0x10000);

  constructor(nodes: Int32Array) {
    this.nodes = nodes;
  }

  /** @param features different features on the path that leads to the node at `at`, which is `depth` splits long */
  mostFeatures(at: number, depth: number, features: number): number {
    const { nodes, splitsOn } = this;
    if (nodes[at] < 0) {
      this.maxDepth = Math.max(this.maxDepth, depth);
      return features;
    }
    const feature = nodes[at] & 0xffff;
    const here = features + (splitsOn[feature] === 0 ? 1 : 0);
    splitsOn[feature]++;
    const left = this.mostFeatures(at + splitWords(nodes[at]), depth + 1, here);
    const right = this.mostFeatures(at + nodes[at + 1], depth + 1, here);
    splitsOn[feature]--;
    return Math.max(left, right);
  }
}
