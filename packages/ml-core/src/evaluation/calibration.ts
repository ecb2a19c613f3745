import { discard } from "../parallel/shared.ts";
import { sigmoid } from "./auc.ts";
import { ascendingOrder } from "./sorting.ts";

/**
 * An ascending map from raw scores to probabilities: straight pieces between knots on the logit scale of
 * both, continued beyond the first and last knot with slope `tailSlope`, then kept within `low..high`.
 */
export interface CalibrationMap {
  readonly method: "platt" | "isotonic";
  readonly knots: Float64Array;
  readonly values: Float64Array;
  readonly tailSlope: number;
  readonly low: number;
  readonly high: number;
}

/** Below this many positives (or negatives) a curve with two parameters is all the data can carry. */
const isotonicFrom = 1000;
/** Raw scores of exactly 0 and 1 have no logit. */
const clip = 1e-4;

function rawLogit(score: number): number {
  const p = Math.min(1 - clip, Math.max(clip, score));
  return Math.log(p / (1 - p));
}

/**
 * Fits the map on out-of-sample raw scores: Platt's below 1,000 of the rarer class, isotonic above.
 * @param score raw scores in [0, 1]; must not be empty
 * @param label 0 or 1
 */
export function fitCalibration(score: Float64Array, label: Uint8Array): CalibrationMap {
  let positives = 0;
  for (const value of label) positives += value;
  // A loop where `map` would do: it makes an object of each number, and a million of them are much memory.
  const logits = new Float64Array(score.length);
  for (let row = 0; row < logits.length; row++) logits[row] = rawLogit(score[row]);
  const line = fitPlatt(logits, label, positives);
  const rarer = Math.min(positives, label.length - positives);
  // Never more certain than the rows could show.
  const limits = { low: 0.5 / (label.length + 1), high: 1 - 0.5 / (label.length + 1) };
  if (rarer < isotonicFrom) {
    return {
      method: "platt",
      knots: Float64Array.of(0),
      values: Float64Array.of(line.intercept),
      tailSlope: line.slope,
      ...limits,
    };
  }
  const { knots, values } = fitSmoothIsotonic(logits, label, rarer);
  discard(logits);
  return { method: "isotonic", knots, values, tailSlope: line.slope, ...limits };
}

/**
 * Platt (1999): a logistic regression of the outcome on the logit of the score, with his smoothed targets,
 * by Newton's method. The slope cannot be negative: where scores order the outcomes the wrong way round there is
 * no signal, and turning them over would invent one.
 */
function fitPlatt(
  logits: Float64Array,
  label: Uint8Array,
  positives: number,
): { slope: number; intercept: number } {
  const rows = label.length;
  const high = (positives + 1) / (positives + 2);
  const low = 1 / (rows - positives + 2);
  const mean = (positives * high + (rows - positives) * low) / rows;
  let slope = 0;
  let intercept = Math.log(mean / (1 - mean));
  for (let iteration = 0; iteration < 50; iteration++) {
    let [g0, g1, h00, h01, h11] = [0, 0, 1e-9, 0, 1e-9];
    for (let i = 0; i < rows; i++) {
      const p = sigmoid(intercept + slope * logits[i]);
      const residual = (label[i] === 1 ? high : low) - p;
      const weight = p * (1 - p);
      g0 += residual;
      g1 += residual * logits[i];
      h00 += weight;
      h01 += weight * logits[i];
      h11 += weight * logits[i] * logits[i];
    }
    const determinant = h00 * h11 - h01 * h01;
    if (!(determinant > 1e-12 * h00 * h11)) break;
    const step0 = (h11 * g0 - h01 * g1) / determinant;
    const step1 = (h00 * g1 - h01 * g0) / determinant;
    // A long first step can overshoot where scores are nearly perfect; half-steps of at most 2 converge anyway.
    const scale = Math.min(1, 2 / Math.max(Math.abs(step0), Math.abs(step1), 1e-12));
    intercept += scale * step0;
    slope += scale * step1;
    if (Math.abs(step0) + Math.abs(step1) < 1e-9) break;
  }
  return slope > 0 ? { slope, intercept } : { slope: 0, intercept: Math.log(mean / (1 - mean)) };
}

/**
 * Isotonic regression smoothed: rows in equal groups of about 50 of the rarer class, their rates made ascending
 * by pooling adjacent violators, and knots at the pools' mean logits. Pools shrink towards the overall rate by one
 * row, so that no rate is 0 or 1.
 */
function fitSmoothIsotonic(
  logits: Float64Array,
  label: Uint8Array,
  rarer: number,
): { knots: Float64Array; values: Float64Array } {
  const order = ascendingOrder(logits);
  const groups = Math.max(10, Math.min(100, Math.floor(rarer / 50)));
  const pools: { rows: number; positives: number; logits: number }[] = [];
  for (let start = 0, made = 1; start < order.length; made++) {
    let end = Math.max(start + 1, Math.ceil((made * order.length) / groups));
    while (end < order.length && logits[order[end]] === logits[order[end - 1]]) end++;
    let pool = { rows: end - start, positives: 0, logits: 0 };
    for (let i = start; i < end; i++) {
      pool.positives += label[order[i]];
      pool.logits += logits[order[i]];
    }
    let last = pools.at(-1);
    while (last !== undefined && last.positives * pool.rows >= pool.positives * last.rows) {
      pool = {
        rows: pool.rows + last.rows,
        positives: pool.positives + last.positives,
        logits: pool.logits + last.logits,
      };
      pools.pop();
      last = pools.at(-1);
    }
    pools.push(pool);
    start = end;
  }
  let positives = 0;
  for (const value of label) positives += value;
  const overall = positives / label.length;
  let highest = 0;
  const rates = pools.map((pool) => {
    // Shrinking moves small pools more than large ones, which could undo the order by a hair.
    highest = Math.max(highest, (pool.positives + overall) / (pool.rows + 1));
    return highest;
  });
  return {
    knots: Float64Array.from(pools, (pool) => pool.logits / pool.rows),
    values: Float64Array.from(rates, (rate) => Math.log(rate / (1 - rate))),
  };
}

/** The calibrated probability of one raw score. Never exactly 0 or 1. */
export function calibrate(map: CalibrationMap, score: number): number {
  const { knots, values, tailSlope } = map;
  const logit = rawLogit(score);
  const last = knots.length - 1;
  let value: number;
  if (logit <= knots[0]) value = values[0] + tailSlope * (logit - knots[0]);
  else if (logit >= knots[last]) value = values[last] + tailSlope * (logit - knots[last]);
  else {
    let low = 0;
    let high = last;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (knots[middle] <= logit) low = middle;
      else high = middle;
    }
    value = values[low] + ((logit - knots[low]) / (knots[high] - knots[low])) * (values[high] - values[low]);
  }
  return Math.min(map.high, Math.max(map.low, sigmoid(value)));
}
