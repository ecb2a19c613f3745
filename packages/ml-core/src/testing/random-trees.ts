import { categoryHead, leafHead, numberHead } from "../models/random-forest/nodes.ts";

export interface RandomTreeOptions {
  readonly trees: number;
  readonly features: number;
  readonly maxDepth: number;
  /** Codes per feature, besides the one for missing; at most 255. */
  readonly codeCount: number;
  /** Share of leaves that no training row reached. */
  readonly emptyLeaves: number;
}

/** Packed trees without any meaning: every kind of split, features that return on a path, leaves of any weight. */
export function randomTrees(
  options: RandomTreeOptions,
  uniform: () => number,
): { nodes: Int32Array; roots: Int32Array } {
  const words: number[] = [];
  const roots: number[] = [];
  for (let tree = 0; tree < options.trees; tree++) {
    roots.push(words.length);
    writeNode(words, options, options.maxDepth, uniform);
  }
  return { nodes: Int32Array.from(words), roots: Int32Array.from(roots) };
}

function writeNode(words: number[], options: RandomTreeOptions, depth: number, uniform: () => number): void {
  if (depth === 0 || uniform() < 0.15) {
    const weight = uniform() < options.emptyLeaves ? 0 : 1 + Math.floor(50 * uniform());
    words.push(leafHead(weight), floatBits(uniform()));
    return;
  }
  const at = words.length;
  const feature = Math.floor(uniform() * options.features);
  const missingLeft = uniform() < 0.5;
  // The first feature is a category in every tree, the others are numbers.
  if (feature === 0) {
    const setWords = (options.codeCount + 31) >>> 5;
    words.push(categoryHead(feature, setWords, missingLeft), 0);
    for (let i = 0; i < setWords + (setWords & 1); i++) words.push((uniform() * 4294967296) | 0);
  } else {
    words.push(numberHead(feature, Math.floor(uniform() * (options.codeCount - 1)), missingLeft), 0);
  }
  writeNode(words, options, depth - 1, uniform);
  words[at + 1] = words.length - at;
  writeNode(words, options, depth - 1, uniform);
}

function floatBits(value: number): number {
  return new Int32Array(Float32Array.of(value).buffer)[0];
}
