import { codeCount, type FeatureEncoding } from "../../features/encoding.ts";
import { sharedIntegers } from "../../parallel/shared.ts";
import type { Combine, Ensemble } from "../classifier.ts";
import { categoryHead, leafHead, maxFeatures, numberHead } from "../random-forest/nodes.ts";
import { Axes, type Axis, thresholdsOf } from "./axes.ts";
import { edgeBelow } from "./float32.ts";
import { type FeatureBook, XgboostError, type XgboostTree } from "./format.ts";
import type { XgboostModel } from "./parse.ts";

/** One column of codes: how values get their code, and where between the thresholds each code lies. */
interface Codes {
  readonly encoding: FeatureEncoding;
  /** A value of each code, as far as thresholds are concerned. */
  readonly samples: readonly number[];
}

export interface Packed {
  readonly ensemble: Ensemble;
  /** Features whose part in a reason is not exact (see `Axes.place`). */
  readonly spread: readonly string[];
}

/**
 * Turns XGBoost's trees into our packed nodes (see random-forest/nodes.ts), over byte codes made of the model's own
 * thresholds. Every value, whichever, ends on the leaf that XGBoost takes it to.
 * @param names name of each feature
 */
export function packTrees(model: XgboostModel, names: readonly string[]): Packed {
  const { trees, book } = model;
  const axes = new Axes((feature) => book?.[feature].kind === "category");
  const placed = trees.map((tree) => axes.place(tree, (feature) => names[feature]));
  if (axes.list.length > maxFeatures)
    throw new XgboostError(
      `the XGBoost model's thresholds take ${axes.list.length} columns of codes; ${maxFeatures} is the most`,
    );
  const codes = axes.list.map((axis) => codesOf(axis, names[axis.feature], book?.[axis.feature]));
  const toValue = leafValue(model);
  const packed = trees.map((tree, i) => packTree(tree, placed[i], codes, toValue));
  const roots = new Int32Array(trees.length);
  let length = 0;
  packed.forEach((words, i) => {
    roots[i] = length;
    length += words.length;
  });
  const nodes = sharedIntegers(length);
  packed.forEach((words, i) => {
    nodes.set(words, roots[i]);
  });
  const encodings = codes.map(({ encoding }) => encoding);
  const spread = [...axes.spread].map((feature) => names[feature]);
  return { ensemble: { encodings, nodes, roots, combine: combineOf(model) }, spread };
}

function combineOf({ output, base }: XgboostModel): Combine {
  return output === "mean" ? { kind: "mean", seed: 0 } : { kind: "sum", base };
}

/** Leaves that XGBoost adds up to a mean are shares of it. */
function leafValue({ output, base, trees }: XgboostModel): (value: number) => number {
  return output === "mean" ? (value) => value * trees.length + base : (value) => value;
}

function codesOf({ thresholds }: Axis, name: string, book: FeatureBook | undefined): Codes {
  if (book?.kind === "category") {
    const { kind, categories, other } = book;
    if (categories.length > 254)
      throw new XgboostError(`${name} has ${categories.length} categories; 254 is the most`);
    const encoding = { kind, name, categories, other };
    return { encoding, samples: Array.from({ length: codeCount(encoding) }, (_, code) => code) };
  }
  const sorted = [...thresholds].sort((a, b) => a - b);
  return {
    encoding: { kind: "number", name, edges: Float64Array.from(sorted, edgeBelow) },
    samples: [Number.NEGATIVE_INFINITY, ...sorted],
  };
}

function packTree(
  tree: XgboostTree,
  placed: Int32Array,
  codes: readonly Codes[],
  toValue: (value: number) => number,
): number[] {
  const { leftChildren, rightChildren, conditions, covers } = tree;
  const words: number[] = [];
  const float = new Float32Array(1);
  const bits = new Int32Array(float.buffer);
  const scale = weightScale(tree);
  // Not recursive: trees from elsewhere may be deeper than ours.
  const waiting = [{ node: 0, parent: -1 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, parent } = next;
    if (parent >= 0) words[parent + 1] = words.length - parent;
    if (leftChildren[node] < 0) {
      float[0] = toValue(conditions[node]);
      words.push(leafHead(Math.max(0, covers[node] * scale)), bits[0]);
      continue;
    }
    waiting.push(
      { node: rightChildren[node], parent: words.length },
      { node: leftChildren[node], parent: -1 },
    );
    words.push(...splitWords(tree, node, placed[node], codes[placed[node]]));
  }
  return words;
}

/** Leaf weights are whole numbers here and sums of hessians there: only their proportions within a tree matter. */
function weightScale({ leftChildren, covers }: XgboostTree): number {
  const total = covers.reduce(
    (sum, cover, node) => (leftChildren[node] < 0 ? sum + Math.max(0, cover) : sum),
    0,
  );
  return total > 0 ? 2 ** 30 / total : 0;
}

function splitWords(tree: XgboostTree, node: number, axis: number, { encoding, samples }: Codes): number[] {
  const thresholds = thresholdsOf(tree, node);
  const missingLeft = tree.defaultLeft[node];
  if (encoding.kind === "number" && thresholds.length <= 1) {
    const last = thresholds.length === 0 ? samples.length - 1 : samples.indexOf(thresholds[0]) - 1;
    return [numberHead(axis, last, missingLeft), 0];
  }
  const setWords = (samples.length + 31) >>> 5;
  const words = new Array<number>(2 + setWords + (setWords & 1)).fill(0);
  words[0] = categoryHead(axis, setWords, missingLeft);
  samples.forEach((sample, code) => {
    const crossed = thresholds.reduce((count, threshold) => count + (threshold <= sample ? 1 : 0), 0);
    if (crossed % 2 === 0) words[2 + (code >>> 5)] |= 1 << (code & 31);
  });
  return words;
}
