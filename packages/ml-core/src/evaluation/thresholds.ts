import { ascendingOrder } from "./sorting.ts";

/** What one row costs by what was decided and what happened, in the currency's unit; a gain is a negative cost. */
export interface CostMatrix {
  /** Selected and not recovered, selected and recovered. */
  readonly truePositive: number;
  readonly falsePositive: number;
  /** Not selected and not recovered, not selected and recovered. */
  readonly falseNegative: number;
  readonly trueNegative: number;
}

/** Rows with a score of at least `threshold` are selected. Rates without a denominator are null. */
export interface ThresholdPoint {
  /** Null stands for one above every score (or below, where it is -Infinity): infinity is no plain JSON. */
  readonly threshold: number | null;
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly trueNegatives: number;
  /** Share of the selected rows that is class 1. */
  readonly precision: number | null;
  /** Share of class 1, and of class 0, that is selected. */
  readonly recall: number | null;
  readonly falsePositiveRate: number | null;
  /** Share of all rows that is selected. */
  readonly selectionRate: number | null;
  /** Sum over all rows; null without a cost matrix. */
  readonly cost: number | null;
}

/**
 * Confusion counts, rates and cost at each threshold, in the order given.
 * @param score any finite numbers
 * @param label 0 or 1
 * @param thresholds scores from which rows are selected; infinite ones select all rows or none
 * @throws RangeError where lengths differ or a cost or threshold is not a number
 */
export function thresholdTable(
  score: Float64Array,
  label: Uint8Array,
  thresholds: readonly number[],
  costs?: CostMatrix,
): ThresholdPoint[] {
  checkInput(score, label, costs);
  const wrong = thresholds.findIndex((threshold) => Number.isNaN(threshold));
  if (wrong >= 0) throw new RangeError(`threshold ${wrong} is not a number`);
  const { values, positivesFrom, rowsFrom } = cumulate(score, label);
  return thresholds.map((threshold) => {
    const at = lowerBound(values, threshold);
    return pointAt(threshold, positivesFrom[at], rowsFrom[at], positivesFrom[0], label.length, costs);
  });
}

/**
 * Distinct scores as thresholds, descending, after +Infinity, which selects nothing: the points at which the
 * confusion counts change. Where there are more than `most`, those at equal steps of the selection rate are kept,
 * with the first and the last.
 * @param most at least 3
 */
export function changePoints(score: Float64Array, most = 101): number[] {
  const sorted = ascendingOrder(score);
  const distinct: number[] = [];
  for (let i = sorted.length - 1; i >= 0; i--) {
    if (i === sorted.length - 1 || score[sorted[i]] !== score[sorted[i + 1]]) distinct.push(score[sorted[i]]);
  }
  if (distinct.length + 1 <= most) return [Number.POSITIVE_INFINITY, ...distinct];
  const kept = new Set<number>();
  const steps = most - 2;
  for (let step = 0; step <= steps; step++) {
    kept.add(score[sorted[Math.round(((sorted.length - 1) * (steps - step)) / steps)]]);
  }
  return [Number.POSITIVE_INFINITY, ...kept];
}

/**
 * The threshold with the lowest cost on these rows, among all that can be told apart; of equal ones the highest,
 * which treats the fewest. The cost of the threshold chosen flatters it: it was the best of many on the same rows.
 * @returns null without rows
 */
export function cheapestThreshold(
  score: Float64Array,
  label: Uint8Array,
  costs: CostMatrix,
): ThresholdPoint | null {
  checkInput(score, label, costs);
  if (label.length === 0) return null;
  const { values, positivesFrom, rowsFrom } = cumulate(score, label);
  let best: ThresholdPoint | null = null;
  for (let at = values.length; at >= 0; at--) {
    const threshold = at < values.length ? values[at] : Number.POSITIVE_INFINITY;
    const point = pointAt(threshold, positivesFrom[at], rowsFrom[at], positivesFrom[0], label.length, costs);
    if (best === null || (point.cost ?? 0) < (best.cost ?? 0)) best = point;
  }
  return best;
}

