import { XgboostError, type XgboostTree } from "./format.ts";
import type { JsonField } from "./json.ts";

/** Reads and checks one tree: after this, walking it ends at a leaf and asks for features that there are. */
export function parseTree(field: JsonField, featureCount: number): XgboostTree {
  const leaves = field.find("tree_param")?.find("size_leaf_vector")?.parameter() ?? 0;
  if (leaves > 1)
    throw new XgboostError(
      "the XGBoost model's leaves hold several values: only single ones can be imported",
    );
  const leftChildren = field.get("left_children").numbers();
  const size = leftChildren.length;
  const list = (name: string) => field.get(name).numbers(size);
  const optional = (name: string) => field.find(name)?.numbers(size) ?? new Array<number>(size).fill(0);
  const tree: XgboostTree = {
    leftChildren,
    rightChildren: list("right_children"),
    splitIndices: list("split_indices"),
    conditions: list("split_conditions").map(Math.fround),
    defaultLeft: list("default_left").map((flag) => flag === 1),
    rightCategories: categoriesOf(field, optional("split_type")),
    gains: optional("loss_changes"),
    covers: optional("sum_hessian"),
  };
  checkTree(field, tree, featureCount);
  return tree;
}

function categoriesOf(field: JsonField, splitTypes: readonly number[]): (readonly number[] | null)[] {
  const lists = new Array<readonly number[] | null>(splitTypes.length).fill(null);
  if (!splitTypes.includes(1)) return lists;
  const categories = field.get("categories").numbers();
  const nodes = field.get("categories_nodes").numbers();
  const segments = field.get("categories_segments").numbers(nodes.length);
  const sizes = field.get("categories_sizes").numbers(nodes.length);
  nodes.forEach((node, i) => {
    const list = categories.slice(segments[i], segments[i] + sizes[i]);
    if (list.length !== sizes[i] || list.some((category) => !Number.isInteger(category) || category < 0)) {
      throw field.get("categories").wrong("the categories of each node");
    }
    lists[node] = list.sort((a, b) => a - b);
  });
  splitTypes.forEach((type, node) => {
    if ((type === 1) !== (lists[node] !== null))
      throw field.get("categories_nodes").wrong("as split_type says");
  });
  return lists;
}

function checkTree(field: JsonField, tree: XgboostTree, featureCount: number): void {
  const { leftChildren, rightChildren, splitIndices, conditions, rightCategories } = tree;
  if (leftChildren.length === 0) throw field.get("left_children").wrong("a tree");
  const seen = new Uint8Array(leftChildren.length);
  const waiting = [0];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    // A node that is met twice would make the walk endless, or the tree none.
    if (!(node in leftChildren) || seen[node] === 1) throw field.get("left_children").wrong("a tree");
    seen[node] = 1;
    const isNumber = rightCategories[node] === null;
    if (isNumber && !Number.isFinite(conditions[node]))
      throw field.get("split_conditions").wrong("a list of finite numbers");
    if (leftChildren[node] === -1) continue;
    if (
      !(Number.isInteger(splitIndices[node]) && splitIndices[node] >= 0 && splitIndices[node] < featureCount)
    )
      throw field.get("split_indices").wrong(`a list of numbers below ${featureCount}`);
    waiting.push(rightChildren[node], leftChildren[node]);
  }
  // What pruning cut off stays in the arrays.
  for (let node = 0; node < seen.length; node++) if (seen[node] === 0) leftChildren[node] = -1;
}
