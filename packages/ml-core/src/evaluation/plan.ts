import type { Classifier } from "../models/classifier.ts";
import { foldCount } from "../models/honest-fit.ts";
import type { Settings } from "../models/settings.ts";
import { repeatsFor } from "./cross-validation.ts";

/** How a classifier's out-of-sample forecasts of its training rows are made, and what that takes. */
export interface EvaluationPlan {
  /** The whole pipeline is fitted anew without each fold, for the metrics alone. */
  readonly isCrossValidated: boolean;
  /** What the metrics may be called. */
  readonly evaluation: "cross-validation" | "out-of-bag";
  /** How often folds are dealt anew. */
  readonly repeats: number;
  /** Row-tree pairs of one fit, and the number of fits. */
  readonly oneFit: number;
  readonly fits: number;
}

/**
 * Up to this many rows an out-of-bag classifier's metrics come from cross-validation of the whole pipeline, bins
 * included. Above, repeating everything five times buys nothing: bins are quantiles of so many rows, learned without
 * the outcome, and out-of-bag scores with cross-fitted calibration measure the same at a sixth of the time.
 */
const crossValidatedRows = 10_000;
/** Row-tree pairs, half a minute of them, beyond which folds are not dealt anew for steadier metrics. */
const repeatBudget = 100_000_000;

export function planEvaluation(
  classifier: Classifier,
  rows: number,
  features: number,
  settings: Settings,
): EvaluationPlan {
  const outOfBag = classifier.honesty === "out-of-bag";
  const isCrossValidated = outOfBag && rows <= crossValidatedRows;
  const oneFit = classifier.work(rows, features, settings);
  const affordable = Math.floor(repeatBudget / (foldCount * oneFit));
  const repeats = Math.max(1, Math.min(repeatsFor(rows), affordable));
  const hasFolds = isCrossValidated || !outOfBag;
  return {
    isCrossValidated,
    evaluation: hasFolds ? "cross-validation" : "out-of-bag",
    repeats,
    oneFit,
    fits: hasFolds ? foldCount * repeats + 1 : 1,
  };
}
