import type { CalibrationMap } from "../evaluation/calibration.ts";
import { smoothedRate } from "../evaluation/evaluate.ts";
import type { ClassifierName, SegmentSummary, TrainingReport } from "../report.ts";
import type { Segmentation } from "../segments/segmentation.ts";
import type { Fitted } from "./classifier.ts";

/** Everything that scoring needs, as plain data. See model-file.ts for its form on disk. */
export interface Model {
  readonly classifier: ClassifierName;
  /** Share of class 1 among the training rows, never exactly 0 or 1: what a row gets when nothing else is known. */
  readonly baseRate: number;
  /** The classifier fitted on all training rows, for borrowers that are not among them; null for a base-rate model. */
  readonly fitted: Fitted | null;
  /** The classifier without each fold, for the borrowers of that fold; empty where `fitted` scores out-of-bag. */
  readonly folds: readonly Fitted[];
  readonly calibration: CalibrationMap | null;
  /** Calibration for the trained borrowers of each fold, fitted on the others. */
  readonly foldCalibrations: readonly CalibrationMap[];
  /** Hashed keys of the borrowers that were trained on, ascending, and the fold of each. */
  readonly trainedKeys: Float64Array;
  readonly trainedFolds: Uint8Array;
  readonly segmentation: Segmentation | null;
  readonly report: TrainingReport;
}

/**
 * The model that knows only how often loans are not recovered, for when nothing better may be used.
 * @param counts finished loans and how many of them were not recovered; both 0 gives 0.5 and a warning
 * @throws RangeError when the counts are not whole or `positives` is more than `total`
 */
export function baseRateModel(counts: {
  readonly positives: number;
  readonly total: number;
  readonly segmentation?: Segmentation | null;
  /** Summaries of the segments of `segmentation`, in its order. */
  readonly segments?: readonly SegmentSummary[];
}): Model {
  const { positives, total } = counts;
  if (!Number.isInteger(positives) || !Number.isInteger(total) || positives < 0 || positives > total) {
    throw new RangeError(
      `${positives} positives of ${total} rows: expected whole numbers with 0 <= positives <= total`,
    );
  }
  const rate = smoothedRate(positives, total);
  const warnings =
    total === 0
      ? [
          {
            code: "no-outcomes",
            message: "no finished loan is known yet: every score is 0.5 until there is one",
          },
        ]
      : [];
  return {
    classifier: "base-rate",
    baseRate: rate,
    fitted: null,
    folds: [],
    calibration: null,
    foldCalibrations: [],
    trainedKeys: new Float64Array(0),
    trainedFolds: new Uint8Array(0),
    segmentation: counts.segmentation ?? null,
    report: {
      formatVersion: 1,
      rows: total,
      groups: total,
      positives,
      features: [],
      excluded: [],
      allowed: [],
      classifier: "base-rate",
      seed: 0,
      dataHash: null,
      trees: 0,
      settings: {},
      weights: null,
      coefficients: null,
      promotable: true,
      notPromotableReason: null,
      evaluation: null,
      metrics: null,
      outOfTime: null,
      outOfTimeReason: null,
      leakyMetrics: null,
      verdict: "not-enough-data",
      verdictText: `Every loan gets the base rate, ${(100 * rate).toFixed(1)} %: no model is in use.`,
      rowsNeeded: null,
      featureImportance: [],
      calibrationCurve: [],
      segments: counts.segments ?? [],
      warnings,
    },
  };
}
