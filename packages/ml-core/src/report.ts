import type { Coefficient } from "./models/classifier.ts";
import type { TrainableName } from "./models/registry.ts";

/** What training found out, as plain JSON: every number is finite or null. */
export interface TrainingReport {
  readonly formatVersion: 1;
  /** Training rows, distinct borrowers among them, and rows of class 1 (not recovered). */
  readonly rows: number;
  readonly groups: number;
  readonly positives: number;
  readonly features: readonly string[];
  readonly excluded: readonly ExcludedColumn[];
  /** Columns that the leak guard would have excluded and a person let in by name. */
  readonly allowed: readonly string[];
  readonly classifier: ClassifierName;
  readonly seed: number;
  /** SHA-256 of the training data (see `dataHash`); null where the model was not trained here. */
  readonly dataHash: string | null;
  /** Trees of the classifier; 0 where it has none. */
  readonly trees: number;
  /** All settings of the classifier by name, given ones and usual ones. */
  readonly settings: Readonly<Record<string, number>>;
  /** What counted more than the rest while learning; null where all rows counted the same. */
  readonly weights: TrainingWeights | null;
  /** Coefficients of a linear classifier; null for others. */
  readonly coefficients: readonly Coefficient[] | null;
  /** May become the active model without a person overriding `notPromotableReason`. */
  readonly promotable: boolean;
  readonly notPromotableReason: string | null;
  /** How the metrics were made out-of-sample; null where there are none. */
  readonly evaluation: "cross-validation" | "out-of-bag" | null;
  readonly metrics: Metrics | null;
  /** The same classifier, trained on the older loans and tested on the newest; null where that cannot be asked. */
  readonly outOfTime: OutOfTime | null;
  /** Why not, in words. */
  readonly outOfTimeReason: string | null;
  /** The AUC that one would have believed with the leaking columns; null where there were none. */
  readonly leakyMetrics: { readonly rocAuc: number } | null;
  readonly verdict: Verdict;
  readonly verdictText: string;
  /** Rows of this kind that a clear answer would take; null where the answer is clear or cannot be estimated. */
  readonly rowsNeeded: number | null;
  /**
   * Shares of what each column contributed (trees: impurity or loss removed; regression: spread of its part of the
   * log-odds), descending; they sum to 1 unless nothing contributed.
   */
  readonly featureImportance: readonly { readonly feature: string; readonly importance: number }[];
  readonly calibrationCurve: readonly CalibrationPoint[];
  readonly segments: readonly SegmentSummary[];
  readonly warnings: readonly Warning[];
}

/** Weights change what is learned; calibration and metrics count every row once. */
export interface TrainingWeights {
  /** How much a row of class 0 and of class 1 counted, balanced ones as they came out; null where both counted 1. */
  readonly classes: readonly [number, number] | null;
  /** Whether the rows had weights of their own. */
  readonly rows: boolean;
}

export type ClassifierName = TrainableName | "xgboost" | "base-rate";

export type Verdict = "no-usable-signal" | "not-enough-data" | "weak" | "good";

export type ExclusionReason =
  | "identifier"
  | "known-after-treatment"
  | "protected"
  | "leak-suspect"
  | "constant"
  | "duplicate"
  | "ignored";

export interface ExcludedColumn {
  readonly column: string;
  readonly reason: ExclusionReason;
  readonly detail: string;
}

/** All out-of-sample. Log losses in nats; the interval is 95 %, clustered by borrower. */
export interface Metrics {
  readonly rocAuc: number;
  readonly rocAucLow: number;
  readonly rocAucHigh: number;
  readonly prAuc: number;
  readonly logLoss: number;
  readonly brier: number;
  readonly calibrationError: number;
  /** The same three for a model that gives every loan the base rate. */
  readonly baselineLogLoss: number;
  readonly baselineBrier: number;
  readonly baselineCalibrationError: number;
}

/** A test on the newest loans of what was learned from those before them. No borrower is on both sides. */
export interface OutOfTime {
  /** ISO dates of the oldest and the newest of the tested loans; those that trained are all older. */
  readonly cutDate: string;
  readonly lastDate: string;
  readonly trainRows: number;
  readonly testRows: number;
  readonly testPositives: number;
  /** The baseline is the base rate of the older loans: what one would have known. */
  readonly metrics: Metrics;
}

/** Rows of neighbouring scores: what was forecast, and what happened (95 % interval `low..high`). */
export interface CalibrationPoint {
  readonly from: number;
  readonly to: number;
  readonly meanScore: number;
  readonly observedRate: number;
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

export interface SegmentSummary {
  readonly name: string;
  /** Training rows in the segment, and the share of them that was not recovered. */
  readonly size: number;
  readonly positiveRate: number;
  readonly profile: readonly { readonly feature: string; readonly text: string }[];
}

export interface Warning {
  readonly code: string;
  readonly message: string;
}
