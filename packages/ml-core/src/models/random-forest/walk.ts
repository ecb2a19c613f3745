import { bagCount, treeSalt } from "./bagging.ts";
import type { Codes } from "./bins.ts";
import { categoricalFlag, missingCode } from "./nodes.ts";

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

/** Rows walked together, so that a tree and the rows' codes stay in the cache while they meet. */
const blockRows = 1024;

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
  const values = new Float32Array(nodes.buffer, nodes.byteOffset, nodes.length);
  const salts = Int32Array.from(roots, (_, tree) => treeSalt(seed, tree));
  const voters = new Int32Array(blockRows);
  const voting = new Int32Array(blockRows);
  const walking = new Int32Array(blockRows);
  const cursors = new Int32Array(blockRows);
  for (let start = from; start < to; start += blockRows) {
    const size = Math.min(to - start, blockRows);
    out.fill(base ?? 0, start, start + size);
    voters.fill(0);
    for (let tree = 0; tree < roots.length; tree++) {
      const count = chooseVoting(rows, start, size, salts[tree], voting);
      for (let i = 0; i < count; i++) {
        walking[i] = voting[i];
        cursors[voting[i]] = roots[tree];
      }
      walkBlock(nodes, rows, start, walking, nodes[roots[tree]] < 0 ? 0 : count, cursors);
      for (let i = 0; i < count; i++) {
        const row = voting[i];
        out[start + row] += values[cursors[row] + 1];
        voters[row]++;
      }
    }
    if (base !== undefined) continue;
    for (let row = 0; row < size; row++) {
      out[start + row] = voters[row] > 0 ? out[start + row] / voters[row] : Number.NaN;
    }
  }
}

/** Lists the rows of the block on which the tree may speak, and returns how many they are. */
function chooseVoting(rows: WalkRows, start: number, size: number, salt: number, voting: Int32Array): number {
  const { bagKeys, seen } = rows;
  let count = 0;
  for (let row = 0; row < size; row++) {
    if (seen !== undefined && bagKeys !== undefined && seen[start + row] === 1) {
      if (bagCount(salt, bagKeys[start + row]) > 0) continue;
    }
    voting[count++] = row;
  }
  return count;
}

/**
 * Takes all rows one level down at a time until each stands on a leaf: the steps of different rows do not wait
 * for each other, and nothing depends on a guess about where the next row turns.
 */
function walkBlock(
  nodes: Int32Array,
  rows: WalkRows,
  start: number,
  walking: Int32Array,
  count: number,
  cursors: Int32Array,
): void {
  const { codes, rowCount } = rows;
  let left = count;
  while (left > 0) {
    let next = 0;
    for (let i = 0; i < left; i++) {
      const row = walking[i];
      let at = cursors[row];
      const head = nodes[at];
      const code = codes[(head & 0xffff) * rowCount + start + row];
      if ((head & categoricalFlag) === 0) {
        const goesRight = (((head >>> 16) & 255) - ((code + ((head >>> 25) & 1)) & 255)) >> 31;
        at += 2 + (goesRight & (nodes[at + 1] - 2));
      } else {
        // Written out here: as a function of its own it made scoring a third slower.
        const word = nodes[at + 2 + (code === missingCode ? 0 : code >>> 5)];
        const inSet = code === missingCode ? (head >>> 25) & 1 : (word >>> (code & 31)) & 1;
        const setWords = (head >>> 16) & 255;
        at += inSet === 1 ? 2 + setWords + (setWords & 1) : nodes[at + 1];
      }
      cursors[row] = at;
      walking[next] = row;
      next += 1 - (nodes[at] >>> 31);
    }
    left = next;
  }
}
