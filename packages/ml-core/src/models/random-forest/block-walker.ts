import { discard } from "../../parallel/shared.ts";
import type { Codes } from "./bins.ts";
import { fitsLayout, TreeLayout } from "./layout.ts";
import { goesLeft } from "./nodes.ts";

/** Bytes of codes that are walked together, so that they and a tree stay in the cache while they meet. */
const blockBytes = 1 << 19;
/** Rows whose codes lie together: the first row's code of a place, the next row's code of it, and so on. */
const groupRows = 8;
const groupBits = 3;
/** Levels that rows which have not arrived with most of the others are taken down further at a time. */
const nextSteps = 4;
/**
 * The tree that this thread walks. A constant of this module, not exported, because V8 then writes its address and
 * length into the loops that step through it: a fifth of their time.
 */
const laidOut = new Int32Array(1 << 18);

/**
 * Walks many rows down one tree after the other. Each tree is laid out anew (see layout.ts), which costs little
 * beside the walking and needs no memory that stays. Eight rows go together, or four that had to be picked: a step
 * waits for the one before it most of its time, and those of different rows can wait at once.
 */
export class BlockWalker {
  private readonly packed: Int32Array;
  private readonly from: number;
  private readonly count: number;
  private readonly layout: TreeLayout;
  /** Two codes per feature (see layout.ts), in groups of rows. */
  private readonly codes: Uint8Array;
  private readonly width: number;
  private readonly blockRows: number;
  private readonly walking: Int32Array;
  /** Per row: the node on which it stands. */
  private readonly cursors: Int32Array;

  constructor(trees: { nodes: Int32Array; roots: Int32Array }, rows: Codes, from: number, to: number) {
    this.packed = trees.nodes;
    this.from = from;
    this.count = to - from;
    this.layout = new TreeLayout(trees.nodes, largestTree(trees), rows.featureCount, laidOut);
    this.width = 2 * rows.featureCount;
    this.codes = inGroups(rows, from, to);
    this.blockRows = Math.max(64, Math.floor(blockBytes / this.width / groupRows) * groupRows);
    this.walking = new Int32Array(this.blockRows);
    this.cursors = new Int32Array(this.count + groupRows);
  }

  /** Adds to `out[from + row]` the leaf of each row in `voting`, whose rows count from `from` and ascend. */
  addLeaves(root: number, voting: Int32Array, votes: number, out: Float64Array): void {
    const { layout, cursors, from, blockRows } = this;
    layout.read(root);
    const { values } = layout;
    for (let start = 0; start < votes; start += blockRows) {
      const end = Math.min(votes, start + blockRows);
      this.walk(voting, start, end, votes === this.count);
      for (let i = start; i < end; i++) out[from + voting[i]] += values[cursors[voting[i]]];
    }
  }

  /** Ends this walker's work. */
  close(): void {
    discard(this.codes);
    discard(this.cursors);
  }

  private walk(voting: Int32Array, start: number, end: number, isEveryRow: boolean): void {
    const { walking, cursors, layout } = this;
    let left = 0;
    if (isEveryRow) {
      left = this.takeGroupsDown(start, end);
    } else {
      for (let i = start; i < end; i++) {
        walking[i - start] = voting[i];
        cursors[voting[i]] = 0;
      }
      left = this.takeDown(end - start, layout.usualSteps);
    }
    for (;;) {
      while (left > 0) left = this.takeDown(left, nextSteps);
      if (layout.hasCategories) left = this.passCategories(voting, start, end);
      if (left === 0) return;
    }
  }

  /** Sends on the rows that stopped at a split on a category, lists them in `walking` and returns how many they are. */
  private passCategories(voting: Int32Array, start: number, end: number): number {
    const { packed, walking, cursors, codes, width } = this;
    const { origins, categoryChildren } = this.layout;
    let count = 0;
    for (let i = start; i < end; i++) {
      const row = voting[i];
      const node = cursors[row];
      const left = categoryChildren[node];
      if (left === 0) continue;
      const origin = origins[node];
      const code = codes[codesAt(row, width) + (packed[origin] & 0xffff) * groupRows];
      cursors[row] = goesLeft(packed, origin, code) ? left : left - 1;
      walking[count++] = row;
    }
    return count;
  }

