import type { FeatureEncoding } from "../features/encoding.ts";
import type { Pool } from "../parallel/pool.ts";
import type { Table } from "../table/table.ts";
import type { Rules, Settings } from "./settings.ts";

/** Rows to learn from, of both classes or of one. */
export interface LearningRows {
  /** Features only; at least one column and one row. */
  readonly table: Table;
  /** 1 = not recovered, 0 = recovered. */
  readonly label: Uint8Array;
  /** `groupKey` of each row's borrower. */
  readonly groupKeys: Float64Array;
  /**
   * How much each row counts while learning, positive and finite; all the same where omitted. Only the proportions
   * matter. They do not count in calibration and metrics, which speak of the rows as they are.
   */
  readonly weights?: Float64Array;
}

/** Rows `from..to` of a table. Columns are found by name; a column that is not there is missing in every row. */
export interface RowsToScore {
  readonly table: Table;
  readonly from: number;
  readonly to: number;
  /**
   * For out-of-bag classifiers, which then score these rows by the trees that never saw their borrowers: the keys
   * of all rows of the table, and 1 in `trained` where the row's borrower was in the training rows.
   */
  readonly outOfBag?: { readonly groupKeys: Float64Array; readonly trained: Uint8Array };
}

export interface FitContext {
  readonly seed: number;
  readonly pool: Pool;
  /**
   * The same classifier fitted on parts of the same rows: what was chosen there on held-out rows (the number of
   * rounds, say) may be taken over instead of holding out rows again. Empty where there are none.
   */
  readonly parts: readonly Fitted[];
  /**
   * Where it is given, an out-of-bag classifier writes here what `predictProbability` would say of each row as one that
   * was trained on.
   */
  readonly outOfBag?: Float64Array;
  /** Called with the share of the fit that is done, in [0, 1]. */
  onProgress(fraction: number): void;
}

/** A trained classifier in memory. Plain data with methods: two equal ones are equal field by field. */
export interface Fitted {
  /** Number of trees; 0 where it has none. */
  readonly trees: number;
  /** What explains its scores: its trees, or the parts of its sum. One of the two, unless it cannot explain itself. */
  readonly ensemble: Ensemble | null;
  readonly linear: LinearModel | null;
  /**
   * Raw probability of class 1 of each row, in [0, 1]; NaN where an out-of-bag classifier has no tree left that may
   * speak. Bits do not depend on the pool, nor on which rows are scored together.
   */
  predictProbability(rows: RowsToScore, pool: Pool): Promise<Float64Array>;
  /** How much each training column contributed: not negative, in the order of the columns, in any one unit. */
  importance(): Float64Array;
  /** Everything that `Classifier.fromParts` needs to make an equal one. */
  toParts(): FittedParts;
}

/** Packed trees (see random-forest/nodes.ts) and what their leaves add up to. */
export interface Ensemble {
  readonly encodings: readonly FeatureEncoding[];
  readonly nodes: Int32Array;
  /** Where each tree begins in `nodes`, in words. */
  readonly roots: Int32Array;
  readonly combine: Combine;
}

/**
 * How the leaves become the raw score: the mean of those trees that may speak about a borrower (`seed` says which,
 * see random-forest/bagging.ts), or sigmoid(base + the sum of all), in log-odds.
 */
export type Combine =
  | { readonly kind: "mean"; readonly seed: number }
  | { readonly kind: "sum"; readonly base: number };

/** Log-odds that are a sum with one part for each column. */
export interface LinearModel {
  /** Names of the columns. */
  readonly columns: readonly string[];
  /** The bins of their training values, from which other values are suggested; none in older model files. */
  readonly encodings: readonly FeatureEncoding[];
  /** Log-odds of the average training row. */
  readonly base: number;
  readonly coefficients: readonly Coefficient[];
  attribute(table: Table, row: number): LinearAttribution;
}

/** A row's log-odds as scoring sums them; `base` plus `values` is `raw`, within rounding. */
export interface LinearAttribution {
  readonly raw: number;
  /**
   * Per column, all levels of a category together: what its value adds, less what the column adds on average over the
   * training rows. Of a linear model these are the Shapley values against the training rows (Lundberg & Lee 2017).
   */
  readonly values: Float64Array;
  /** Columns whose value was never seen in training and counts as the average. */
  readonly unread: readonly boolean[];
}

export interface Coefficient {
  readonly feature: string;
  /** The category that the coefficient is for, "(missing)" for the missing ones; null for the number itself. */
  readonly level: string | null;
  /** Change of the log-odds for one standard deviation of a number, or from the average row to the level. */
  readonly value: number;
  /** Standard error of `value`; null where it cannot be had. */
  readonly standardError: number | null;
}

export type PartArray = Int32Array | Float64Array | Float32Array | Uint8Array;

/** The form in the model file: JSON, and arrays in an order that the classifier knows. */
export interface FittedParts {
  readonly json: unknown;
  readonly arrays: readonly PartArray[];
}

/** One way to learn. Adding one: a folder with its `Classifier`, and a line in registry.ts. */
export interface Classifier {
  /** The settings that a person may give, with their ranges and what they are otherwise. */
  readonly rules: Rules;
  /**
   * Where honest scores of trained borrowers come from: "out-of-bag" from the members of one fit that never saw the
   * borrower, "out-of-fold" from extra fits on parts of the borrowers.
   */
  readonly honesty: "out-of-bag" | "out-of-fold";
  /** Rough size of one fit, in visits of a row by a tree: tells whether threads are worth starting. */
  work(rows: number, features: number, settings: Settings): number;
  /** Why rows like these are not for this classifier and what to do instead, in words; null where they are. */
  refusal(rows: LearningRows, settings: Settings): string | null;
  /** The same rows, settings and seed give an equal result on any pool. */
  fit(rows: LearningRows, settings: Settings, context: FitContext): Promise<Fitted>;
  fromParts(parts: FittedParts): Fitted;
}

/** The rows are not for the chosen classifier: an expected refusal, whose message says why and what to do. */
export class ClassifierRefusal extends Error {
  override name = "ClassifierRefusal";
}
