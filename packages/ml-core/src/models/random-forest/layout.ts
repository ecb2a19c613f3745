import { categoricalFlag, splitWords } from "./nodes.ts";

/** What a head has below the threshold: the place of the code in a row. */
export const placeMask = (1 << 24) - 1;

/**
 * One tree as many rows walk it fastest. Node `at` is two words: `threshold << 24 | place of the code`, and where
 * its left child is; the right child lies behind the left one. Rows have each code twice: as it is, and
 * `featureCount` places further plus one, for splits whose missing values go left (see nodes.ts). A leaf lets every
 * code pass and is its own left child, so that a row that has arrived stays there and a step needs no questions.
 * So is a split on a category, of which there are fewer: rows that stopped there are sent on apart.
 */
export class TreeLayout {
  readonly nodes: Int32Array;
  /** Per node, at half its offset: where it lies in the packed tree, which has the set of a split on a category. */
  readonly origins: Int32Array;
  /** In the same memory: the value of a leaf. */
  readonly values: Float32Array;
  /** Per node on which rows stop: the left child of a split on a category, 0 for a leaf. */
  readonly categoryChildren: Int32Array;
  hasCategories = false;
  private readonly packed: Int32Array;
  private readonly featureCount: number;

  /** @param largest words of the largest tree that will be laid out */
  constructor(packed: Int32Array, largest: number, featureCount: number) {
    this.packed = packed;
    this.featureCount = featureCount;
    this.nodes = new Int32Array(largest);
    this.origins = new Int32Array(largest >> 1);
    this.values = new Float32Array(this.origins.buffer);
    this.categoryChildren = new Int32Array(largest >> 1);
  }

  /** Lays out the packed tree at `root` from word 0 on, level by level, so that the upper levels share cache lines. */
  read(root: number): void {
    const { packed, nodes, origins, categoryChildren, featureCount } = this;
    let free = 2;
    origins[0] = root;
    this.hasCategories = false;
    for (let at = 0; at < free; at += 2) {
      const origin = origins[at >> 1];
      const head = packed[origin];
      const isLeaf = head < 0;
      const isCategory = !isLeaf && (head & categoricalFlag) !== 0;
      if (isLeaf || isCategory) {
        nodes[at] = 255 << 24;
        nodes[at + 1] = at;
        categoryChildren[at >> 1] = isCategory ? free : 0;
      } else {
        const place = (head & 0xffff) + ((head >>> 25) & 1) * featureCount;
        nodes[at] = place | (((head >>> 16) & 255) << 24);
        nodes[at + 1] = free;
      }
      if (isCategory) this.hasCategories = true;
      if (isLeaf) {
        origins[at >> 1] = packed[origin + 1];
        continue;
      }
      origins[free >> 1] = origin + splitWords(head);
      origins[(free >> 1) + 1] = origin + packed[origin + 1];
      free += 4;
    }
  }
}
