import { discard } from "../parallel/shared.ts";
import type { Groups } from "./groups.ts";
import { clusterVariance, wilson } from "./intervals.ts";
import { ascendingOrder } from "./sorting.ts";

/** Probabilities this close to 0 or 1 are moved here before a logarithm is taken. */
const smallest = 1e-15;

/** Negative log-likelihood of one row, in nats. */
export function rowLogLoss(probability: number, label: number): number {
  const p = label === 1 ? probability : 1 - probability;
  return -Math.log(Math.max(smallest, p));
}

/** Mean negative log-likelihood in nats; the mean over no rows is NaN. */
export function logLoss(probability: Float64Array, label: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < label.length; i++) sum += rowLogLoss(probability[i], label[i]);
  return sum / label.length;
}

/** Mean squared difference of probability and outcome. */
export function brierScore(probability: Float64Array, label: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < label.length; i++) sum += (probability[i] - label[i]) ** 2;
  return sum / label.length;
}

/**
 * Average precision: the mean, over the positives, of the precision at their score; tied rows enter together.
 * @returns NaN where there is no positive
 */
export function averagePrecision(score: Float64Array, label: Uint8Array): number {
  const order = ascendingOrder(score);
  let positives = 0;
  let sum = 0;
  for (let end = order.length; end > 0; ) {
    let start = end;
    let tiedPositives = 0;
    while (start > 0 && score[order[start - 1]] === score[order[end - 1]])
      tiedPositives += label[order[--start]];
    positives += tiedPositives;
    sum += (tiedPositives * positives) / (order.length - start);
    end = start;
  }
  discard(order);
  return sum / positives;
}

/** A group of rows of neighbouring scores. `low` and `high` bound the true rate with 95 % confidence. */
export interface CalibrationBin {
  readonly from: number;
  readonly to: number;
  readonly meanScore: number;
  readonly observedRate: number;
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

/**
 * Rows in order of their probability, in `bins` groups of nearly equal size (equal probabilities stay together).
 * Intervals are Wilson's (1927) with the number of rows divided by the design effect of clustering by borrower.
 */
export function calibrationCurve(
  probability: Float64Array,
  label: Uint8Array,
  groups: Groups,
  bins = 10,
): CalibrationBin[] {
  const order = ascendingOrder(probability);
  const curve: CalibrationBin[] = [];
  const places = new Int32Array(groups.count);
  for (let start = 0; start < order.length; ) {
    const wanted = Math.ceil(((curve.length + 1) * order.length) / bins);
    let end = Math.max(start + 1, Math.min(order.length, wanted));
    while (end < order.length && probability[order[end]] === probability[order[end - 1]]) end++;
    curve.push(calibrationBin(order.subarray(start, end), probability, label, groups, places));
    start = end;
  }
  discard(order);
  discard(places);
  return curve;
}

/** @param places one per group, all 0, as they are afterwards */
function calibrationBin(
  rows: Uint32Array,
  probability: Float64Array,
  label: Uint8Array,
  groups: Groups,
  places: Int32Array,
): CalibrationBin {
  let scores = 0;
  let positives = 0;
  for (const row of rows) {
    scores += probability[row];
    positives += label[row];
  }
  const count = rows.length;
  const observedRate = positives / count;
  // Each group's part, in the order in which the groups appear.
  const parts = new Float64Array(count);
  let present = 0;
  for (const row of rows) {
    const group = groups.of[row];
    if (places[group] === 0) places[group] = ++present;
    parts[places[group] - 1] += (label[row] - observedRate) / count;
  }
  for (const row of rows) places[groups.of[row]] = 0;
  const variance = clusterVariance(parts.subarray(0, present));
  const independent = (observedRate * (1 - observedRate)) / count;
  const effective = independent > 0 && variance > independent ? (count * independent) / variance : count;
  return {
    from: probability[rows[0]],
    to: probability[rows[count - 1]],
    meanScore: scores / count,
    observedRate,
    ...wilson(observedRate, Math.min(effective, present)),
    count,
  };
}

/** Expected calibration error: the mean gap between score and outcome over the bins, weighted by rows. */
export function calibrationError(probability: Float64Array, label: Uint8Array, bins = 10): number {
  const order = ascendingOrder(probability);
  let total = 0;
  let made = 0;
  for (let start = 0; start < order.length; made++) {
    const wanted = Math.ceil(((made + 1) * order.length) / bins);
    let end = Math.max(start + 1, Math.min(order.length, wanted));
    while (end < order.length && probability[order[end]] === probability[order[end - 1]]) end++;
    let gap = 0;
    for (let i = start; i < end; i++) gap += probability[order[i]] - label[order[i]];
    total += Math.abs(gap);
    start = end;
  }
  discard(order);
  return total / label.length;
}

/** Mean of `values` with its 95 % interval, clustered by borrower. */
export function clusteredMean(values: Float64Array, groups: Groups): { mean: number; error: number } {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  const influence = new Float64Array(groups.count);
  for (let i = 0; i < values.length; i++) influence[groups.of[i]] += (values[i] - mean) / values.length;
  return { mean, error: Math.sqrt(clusterVariance(influence)) };
}
