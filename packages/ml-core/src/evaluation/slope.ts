import { sigmoid } from "./auc.ts";
import type { Groups } from "./groups.ts";
import { z95 } from "./intervals.ts";

/**
 * Logistic recalibration: logit P(class 1) = intercept + slope * logit(forecast). A slope of 1 and an intercept of 0
 * are perfect; a slope below 1 means that the forecasts are too extreme, above 1 that they are too timid.
 */
export interface CalibrationSlope {
  readonly slope: number;
  /** Standard errors, clustered by borrower; intervals are 95 %. */
  readonly slopeError: number;
  readonly slopeLow: number;
  readonly slopeHigh: number;
  readonly intercept: number;
  readonly interceptError: number;
  /** The intercept where the slope is held at 1: above 0, too few losses were forecast overall. */
  readonly inTheLarge: number;
  readonly inTheLargeError: number;
}

/** Probabilities this close to 0 or 1 are moved here before their logit is taken. */
const smallest = 1e-15;

/**
 * Calibration slope and intercept (Cox 1958; Miller et al. 1993), fitted by Newton's method, with the
 * sandwich errors of Liang & Zeger (1986) summed within each borrower.
 * @param probability forecasts in [0, 1] of rows that did not make them
 * @param label 0 or 1
 * @param groups each row's borrower
 * @returns null where there is no such line: one class only, one forecast for all, or classes that it separates
 */
export function calibrationSlope(
  probability: Float64Array,
  label: Uint8Array,
  groups: Groups,
): CalibrationSlope | null {
  const logits = probability.map((p) => {
    const inside = Math.min(1 - smallest, Math.max(smallest, p));
    return Math.log(inside / (1 - inside));
  });
  const offset = new Float64Array(logits.length);
  const line = fitLogistic(logits, offset, label, groups, true);
  const shift = fitLogistic(new Float64Array(logits.length), logits, label, groups, false);
  if (line === null || shift === null) return null;
  return {
    slope: line.slope,
    slopeError: line.slopeError,
    slopeLow: line.slope - z95 * line.slopeError,
    slopeHigh: line.slope + z95 * line.slopeError,
    intercept: line.intercept,
    interceptError: line.interceptError,
    inTheLarge: shift.intercept,
    inTheLargeError: shift.interceptError,
  };
}

interface Line {
  readonly slope: number;
  readonly intercept: number;
  readonly slopeError: number;
  readonly interceptError: number;
}

/** Where the estimates run to infinity the classes are separated and no slope fits best. */
const hopeless = 500;

/** Maximum likelihood of logit P = offset + intercept + slope * x. Without `withSlope` the slope stays 0. */
function fitLogistic(
  x: Float64Array,
  offset: Float64Array,
  label: Uint8Array,
  groups: Groups,
  withSlope: boolean,
): Line | null {
  let [intercept, slope] = [0, 0];
  for (let iteration = 0; iteration < 100; iteration++) {
    const { g0, g1, h00, h01, h11 } = derivatives(x, offset, label, intercept, slope);
    const determinant = withSlope ? h00 * h11 - h01 * h01 : h00;
    if (!(determinant > (withSlope ? 1e-10 * h00 * h11 : 0))) return null;
    const step0 = withSlope ? (h11 * g0 - h01 * g1) / determinant : g0 / h00;
    const step1 = withSlope ? (h00 * g1 - h01 * g0) / determinant : 0;
    // A long step overshoots where forecasts are nearly perfect.
    const scale = Math.min(1, 2 / Math.max(Math.abs(step0), Math.abs(step1)));
    intercept += scale * step0;
    slope += scale * step1;
    if (Math.abs(intercept) > hopeless || Math.abs(slope) > hopeless) return null;
    if (Math.abs(step0) + Math.abs(step1) < 1e-10) {
      return { intercept, slope, ...sandwich(x, offset, label, groups, { intercept, slope, withSlope }) };
    }
  }
  return null;
}

/** Gradient and negative Hessian of the log-likelihood. */
function derivatives(
  x: Float64Array,
  offset: Float64Array,
  label: Uint8Array,
  intercept: number,
  slope: number,
) {
  let [g0, g1, h00, h01, h11] = [0, 0, 0, 0, 0];
  for (let row = 0; row < label.length; row++) {
    const p = sigmoid(offset[row] + intercept + slope * x[row]);
    const weight = p * (1 - p);
    g0 += label[row] - p;
    g1 += (label[row] - p) * x[row];
    h00 += weight;
    h01 += weight * x[row];
    h11 += weight * x[row] * x[row];
  }
  return { g0, g1, h00, h01, h11 };
}

function sandwich(
  x: Float64Array,
  offset: Float64Array,
  label: Uint8Array,
  groups: Groups,
  { intercept, slope, withSlope }: { intercept: number; slope: number; withSlope: boolean },
): { slopeError: number; interceptError: number } {
  const score0 = new Float64Array(groups.count);
  const score1 = new Float64Array(groups.count);
  for (let row = 0; row < label.length; row++) {
    const residual = label[row] - sigmoid(offset[row] + intercept + slope * x[row]);
    score0[groups.of[row]] += residual;
    score1[groups.of[row]] += residual * x[row];
  }
  const { h00, h01, h11 } = derivatives(x, offset, label, intercept, slope);
  const determinant = withSlope ? h00 * h11 - h01 * h01 : 1;
  let [variance0, variance1] = [0, 0];
  for (let group = 0; group < groups.count; group++) {
    const [s0, s1] = [score0[group], score1[group]];
    variance0 += (withSlope ? (h11 * s0 - h01 * s1) / determinant : s0 / h00) ** 2;
    if (withSlope) variance1 += ((h00 * s1 - h01 * s0) / determinant) ** 2;
  }
  const correction = groups.count > 1 ? groups.count / (groups.count - 1) : 1;
  return { interceptError: Math.sqrt(variance0 * correction), slopeError: Math.sqrt(variance1 * correction) };
}
