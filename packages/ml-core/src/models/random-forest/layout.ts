import { categoricalFlag, splitWords } from "./nodes.ts";

/** Share of the training weight whose leaves lie within `TreeLayout.usualSteps`. */
const usualShare = 0.85;

/**
 * One tree as many rows walk it fastest: one word per node, of `place of the code | left child |
 * threshold`, and the right child right before the left one. Taking a code away from the word borrows one from the
 * child exactly where the code is above the threshold, so that a step is a subtraction. Rows have each code twice: as
 * it is, and `featureCount` places further plus one, for splits whose missing go left (see nodes.ts). A leaf lets every
 * code pass and is its own left child, so that a row that has arrived stays there and a step needs no questions.
 * So is a split on a category, of which there are fewer: rows that stopped there are sent on apart.
 */
export class TreeLayout {
  readonly nodes: Int32Array;
  /** How far the place is shifted up, and what is left of a word without place and threshold. */
  readonly placeShift: number;
  readonly childMask: number;
  /** Per node: where it lies in the packed tree, which has the set of a split on a category. */
  readonly origins: Int32Array;
  /** In the same memory: the value of a leaf. */
  readonly values: Float32Array;
  /** Per node on which rows stop: the left child of a split on a category, 0 for a leaf. */
  readonly categoryChildren: Int32Array;
  hasCategories = false;
  /** Levels after which most rows have arrived. */
  usualSteps = 0;
  private readonly packed: Int32Array;
  private readonly featureCount: number;

  /**
   * @param largest words of the largest tree that will be laid out, which `fitsLayout`
   * @param nodes where the nodes go, at least half as many as that
   */
  constructor(packed: Int32Array, largest: number, featureCount: number, nodes: Int32Array) {
    this.packed = packed;
    this.nodes = nodes;
    this.featureCount = featureCount;
    this.placeShift = 32 - placeBits(featureCount);
    this.childMask = 2 ** (this.placeShift - 8) - 1;
    this.origins = new Int32Array(largest >> 1);
    this.values = new Float32Array(this.origins.buffer);
    this.categoryChildren = new Int32Array(largest >> 1);
  }

  /** Lays out the packed tree at `root` from word 0 on, level by level, so that the upper levels share cache lines. */
  read(root: number): void {
    const { packed, nodes, origins, categoryChildren, featureCount, placeShift } = this;
    /** Weight of the leaves on each level. */
    const weights = [0];
    let levelEnd = 1;
    let free = 1;
    origins[0] = root;
    this.hasCategories = false;
    for (let at = 0; at < free; at++) {
      if (at === levelEnd) {
        levelEnd = free;
        weights.push(0);
      }
      const origin = origins[at];
      const head = packed[origin];
      if (head < 0) {
        nodes[at] = (at << 8) | 255;
        categoryChildren[at] = 0;
        origins[at] = packed[origin + 1];
        weights[weights.length - 1] += 1 + (head & 0x7fffffff);
        continue;
      }
      const isCategory = (head & categoricalFlag) !== 0;
      const place = (head & 0xffff) + ((head >>> 25) & 1) * featureCount;
      nodes[at] = isCategory
        ? (at << 8) | 255
        : (place << placeShift) | ((free + 1) << 8) | ((head >>> 16) & 255);
      categoryChildren[at] = isCategory ? free + 1 : 0;
      if (isCategory) this.hasCategories = true;
      origins[free + 1] = origin + splitWords(head);
      origins[free] = origin + packed[origin + 1];
      free += 2;
    }
    this.usualSteps = levelOf(weights, usualShare);
  }
}

/** Whether places and children share a word in trees of at most `largest` words. */
export function fitsLayout(largest: number, featureCount: number): boolean {
  return largest >> 1 <= 2 ** (24 - placeBits(featureCount));
}

function placeBits(featureCount: number): number {
  return Math.ceil(Math.log2(2 * Math.max(1, featureCount)));
}

/** The first level up to which there is that share of all weight. */
function levelOf(weights: readonly number[], share: number): number {
  let rest = share * weights.reduce((sum, weight) => sum + weight, 0);
  return weights.findIndex((weight) => {
    rest -= weight;
    return rest <= 0;
  });
}
