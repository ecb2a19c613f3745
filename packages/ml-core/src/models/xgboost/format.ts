/*
 * XGBoost's JSON model, as versions 1.7 and 2.x write and read it ("Introduction to Model IO", the schema in
 * doc/model.schema, and src/tree/tree_model.cc of dmlc/xgboost):
 *
 * - all numbers that are parameters are strings; arrays of floats hold nothing but floats (an integer there is
 *   refused by XGBoost), and XGBoost itself writes NaN for the condition of a split on categories;
 * - a node is a place in parallel arrays, the root is 0, a leaf has -1 for its children and its value as its
 *   `split_conditions`; the right child is the place after the left one, which prediction relies on;
 * - a number goes left when, cast to float32, it is less than the condition; a category goes right when it is in
 *   the node's list, left otherwise; a missing value goes where `default_left` says;
 * - the margin is that of `base_score` plus the leaves, and the objective makes it a probability.
 */

/** One tree: node by node, the root first. */
export interface XgboostTree {
  /** -1 for a leaf. */
  readonly leftChildren: number[];
  readonly rightChildren: number[];
  readonly splitIndices: number[];
  /** The float32 that a number must be less than to go left; the value of a leaf. */
  readonly conditions: number[];
  readonly defaultLeft: boolean[];
  /** The categories that go right, ascending; null where the split is on a number, and for a leaf. */
  readonly rightCategories: (readonly number[] | null)[];
  /** What each split gained, and the weight (sum of hessians) of each node. */
  readonly gains: number[];
  readonly covers: number[];
}

/**
 * What a feature's numbers mean, in the attribute `loan_recovery_features` as a JSON array in the order of the
 * features: the only place in a model of XGBoost's where the texts of categories can travel. Category i of
 * `categories` is the number i; with `other`, any category that is not listed is the number after the last.
 */
export type FeatureBook =
  | { readonly name: string; readonly kind: "number" }
  | {
      readonly name: string;
      readonly kind: "category";
      readonly categories: readonly string[];
      readonly other: boolean;
    };

/** Names of the attributes that we write. */
export const attributes = {
  features: "loan_recovery_features",
  /** "mean": predictions are probabilities as they are, the mean of a forest's leaves. */
  output: "loan_recovery_output",
  note: "loan_recovery_note",
} as const;

/** A model cannot be written as, or read from, XGBoost's JSON: an expected refusal, whose message says why. */
export class XgboostError extends Error {
  override name = "XgboostError";
}

/**
 * The margin that XGBoost adds the leaves of a logistic model to. It computes in float32, and near 1 that loses
 * digits, so the same steps are taken here.
 * @param baseScore a float32 in (0, 1)
 */
export function logisticMargin(baseScore: number): number {
  return -Math.fround(Math.log(Math.fround(Math.fround(1 / baseScore) - 1)));
}
