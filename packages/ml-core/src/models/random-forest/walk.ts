import { bagCount, treeSalt } from "./bagging.ts";
import type { Codes } from "./bins.ts";
import { BlockWalker, canWalk } from "./block-walker.ts";
import { goesLeft, leafValues, splitWords } from "./nodes.ts";

/** All trees of a forest end to end, and where each begins (in words). */
export interface PackedTrees {
  readonly nodes: Int32Array;
  readonly roots: Int32Array;
  readonly seed: number;
  /** For boosted trees, whose leaves add up instead of being averaged: what they are added to. */
  readonly base?: number;
}

/** Rows to score; `bagKeys` and `seen` may be omitted when none of the borrowers was trained on. */
export interface WalkRows extends Codes {
  readonly bagKeys?: Int32Array;
  /** 1 where the borrower was in the training rows: only trees that did not draw the borrower count. */
  readonly seen?: Uint8Array;
}

/**
 * Mean leaf value over the trees that may speak (with a `base`: base plus their sum), for rows `from..to`, into
 * `out[from..to)`. A mean is NaN where a borrower was drawn by every tree. Sums run in tree order, so threads cannot change a bit.
 */
export function walkTrees(
  trees: PackedTrees,
  rows: WalkRows,
  from: number,
  to: number,
  out: Float64Array,
): void {
  const { nodes, roots, seed, base } = trees;
  const count = to - from;
  out.fill(base ?? 0, from, to);
  /** Trees that speak about each row, but for those that speak about all. */
  const voters = new Int32Array(count);
  let unanimous = 0;
  const voting = new Int32Array(count);
  const walker = isWorthLayout(trees, rows, count) ? new BlockWalker(trees, rows, from, to) : null;
  for (let tree = 0; tree < roots.length; tree++) {
    const votes = chooseVoting(rows, from, count, treeSalt(seed, tree), voting);
    if (walker === null) addLeaves(nodes, roots[tree], rows, from, voting, votes, out);
    else walker.addLeaves(roots[tree], voting, votes, out);
    if (votes === count) unanimous++;
    else for (let i = 0; i < votes; i++) voters[voting[i]]++;
  }
  walker?.close();
  if (base !== undefined) return;
  for (let row = 0; row < count; row++) {
    const speaking = unanimous + voters[row];
    out[from + row] = speaking > 0 ? out[from + row] / speaking : Number.NaN;
  }
}

/** Laying out a word takes about a twelfth of what a row gains by it. */
function isWorthLayout(trees: PackedTrees, { featureCount }: Codes, rows: number): boolean {
  const { nodes, roots } = trees;
  return rows * roots.length * 12 > nodes.length && canWalk(trees, featureCount);
}

/** Lists the rows, counted from `from`, on which the tree may speak, and returns how many they are. */
function chooseVoting(rows: WalkRows, from: number, count: number, salt: number, voting: Int32Array): number {
  const { bagKeys, seen } = rows;
  let votes = 0;
  for (let row = 0; row < count; row++) {
    if (seen !== undefined && bagKeys !== undefined && seen[from + row] === 1) {
      if (bagCount(salt, bagKeys[from + row]) > 0) continue;
    }
    voting[votes++] = row;
  }
  return votes;
}

/** Adds each row's leaf, one row after the other on the tree as it is packed. */
function addLeaves(
  nodes: Int32Array,
  root: number,
  { codes, rowCount }: Codes,
  from: number,
  voting: Int32Array,
  votes: number,
  out: Float64Array,
): void {
  const values = leafValues(nodes);
  for (let i = 0; i < votes; i++) {
    const row = from + voting[i];
    let at = root;
    for (let head = nodes[at]; head >= 0; head = nodes[at]) {
      at += goesLeft(nodes, at, codes[(head & 0xffff) * rowCount + row]) ? splitWords(head) : nodes[at + 1];
    }
    out[row] += values[at + 1];
  }
}
