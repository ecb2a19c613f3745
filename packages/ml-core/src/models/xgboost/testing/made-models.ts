/** A tree of one split. */
export interface Stump {
  readonly feature: number;
  readonly condition: number;
  /** Of a split on categories: those that go right. */
  readonly categories?: readonly number[];
  readonly defaultLeft?: boolean;
  readonly left: number;
  readonly right: number;
}

/** The fields of one tree as XGBoost 1.7 writes them. */
export function stump({ feature, condition, categories, defaultLeft = false, left, right }: Stump) {
  const isCategory = categories !== undefined;
  return {
    base_weights: [0, left, right],
    categories: categories ?? [],
    categories_nodes: isCategory ? [0] : [],
    categories_segments: isCategory ? [0] : [],
    categories_sizes: isCategory ? [categories.length] : [],
    default_left: [defaultLeft ? 1 : 0, 0, 0],
    id: 0,
    left_children: [1, -1, -1],
    loss_changes: [1, 0, 0],
    parents: [2147483647, 0, 0],
    right_children: [2, -1, -1],
    split_conditions: [condition, left, right],
    split_indices: [feature, 0, 0],
    split_type: [isCategory ? 1 : 0, 0, 0],
    sum_hessian: [10, 4, 6],
    tree_param: { num_deleted: "0", num_feature: "1", num_nodes: "3", size_leaf_vector: "0" },
  };
}

/** A whole model, with NaN written as XGBoost does. */
export function modelText(model: {
  readonly trees: readonly ReturnType<typeof stump>[];
  readonly names: readonly string[];
  readonly types?: readonly string[];
  readonly count?: number;
}): string {
  const count = String(model.count ?? model.names.length);
  const text = JSON.stringify({
    learner: {
      attributes: {},
      feature_names: model.names,
      feature_types: model.types ?? [],
      gradient_booster: {
        model: {
          gbtree_model_param: { num_parallel_tree: "1", num_trees: String(model.trees.length) },
          tree_info: model.trees.map(() => 0),
          trees: model.trees,
        },
        name: "gbtree",
      },
      learner_model_param: { base_score: "5E-1", num_class: "0", num_feature: count, num_target: "1" },
      objective: { name: "binary:logistic", reg_loss_param: { scale_pos_weight: "1" } },
    },
    version: [1, 7, 4],
  });
  return text.replace('"split_conditions":[null', '"split_conditions":[NaN');
}
