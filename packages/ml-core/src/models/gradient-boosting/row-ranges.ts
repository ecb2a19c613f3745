import { missingCode } from "../random-forest/nodes.ts";
import type { BoostRows } from "./boost-rows.ts";
import type { GrowingNode, NodeSplit } from "./tree-nodes.ts";

/** One member's own rows: draws, parts and moves them, while the others read them. */
export class RowRanges {
  /** The member's rows. */
  readonly from: number;
  readonly to: number;
  private readonly rows: BoostRows;
  private readonly rank: number;
  private readonly spareEntries: Int32Array;
  private readonly spareGradients: Float64Array;

  constructor(rows: BoostRows, rank: number) {
    this.rows = rows;
    this.rank = rank;
    this.from = Math.floor((rows.rowCount * rank) / rows.teamSize);
    this.to = Math.floor((rows.rowCount * (rank + 1)) / rows.teamSize);
    // One more than the rows: the partition writes ahead before it knows the side.
    this.spareEntries = new Int32Array(this.to - this.from + 1);
    this.spareGradients = new Float64Array(this.to - this.from + 1);
  }

  start(node: number): number {
    return this.rows.bounds[(node * this.rows.teamSize + this.rank) * 2];
  }

  end(node: number): number {
    return this.rows.bounds[(node * this.rows.teamSize + this.rank) * 2 + 1];
  }

  setBounds(node: number, start: number, end: number): void {
    const at = (node * this.rows.teamSize + this.rank) * 2;
    this.rows.bounds[at] = start;
    this.rows.bounds[at + 1] = end;
  }

  /** Moves the member's rows of a node to the sides of its split, keeping their order on both. */
  partition(node: GrowingNode, split: NodeSplit): void {
    const start = this.start(node.id);
    const end = this.end(node.id);
    const goesLeft = leftCodes(split);
    const middle = this.move(split.feature, goesLeft, start, end);
    this.setBounds(split.left.id, start, middle);
    this.setBounds(split.right.id, middle, end);
  }

  /** Without branches on the data: both sides are written, one counter moves. */
  private move(feature: number, goesLeft: Uint8Array, start: number, end: number): number {
    const { words, rowCount, entries, gradients } = this.rows;
    const { spareEntries, spareGradients } = this;
    const base = (feature >> 2) * rowCount;
    const shift = (feature & 3) * 8;
    let left = start;
    let right = 0;
    for (let i = start; i < end; i++) {
      const row = entries[i];
      const gradient = gradients[i];
      const isLeft = goesLeft[(words[base + row] >>> shift) & 255];
      entries[left] = row;
      gradients[left] = gradient;
      spareEntries[right] = row;
      spareGradients[right] = gradient;
      left += isLeft;
      right += 1 - isLeft;
    }
    for (let i = 0; i < right; i++) {
      entries[left + i] = spareEntries[i];
      gradients[left + i] = spareGradients[i];
    }
    return left;
  }

  /** Adds a leaf's value to the scores of the member's rows in it. */
  addToLeaf(leaf: number, value: number): void {
    const { entries, margins } = this.rows;
    const end = this.end(leaf);
    for (let i = this.start(leaf); i < end; i++) margins[entries[i]] += value;
  }

  /** The leaf of a row that the tree was not grown on. */
  leafOf(root: GrowingNode, row: number): GrowingNode {
    const { words, rowCount } = this.rows;
    let node = root;
    for (let split = node.split; split !== null; split = node.split) {
      const code = (words[(split.feature >> 2) * rowCount + row] >>> ((split.feature & 3) * 8)) & 255;
      node = sendsLeft(split, code) ? split.left : split.right;
    }
    return node;
  }
}

function sendsLeft({ leftSet, missingLeft, threshold }: NodeSplit, code: number): boolean {
  if (leftSet !== null) return leftSet[code] === 1;
  return code === missingCode ? missingLeft : code <= threshold;
}

/** 1 for each code that the split sends left. */
function leftCodes(split: NodeSplit): Uint8Array {
  if (split.leftSet !== null) return split.leftSet;
  const codes = new Uint8Array(256);
  codes.fill(1, 0, split.threshold + 1);
  codes[missingCode] = split.missingLeft ? 1 : 0;
  return codes;
}
