import { discard } from "../parallel/shared.ts";
import type { CalibrationPoint, Metrics } from "../report.ts";
import { rocAuc } from "./auc.ts";
import { type CalibrationMap, calibrate, fitCalibration } from "./calibration.ts";
import { type Groups, numberGroups } from "./groups.ts";
import {
  averagePrecision,
  brierScore,
  calibrationCurve,
  calibrationError,
  clusteredMean,
  logLoss,
  rowLogLoss,
} from "./metrics.ts";
import { judge, type VerdictResult } from "./verdict.ts";

/** Out-of-sample forecasts. Repeated cross-validation forecasts a row more than once. */
export interface Forecasts {
  readonly label: Uint8Array;
  readonly groups: Groups;

  /** Raw scores, by which rows are ranked. */
  readonly raw: Float64Array;
  /** Calibrated by a map that has not seen the row's borrower. */
  readonly calibrated: Float64Array;
  /** The base rate of rows of other borrowers. */
  readonly baseline: Float64Array;
}

export interface Evaluation {
  /** null where one class is absent. */
  readonly metrics: Metrics | null;
  readonly calibrationCurve: readonly CalibrationPoint[];
  readonly verdict: VerdictResult;
}

/**
 * Metrics, calibration curve and verdict. Intervals cluster by borrower, which also makes them right where each
 * row was forecast several times.
 * @param rows training rows, which the forecasts may hold several times over
 */
export function evaluate(forecasts: Forecasts, rows: number): Evaluation {
  const { raw, calibrated, baseline, label, groups } = forecasts;
  const times = label.length / rows;
  let positives = 0;
  for (const value of label) positives += value;
  const auc = rocAuc(raw, label, groups);
  const loss = logLoss(calibrated, label);
  const baselineLogLoss = logLoss(baseline, label);
  const gains = new Float64Array(label.length);
  for (let i = 0; i < gains.length; i++)
    gains[i] = rowLogLoss(baseline[i], label[i]) - rowLogLoss(calibrated[i], label[i]);
  const verdict = judge({
    rows,
    positives: positives / times,
    auc,
    gain: clusteredMean(gains, groups),
    logLoss: loss,
    baselineLogLoss,
  });
  const metrics: Metrics | null =
    auc === null
      ? null
      : {
          rocAuc: auc.value,
          rocAucLow: auc.low,
          rocAucHigh: auc.high,
          prAuc: averagePrecision(raw, label),
          logLoss: loss,
          brier: brierScore(calibrated, label),
          calibrationError: calibrationError(calibrated, label),
          baselineLogLoss,
          baselineBrier: brierScore(baseline, label),
          baselineCalibrationError: calibrationError(baseline, label),
        };
  const curve = calibrationCurve(calibrated, label, groups).map((bin) => ({
    ...bin,
    count: Math.round(bin.count / times),
  }));
  return { metrics, calibrationCurve: curve, verdict };
}

/** Share of class 1, kept off 0 and 1 by half a row of each class. */
export function smoothedRate(positives: number, rows: number): number {
  return (positives + 0.5) / (rows + 1);
}

/**
 * Forecasts from raw out-of-sample scores: each fold of borrowers is calibrated by a map that was fitted on
 * the other folds, so that the metrics do not flatter the map.
 * @param fold fold of each row, 0..folds-1, which must not split a borrower; no fold may hold all rows
 * @returns the forecasts, and the map of each fold
 */
export function crossFit(
  raw: Float64Array,
  label: Uint8Array,
  groupKeys: Float64Array,
  fold: Uint8Array,
  folds: number,
): { forecasts: Forecasts; maps: CalibrationMap[] } {
  const groups = numberGroups(groupKeys);
  const calibrated = new Float64Array(raw.length);
  const baseline = new Float64Array(raw.length);
  const maps: CalibrationMap[] = [];
  // The rows outside the fold, in the same memory for every fold.
  const scores = new Float64Array(raw.length);
  const labels = new Uint8Array(raw.length);
  for (let held = 0; held < folds; held++) {
    let rows = 0;
    let positives = 0;
    for (let row = 0; row < raw.length; row++) {
      if (fold[row] === held) continue;
      scores[rows] = raw[row];
      labels[rows++] = label[row];
      positives += label[row];
    }
    const rate = smoothedRate(positives, rows);
    const map = fitCalibration(scores.subarray(0, rows), labels.subarray(0, rows));
    maps.push(map);
    for (let row = 0; row < raw.length; row++) {
      if (fold[row] !== held) continue;
      calibrated[row] = calibrate(map, raw[row]);
      baseline[row] = rate;
    }
  }
  discard(scores);
  return { forecasts: { raw, calibrated, baseline, label, groups }, maps };
}

/** Repeated forecasts of the same rows one after the other; borrowers keep their numbers. */
export function concatenate(parts: readonly Forecasts[]): Forecasts {
  const joined = (pick: (part: Forecasts) => Float64Array) =>
    Float64Array.from(parts.flatMap((part) => Array.from(pick(part))));
  return {
    raw: joined((part) => part.raw),
    calibrated: joined((part) => part.calibrated),
    baseline: joined((part) => part.baseline),
    label: Uint8Array.from(parts.flatMap((part) => Array.from(part.label))),
    groups: {
      of: Int32Array.from(parts.flatMap((part) => Array.from(part.groups.of))),
      count: parts[0].groups.count,
    },
  };
}