/** The largest distance of the two classes' score distributions, and the score from which it is reached. */
export interface KsStatistic {
  /** In [0, 1]: at best so much more of class 1 than of class 0 can be selected (Youden 1950 calls it J). */
  readonly value: number;
  readonly threshold: number;
}

/**
 * Kolmogorov-Smirnov statistic: the largest recall minus false-positive rate over all thresholds. Scores in the wrong
 * order give 0, not the size of their error.
 * @param score any finite numbers, larger = more likely class 1
 * @param label 0 or 1
 * @returns null where one class is absent; of equal thresholds the highest
 */
export function ksStatistic(score: Float64Array, label: Uint8Array): KsStatistic | null {
  checkInput(score, label);
  const { values, positivesFrom, rowsFrom } = cumulate(score, label);
  const positives = positivesFrom[0];
  const negatives = label.length - positives;
  if (positives === 0 || negatives === 0) return null;
  let best = { value: 0, threshold: Number.POSITIVE_INFINITY };
  for (let at = values.length - 1; at >= 0; at--) {
    const value = positivesFrom[at] / positives - (rowsFrom[at] - positivesFrom[at]) / negatives;
    if (value > best.value) best = { value, threshold: values[at] };
  }
  // Nothing ordered rightly: the highest score is as good as any, and infinity would not be plain JSON.
  return Number.isFinite(best.threshold) ? best : { value: 0, threshold: values[values.length - 1] };
}

function checkInput(score: Float64Array, label: Uint8Array, costs?: CostMatrix): void {
  if (score.length !== label.length)
    throw new RangeError(`${score.length} scores for ${label.length} labels`);
  for (const [name, cost] of Object.entries(costs ?? {})) {
    if (!Number.isFinite(cost)) throw new RangeError(`cost ${name} is ${cost}; it must be a finite number`);
  }
}

/** Distinct scores ascending; from each on, the rows and the rows of class 1. One more place stands for none. */
function cumulate(score: Float64Array, label: Uint8Array) {
  const order = ascendingOrder(score);
  const values = new Float64Array(order.length);
  const starts = new Uint32Array(order.length + 1);
  let distinct = 0;
  for (let i = 0; i < order.length; i++) {
    if (i > 0 && score[order[i]] === score[order[i - 1]]) continue;
    starts[distinct] = i;
    values[distinct++] = score[order[i]];
  }
  starts[distinct] = order.length;
  const positivesFrom = new Float64Array(distinct + 1);
  const rowsFrom = new Float64Array(distinct + 1);
  for (let at = distinct - 1; at >= 0; at--) {
    let positives = 0;
    for (let i = starts[at]; i < starts[at + 1]; i++) positives += label[order[i]];
    positivesFrom[at] = positivesFrom[at + 1] + positives;
    rowsFrom[at] = order.length - starts[at];
  }
  return { values: values.subarray(0, distinct), positivesFrom, rowsFrom };
}

/** The first place with a value of at least `threshold`. */
function lowerBound(values: Float64Array, threshold: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle] < threshold) low = middle + 1;
    else high = middle;
  }
  return low;
}

function pointAt(
  threshold: number,
  truePositives: number,
  selected: number,
  positives: number,
  rows: number,
  costs?: CostMatrix,
): ThresholdPoint {
  const falsePositives = selected - truePositives;
  const falseNegatives = positives - truePositives;
  const trueNegatives = rows - positives - falsePositives;
  const share = (part: number, whole: number) => (whole > 0 ? part / whole : null);
  return {
    threshold: Number.isFinite(threshold) ? threshold : null,
    truePositives,
    falsePositives,
    falseNegatives,
    trueNegatives,
    precision: share(truePositives, selected),
    recall: share(truePositives, positives),
    falsePositiveRate: share(falsePositives, rows - positives),
    selectionRate: share(selected, rows),
    cost:
      costs === undefined
        ? null
        : truePositives * costs.truePositive +
          falsePositives * costs.falsePositive +
          falseNegatives * costs.falseNegative +
          trueNegatives * costs.trueNegative,
  };
}
