import { type GainsBand, gainsTable } from "./gains.ts";
import type { Groups } from "./groups.ts";
import { type CalibrationSlope, calibrationSlope } from "./slope.ts";
import {
  type CostMatrix,
  changePoints,
  cheapestThreshold,
  type KsStatistic,
  ksStatistic,
  type ThresholdPoint,
  thresholdTable,
} from "./thresholds.ts";

/** What a model's out-of-sample forecasts are worth beyond AUC and log loss, as plain JSON. */
export interface Assessment {
  /** Null where one class is absent. */
  readonly ks: KsStatistic | null;
  readonly gains: readonly GainsBand[];
  /** At the policy's boundaries, in their order. */
  readonly boundaries: readonly ThresholdPoint[];
  /** At up to 51 thresholds at equal steps of the selection rate, descending, for a curve. */
  readonly curve: readonly ThresholdPoint[];
  /** Null without a cost matrix. Chosen on these rows, so its cost is the best case. */
  readonly cheapest: ThresholdPoint | null;
  readonly slope: CalibrationSlope | null;
}

/** Forecasts as `evaluate` takes them; repeated cross-validation forecasts a row more than once. */
export interface AssessedForecasts {
  readonly calibrated: Float64Array;
  readonly label: Uint8Array;
  readonly groups: Groups;
}

const curvePoints = 51;

/**
 * KS, lift and gains, thresholds with their costs and the calibration slope in one call, for a model's report. All is
 * measured on the calibrated probabilities, which is what policies compare. Where each row was forecast several times,
 * counts and costs are means over the times and need not be whole; intervals cluster by borrower, which makes them
 * right all the same.
 * @param rows rows that the forecasts hold, once or several times over
 * @param boundaries risks in [0, 1] at which a policy changes its treatment
 * @param costs per row, in the currency's unit; an assumption, to be shown as one
 */
export function assess(
  { calibrated, label, groups }: AssessedForecasts,
  rows: number,
  boundaries: readonly number[],
  costs?: CostMatrix,
): Assessment {
  const times = rows > 0 ? label.length / rows : 1;
  const once = (point: ThresholdPoint) => perTime(point, times);
  const thresholds = [...boundaries, ...changePoints(calibrated, curvePoints)];
  const points = thresholdTable(calibrated, label, thresholds, costs).map(once);
  const cheapest = costs === undefined ? null : cheapestThreshold(calibrated, label, costs);
  return {
    ks: ksStatistic(calibrated, label),
    gains: gainsTable(calibrated, label, groups).map((band) => ({
      ...band,
      rows: band.rows / times,
      positives: band.positives / times,
    })),
    boundaries: points.slice(0, boundaries.length),
    curve: points.slice(boundaries.length),
    cheapest: cheapest === null ? null : once(cheapest),
    slope: calibrationSlope(calibrated, label, groups),
  };
}

function perTime(point: ThresholdPoint, times: number): ThresholdPoint {
  return {
    ...point,
    truePositives: point.truePositives / times,
    falsePositives: point.falsePositives / times,
    falseNegatives: point.falseNegatives / times,
    trueNegatives: point.trueNegatives / times,
    cost: point.cost === null ? null : point.cost / times,
  };
}
