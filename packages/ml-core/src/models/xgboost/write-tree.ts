import type { XgboostTree } from "./format.ts";

/** What XGBoost writes as the parent of the root: the largest int32. */
const noParent = 2147483647;

/** One tree as the JSON text that XGBoost reads. */
export function treeText(tree: XgboostTree, id: number, featureCount: number): string {
  const { leftChildren, rightChildren, rightCategories } = tree;
  const parents = new Array<number>(leftChildren.length).fill(noParent);
  leftChildren.forEach((child, node) => {
    if (child < 0) return;
    parents[child] = node;
    parents[rightChildren[node]] = node;
  });
  const param = {
    num_deleted: "0",
    num_feature: String(featureCount),
    num_nodes: String(leftChildren.length),
    size_leaf_vector: "0",
  };
  const isLeaf = (node: number) => leftChildren[node] < 0;
  const fields = {
    base_weights: floats(tree.conditions.map((value, node) => (isLeaf(node) ? value : 0))),
    ...categoryFields(rightCategories),
    default_left: flags(tree.defaultLeft),
    id: String(id),
    left_children: integers(leftChildren),
    loss_changes: floats(tree.gains),
    parents: integers(parents),
    right_children: integers(rightChildren),
    split_conditions: floats(tree.conditions),
    split_indices: integers(tree.splitIndices),
    split_type: flags(rightCategories.map((categories) => categories !== null)),
    sum_hessian: floats(tree.covers),
    tree_param: JSON.stringify(param),
  };
  return `{${Object.entries(fields)
    .map(([name, text]) => `"${name}":${text}`)
    .join(",")}}`;
}

/** The lists of all nodes that split on categories, end to end. */
function categoryFields(rightCategories: XgboostTree["rightCategories"]) {
  const categories: number[] = [];
  const nodes: number[] = [];
  const segments: number[] = [];
  const sizes: number[] = [];
  rightCategories.forEach((list, node) => {
    if (list === null) return;
    nodes.push(node);
    segments.push(categories.length);
    sizes.push(list.length);
    categories.push(...list);
  });
  return {
    categories: integers(categories),
    categories_nodes: integers(nodes),
    categories_segments: integers(segments),
    categories_sizes: integers(sizes),
  };
}

function integers(values: readonly number[]): string {
  return `[${values.join(",")}]`;
}

function flags(values: readonly boolean[]): string {
  return integers(values.map(Number));
}

function floats(values: readonly number[]): string {
  return `[${values.map(floatText).join(",")}]`;
}

/** Nine digits name every float32; the exponent keeps whole numbers from being read as integers. */
export function floatText(value: number): string {
  return Number(Math.fround(value).toExponential(8)).toExponential();
}
