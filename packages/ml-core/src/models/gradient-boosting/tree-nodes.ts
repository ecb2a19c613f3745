import { categoryHead, leafHead, numberHead } from "../random-forest/nodes.ts";
import type { NodeSums } from "./gradients.ts";

/** A node of a tree that is being grown, level by level. */
export interface GrowingNode extends NodeSums {
  /** Number of the node among those of its tree. */
  readonly id: number;
  readonly depth: number;
  /** Where its histogram lies while its level is searched. */
  slot: number;
  /** Set once it is split. */
  split: NodeSplit | null;
}

export interface NodeSplit {
  readonly feature: number;
  readonly threshold: number;
  readonly missingLeft: boolean;
  /** Categories only: 1 for codes that go left. */
  readonly leftSet: Uint8Array | null;
  readonly left: GrowingNode;
  readonly right: GrowingNode;
}

/**
 * The packed form of a grown tree (see random-forest/nodes.ts).
 * @param leafValue what a leaf adds to the log-odds
 * @param leafWeight what the head of a leaf says about its rows
 */
export function packTree(
  root: GrowingNode,
  codeCounts: Uint8Array,
  leafValue: (leaf: GrowingNode) => number,
  leafWeight: (leaf: GrowingNode) => number,
): Int32Array {
  const words: number[] = [];
  const float = new Float32Array(1);
  const bits = new Int32Array(float.buffer);
  const write = (node: GrowingNode) => {
    const { split } = node;
    if (split === null) {
      float[0] = leafValue(node);
      words.push(leafHead(leafWeight(node)), bits[0]);
      return;
    }
    const head = words.length;
    if (split.leftSet === null) words.push(numberHead(split.feature, split.threshold, split.missingLeft), 0);
    else words.push(...packCategories(split, split.leftSet, codeCounts[split.feature]));
    write(split.left);
    words[head + 1] = words.length - head;
    write(split.right);
  };
  write(root);
  return Int32Array.from(words);
}

function packCategories(split: NodeSplit, leftSet: Uint8Array, codeCount: number): number[] {
  const setWords = (codeCount + 31) >>> 5;
  const words = new Array<number>(2 + setWords + (setWords & 1)).fill(0);
  words[0] = categoryHead(split.feature, setWords, split.missingLeft);
  for (let code = 0; code < codeCount; code++) words[2 + (code >>> 5)] |= leftSet[code] << (code & 31);
  return words;
}
