import { formatPercent } from "../../components/format.ts";
import type { Model } from "./queries.ts";

type Metrics = NonNullable<Model["metrics"]>;

export interface Measure {
  name: string;
  meaning: string;
  value: string;
  baseline: string;
  /** BY_CHANCE: the figure is better, but the verdict, which looks at intervals, finds nothing in it. */
  compared: "BETTER" | "BY_CHANCE" | "NOT_BETTER" | "RIGHT" | "TOO_EXTREME" | "TOO_TIMID";
}

/** The model's figures, each beside what knowing only the base rate would score, and what it means. */
export function measuresOf(model: Model, metrics: Metrics): Measure[] {
  const { positiveRate, verdict, ks, calibrationSlope } = model;
  const isSure = verdict === "GOOD" || verdict === "WEAK";
  const measure = (
    name: string,
    meaning: string,
    value: number,
    baseline: number,
    isBetter: boolean,
  ): Measure => ({
    name,
    meaning,
    value: value.toFixed(3),
    baseline: baseline.toFixed(3),
    compared: isBetter ? (isSure ? "BETTER" : "BY_CHANCE") : "NOT_BETTER",
  });
  const lower = (name: string, meaning: string, value: number, baseline: number) =>
    measure(name, `${meaning} Lower is better.`, value, baseline, value < baseline);
  const { rocAuc, prAuc } = metrics;
  return [
    measure(
      "Ranking (ROC AUC)",
      "The figure above as statisticians write it. 1 is perfect, 0.5 a coin toss.",
      rocAuc,
      0.5,
      rocAuc > 0.5,
    ),
    measure(
      "Top of the list (PR AUC)",
      "How many of the loans with the highest scores were really lost, on average. Higher is better.",
      prAuc,
      positiveRate,
      prAuc > positiveRate,
    ),
    ...(ks == null
      ? []
      : [
          measure(
            "Separation (KS)",
            "How far apart lost and recovered loans are scored, where they differ most. 1 is fully apart, 0 not at all.",
            ks,
            0,
            ks > 0,
          ),
        ]),
    lower(
      "Surprise (log loss)",
      "How far off the scores were, confident mistakes most of all.",
      metrics.logLoss,
      metrics.baselineLogLoss,
    ),
    lower(
      "Squared error (Brier score)",
      "The squared distance of the scores from what happened.",
      metrics.brier,
      metrics.baselineBrier,
    ),
    lower(
      "Calibration error",
      "The distance between what was predicted and what came about. The base rate is close to right by its nature.",
      metrics.calibrationError,
      metrics.baselineCalibrationError,
    ),
    ...(calibrationSlope ? [slopeOf(calibrationSlope)] : []),
  ];
}

/** The base rate has no slope: all of its scores are the same. */
function slopeOf({ value, low, high }: NonNullable<Model["calibrationSlope"]>): Measure {
  return {
    name: "Calibration slope",
    meaning: `1 is right. Below 1 the scores are too extreme, above 1 too timid. Between ${low.toFixed(2)} and ${high.toFixed(2)} with ${formatPercent(0.95)} confidence.`,
    value: value.toFixed(3),
    baseline: "none",
    compared: high < 1 ? "TOO_EXTREME" : low > 1 ? "TOO_TIMID" : "RIGHT",
  };
}