  /** Takes rows `start..end` down from the root; lists those that have not arrived, and returns how many. */
  private takeGroupsDown(start: number, end: number): number {
    const { walking, cursors, width, codes } = this;
    const { placeShift, childMask, usualSteps } = this.layout;
    for (let row = start; row < end; row += groupRows) {
      const at = row * width;
      let a = 0;
      let b = 0;
      let c = 0;
      let d = 0;
      let e = 0;
      let f = 0;
      let g = 0;
      let h = 0;
      for (let step = 0; step < usualSteps; step++) {
        a = child(codes, a, at, placeShift, childMask);
        b = child(codes, b, at + 1, placeShift, childMask);
        c = child(codes, c, at + 2, placeShift, childMask);
        d = child(codes, d, at + 3, placeShift, childMask);
        e = child(codes, e, at + 4, placeShift, childMask);
        f = child(codes, f, at + 5, placeShift, childMask);
        g = child(codes, g, at + 6, placeShift, childMask);
        h = child(codes, h, at + 7, placeShift, childMask);
      }
      cursors[row] = a;
      cursors[row + 1] = b;
      cursors[row + 2] = c;
      cursors[row + 3] = d;
      cursors[row + 4] = e;
      cursors[row + 5] = f;
      cursors[row + 6] = g;
      cursors[row + 7] = h;
    }
    // A child lies behind its parent, a leaf's is the leaf: the sign of the difference tells, without a branch.
    let left = 0;
    for (let row = start; row < end; row++) {
      const at = cursors[row];
      walking[left] = row;
      left += (at - ((laidOut[at] >>> 8) & childMask)) >>> 31;
    }
    return left;
  }

  /** Takes the first `count` rows of `walking` down; lists those that have not arrived yet, and returns how many. */
  private takeDown(count: number, steps: number): number {
    const { walking, cursors, width, codes } = this;
    const { placeShift, childMask } = this.layout;
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
      const codesA = codesAt(rowA, width);
      const codesB = codesAt(rowB, width);
      const codesC = codesAt(rowC, width);
      const codesD = codesAt(rowD, width);
      for (let step = 1; step < steps; step++) {
        a = child(codes, a, codesA, placeShift, childMask);
        b = child(codes, b, codesB, placeShift, childMask);
        c = child(codes, c, codesC, placeShift, childMask);
        d = child(codes, d, codesD, placeShift, childMask);
      }
      cursors[rowA] = child(codes, a, codesA, placeShift, childMask);
      cursors[rowB] = child(codes, b, codesB, placeShift, childMask);
      cursors[rowC] = child(codes, c, codesC, placeShift, childMask);
      cursors[rowD] = child(codes, d, codesD, placeShift, childMask);
      walking[left] = rowA;
      left += (a - cursors[rowA]) >>> 31;
      walking[left] = rowB;
      left += (b - cursors[rowB]) >>> 31;
      walking[left] = rowC;
      left += (c - cursors[rowC]) >>> 31;
      walking[left] = rowD;
      left += (d - cursors[rowD]) >>> 31;
    }
    for (; i < count; i++) {
      const row = walking[i];
      let before = -1;
      while (before !== cursors[row]) {
        before = cursors[row];
        cursors[row] = child(codes, before, codesAt(row, width), placeShift, childMask);
      }
    }
    return left;
  }
}

/** The child of node `at` to which the row goes whose codes begin at `row`; the node itself where rows stop. */
function child(codes: Uint8Array, at: number, row: number, placeShift: number, childMask: number): number {
  const word = laidOut[at];
  return ((word - codes[row + ((word >>> placeShift) << groupBits)]) >>> 8) & childMask;
}

/** Where the codes of a row begin. */
function codesAt(row: number, width: number): number {
  return (row & -groupRows) * width + (row & (groupRows - 1));
}

/** Whether a `BlockWalker` can walk these trees: they are neither too large nor too wide. */
export function canWalk(trees: { nodes: Int32Array; roots: Int32Array }, featureCount: number): boolean {
  const largest = largestTree(trees);
  return largest >> 1 <= laidOut.length && fitsLayout(largest, featureCount);
}

/** Words of the largest tree. */
function largestTree({ nodes, roots }: { nodes: Int32Array; roots: Int32Array }): number {
  let largest = 0;
  for (let tree = 0; tree < roots.length; tree++) {
    largest = Math.max(largest, (tree + 1 < roots.length ? roots[tree + 1] : nodes.length) - roots[tree]);
  }
  return largest;
}

function inGroups({ codes, rowCount, featureCount }: Codes, from: number, to: number): Uint8Array {
  const width = 2 * featureCount;
  const out = new Uint8Array(width * Math.ceil((to - from) / groupRows) * groupRows);
  const plusOne = featureCount * groupRows;
  for (let feature = 0; feature < featureCount; feature++) {
    const column = feature * rowCount + from;
    for (let row = 0; row < to - from; row++) {
      const at = codesAt(row, width) + feature * groupRows;
      const code = codes[column + row];
      out[at] = code;
      out[at + plusOne] = (code + 1) & 255;
    }
  }
  return out;
}
