import { codeCount } from "../../features/encoding.ts";
import type { Ensemble } from "../classifier.ts";
import { categoricalFlag } from "../random-forest/nodes.ts";
import { conditionAbove, largestFloat32 } from "./float32.ts";
import type { XgboostTree } from "./format.ts";

/** How a split of ours is said in XGBoost's words. */
interface Split {
  readonly condition: number;
  readonly rightCategories: readonly number[] | null;
  readonly defaultLeft: boolean;
  /** Our left child becomes the right one. */
  readonly swapped: boolean;
}

/** What is known of a subtree: its weight, and the weighted mean of its leaves. */
interface Subtree {
  readonly cover: number;
  readonly mean: number;
}

/**
 * A packed tree (see random-forest/nodes.ts) as XGBoost has it. Brothers are numbered one after the other: XGBoost
 * does not ask for the right child but adds 1 to the left one.
 * @param toValue from the value of our leaf to that of XGBoost's
 */
export function exportTree(
  { nodes, encodings }: Ensemble,
  root: number,
  toValue: (leaf: number) => number,
): XgboostTree {
  const values = new Float32Array(nodes.buffer, nodes.byteOffset, nodes.length);
  const tree = emptyTree();
  /** Says what node `id` is, and everything below it. */
  const describe = (at: number, id: number): Subtree => {
    const head = nodes[at];
    if (head < 0) {
      tree.conditions[id] = Math.fround(toValue(values[at + 1]));
      tree.covers[id] = head & 0x7fffffff;
      return { cover: tree.covers[id], mean: values[at + 1] };
    }
    const encoding = encodings[head & 0xffff];
    const split =
      encoding.kind === "category"
        ? categorySplit(nodes, at, codeCount(encoding))
        : numberSplit(head, encoding.edges);
    const places = [at + splitWords(head), at + nodes[at + 1]];
    if (split.swapped) places.reverse();
    const left = addNode(tree);
    addNode(tree);
    tree.leftChildren[id] = left;
    tree.rightChildren[id] = left + 1;
    tree.splitIndices[id] = head & 0xffff;
    tree.conditions[id] = split.condition;
    tree.defaultLeft[id] = split.defaultLeft;
    tree.rightCategories[id] = split.rightCategories;
    return join(
      tree,
      id,
      places.map((place, side) => describe(place, left + side)),
    );
  };
  describe(root, addNode(tree));
  return tree;
}

/** Words of a split before its left child. */
function splitWords(head: number): number {
  const setWords = (head & categoricalFlag) === 0 ? 0 : (head >>> 16) & 255;
  return 2 + setWords + (setWords & 1);
}

/** The numbers of a split that follow from its children's. Its gain is the squared error that it removed. */
function join(tree: XgboostTree, id: number, children: readonly Subtree[]): Subtree {
  const cover = children.reduce((sum, child) => sum + child.cover, 0);
  const total = children.reduce((sum, child) => sum + child.cover * child.mean, 0);
  const mean = cover > 0 ? total / cover : 0;
  tree.covers[id] = cover;
  tree.gains[id] = children.reduce((sum, child) => sum + child.cover * (child.mean - mean) ** 2, 0);
  return { cover, mean };
}

/** "code <= threshold" is "value <= edge", and of float32 values "value < the next float32". */
function numberSplit(head: number, edges: Float64Array): Split {
  const missingLeft = ((head >>> 25) & 1) === 1;
  const threshold = ((head >>> 16) & 255) - (missingLeft ? 1 : 0);
  // No finite number is less than the smallest one: only missing values can go left.
  const nothing = { condition: -largestFloat32, rightCategories: null };
  if (threshold < 0) return { ...nothing, defaultLeft: missingLeft, swapped: false };
  const condition = threshold < edges.length ? conditionAbove(edges[threshold]) : Number.POSITIVE_INFINITY;
  if (condition === Number.POSITIVE_INFINITY) return { ...nothing, defaultLeft: !missingLeft, swapped: true };
  return {
    condition: Math.max(condition, -largestFloat32),
    rightCategories: null,
    defaultLeft: missingLeft,
    swapped: false,
  };
}

function categorySplit(nodes: Int32Array, at: number, codes: number): Split {
  const right: number[] = [];
  for (let code = 0; code < codes; code++) {
    if (((nodes[at + 2 + (code >>> 5)] >>> (code & 31)) & 1) === 0) right.push(code);
  }
  // XGBoost refuses an empty list: a code that no value has stands in for none.
  if (right.length === 0) right.push(codes);
  return {
    condition: 0,
    rightCategories: right,
    defaultLeft: ((nodes[at] >>> 25) & 1) === 1,
    swapped: false,
  };
}

function emptyTree(): XgboostTree {
  return {
    ...{ leftChildren: [], rightChildren: [], splitIndices: [], conditions: [] },
    ...{ defaultLeft: [], rightCategories: [], gains: [], covers: [] },
  };
}

/** Adds a node about which nothing is said yet. @returns its number */
function addNode(tree: XgboostTree): number {
  tree.rightChildren.push(-1);
  tree.splitIndices.push(0);
  tree.conditions.push(0);
  tree.defaultLeft.push(false);
  tree.rightCategories.push(null);
  tree.gains.push(0);
  tree.covers.push(0);
  return tree.leftChildren.push(-1) - 1;
}
