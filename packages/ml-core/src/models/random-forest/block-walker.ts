import type { Codes } from "./bins.ts";
import { placeMask, TreeLayout } from "./layout.ts";
import { goesLeft } from "./nodes.ts";

/** Bytes of codes that are walked together, so that they and a tree stay in the cache while they meet. */
const blockBytes = 1 << 19;
/** Levels that all rows are taken down at first, and that those which have not stopped are taken down further. */
const firstSteps = 8;
const nextSteps = 4;

/**
 * Walks many rows down one tree after the other. Each tree is laid out anew (see layout.ts), which costs little
 * beside the walking and needs no memory that stays. Four rows go together: a step waits for memory most of its
 * time, and those of different rows can wait at once.
 */
export class BlockWalker {
  private readonly packed: Int32Array;
  private readonly from: number;
  private readonly layout: TreeLayout;
  /** Two codes per feature (see layout.ts), row after row. */
  private readonly codes: Uint8Array;
  private readonly width: number;
  private readonly blockRows: number;
  private readonly walking: Int32Array;
  /** Per row of a block: the node on which it stands. */
  private readonly cursors: Int32Array;

  constructor(trees: { nodes: Int32Array; roots: Int32Array }, rows: Codes, from: number, to: number) {
    this.packed = trees.nodes;
    this.from = from;
    this.layout = new TreeLayout(trees.nodes, largestTree(trees), rows.featureCount);
    this.width = 2 * rows.featureCount;
    this.codes = rowByRow(rows, from, to);
    this.blockRows = Math.max(64, Math.floor(blockBytes / this.width));
    this.walking = new Int32Array(this.blockRows);
    this.cursors = new Int32Array(to - from);
  }

  /** Adds to `out[from + row]` the leaf of each row in `voting`, whose rows count from `from`. */
  addLeaves(root: number, voting: Int32Array, votes: number, out: Float64Array): void {
    const { layout, cursors, from, blockRows } = this;
    layout.read(root);
    for (let start = 0; start < votes; start += blockRows) {
      const end = Math.min(votes, start + blockRows);
      this.walk(voting, start, end);
      for (let i = start; i < end; i++) out[from + voting[i]] += layout.values[cursors[voting[i]] >> 1];
    }
  }

  private walk(voting: Int32Array, start: number, end: number): void {
    const { walking, cursors } = this;
    for (let i = start; i < end; i++) {
      walking[i - start] = voting[i];
      cursors[voting[i]] = 0;
    }
    let count = end - start;
    while (count > 0) {
      let left = this.takeDown(count, firstSteps);
      while (left > 0) left = this.takeDown(left, nextSteps);
      count = this.layout.hasCategories ? this.passCategories(voting, start, end) : 0;
    }
  }

  /** Sends on the rows that stopped at a split on a category, lists them in `walking` and returns how many they are. */
  private passCategories(voting: Int32Array, start: number, end: number): number {
    const { packed, walking, cursors, codes, width } = this;
    const { origins, categoryChildren } = this.layout;
    let count = 0;
    for (let i = start; i < end; i++) {
      const row = voting[i];
      const node = cursors[row] >> 1;
      const left = categoryChildren[node];
      if (left === 0) continue;
      const origin = origins[node];
      const code = codes[row * width + (packed[origin] & 0xffff)];
      cursors[row] = goesLeft(packed, origin, code) ? left : left + 2;
      walking[count++] = row;
    }
    return count;
  }

  /** Takes the first `count` rows of `walking` down; lists those that have not stopped yet, and returns how many. */
  private takeDown(count: number, steps: number): number {
    const { walking, cursors, width, codes } = this;
    const { nodes } = this.layout;
    let left = 0;
    let i = 0;
    for (; i + 3 < count; i += 4) {
      // One by one: V8 makes arrays out of destructuring here, at half the speed.
      const rowA = walking[i];
      const rowB = walking[i + 1];
      const rowC = walking[i + 2];
      const rowD = walking[i + 3];
      let a = cursors[rowA];
      let b = cursors[rowB];
      let c = cursors[rowC];
      let d = cursors[rowD];
      const codesA = rowA * width;
      const codesB = rowB * width;
      const codesC = rowC * width;
      const codesD = rowD * width;
      for (let step = 0; step < steps; step++) {
        a = child(nodes, codes, a, codesA);
        b = child(nodes, codes, b, codesB);
        c = child(nodes, codes, c, codesC);
        d = child(nodes, codes, d, codesD);
      }
      cursors[rowA] = a;
      cursors[rowB] = b;
      cursors[rowC] = c;
      cursors[rowD] = d;
      // A node's child lies behind it, a leaf's is the leaf: the sign of the difference tells, without a branch.
      walking[left] = rowA;
      left += (a - nodes[a + 1]) >>> 31;
      walking[left] = rowB;
      left += (b - nodes[b + 1]) >>> 31;
      walking[left] = rowC;
      left += (c - nodes[c + 1]) >>> 31;
      walking[left] = rowD;
      left += (d - nodes[d + 1]) >>> 31;
    }
    for (; i < count; i++) {
      const row = walking[i];
      while (nodes[cursors[row] + 1] !== cursors[row])
        cursors[row] = child(nodes, codes, cursors[row], row * width);
    }
    return left;
  }
}

/** The child of node `at` to which the row goes whose codes begin at `row`; the node itself where rows stop. */
function child(nodes: Int32Array, codes: Uint8Array, at: number, row: number): number {
  const head = nodes[at];
  return nodes[at + 1] + ((((head >>> 24) - codes[row + (head & placeMask)]) >>> 31) << 1);
}

function largestTree({ nodes, roots }: { nodes: Int32Array; roots: Int32Array }): number {
  let largest = 0;
  for (let tree = 0; tree < roots.length; tree++) {
    largest = Math.max(largest, (tree + 1 < roots.length ? roots[tree + 1] : nodes.length) - roots[tree]);
  }
  return largest;
}

function rowByRow({ codes, rowCount, featureCount }: Codes, from: number, to: number): Uint8Array {
  const width = 2 * featureCount;
  const out = new Uint8Array(width * (to - from));
  for (let feature = 0; feature < featureCount; feature++) {
    const column = feature * rowCount;
    for (let row = from, at = feature; row < to; row++, at += width) {
      const code = codes[column + row];
      out[at] = code;
      out[at + featureCount] = (code + 1) & 255;
    }
  }
  return out;
}
