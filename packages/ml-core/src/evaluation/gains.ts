import type { Groups } from "./groups.ts";
import { clusterVariance, wilson, z95 } from "./intervals.ts";
import { ascendingOrder } from "./sorting.ts";

/** A value with its 95 % interval, clustered by borrower. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** A tenth of the rows, the first with the highest scores. */
export interface GainsBand {
  /** 1 to `bands`. */
  readonly band: number;
  /** A tenth of the rows; not whole where tied rows are shared between bands. */
  readonly rows: number;
  /** Rows of class 1; not whole where ties are shared. */
  readonly positives: number;
  readonly lowestScore: number;
  readonly highestScore: number;
  /** Share of class 1 in the band. */
  readonly rate: Estimate;
  /** That share over the share in all rows; 1 is no better than a random tenth. */
  readonly lift: Estimate;
  /** Share of all rows of class 1 that is found in this and the bands before it. */
  readonly gain: Estimate;
}

/**
 * Lift and cumulative gains by decile of the score. Rows of equal score that a boundary divides belong to both
 * bands in proportion, which is the average over all orders in which they could be worked; so neither the order of
 * the rows nor a lucky tie changes the result.
 * Errors are sums of influences by borrower. A lift's interval is symmetric on the log scale, a rate's is
 * Wilson's (1927) on the effective number of rows; a gain's allows for the cut-off moving with the sample.
 * @param score any finite numbers, larger = more likely class 1
 * @param label 0 or 1
 * @param bands 2 or more, 10 for deciles
 * @returns empty where there is no row of class 1, or fewer rows than bands
 * @throws RangeError where lengths differ or `bands` is no whole number above 1
 */
export function gainsTable(score: Float64Array, label: Uint8Array, groups: Groups, bands = 10): GainsBand[] {
  const rows = label.length;
  if (score.length !== rows) throw new RangeError(`${score.length} scores for ${rows} labels`);
  if (!Number.isInteger(bands) || bands < 2) {
    throw new RangeError(`bands is ${bands}; it must be a whole number above 1`);
  }
  const positives = label.reduce((sum, value) => sum + value, 0);
  if (positives === 0 || rows < bands) return [];
  const ranked = rankDescending(score);
  const weights = Array.from({ length: bands }, (_, band) => bandWeights(ranked, rows, band, bands));
  const parts = weights.map((weight) => sumBand(weight, ranked.order, label));
  const table: GainsBand[] = [];
  const upTo = new Float64Array(rows);
  let found = 0;
  for (let band = 0; band < bands; band++) {
    const { from, to, shares } = weights[band];
    for (let i = from; i < to; i++) upTo[ranked.order[i]] += shares[i - from];
    found += parts[band].positives;
    const edgeRate = edgeRateOf(parts, band);
    table.push({
      band: band + 1,
      rows: rows / bands,
      positives: parts[band].positives,
      highestScore: score[ranked.order[from]],
      lowestScore: score[ranked.order[to - 1]],
      ...rateAndLift(weights[band], ranked.order, label, groups, positives / rows),
      gain: gainEstimate(upTo, label, groups, {
        gain: found / positives,
        edgeRate,
        share: (band + 1) / bands,
      }),
    });
  }
  return table;
}

interface Ranked {
  /** Row numbers by descending score. */
  readonly order: Uint32Array;
  /** Per place in the order, where its run of equal scores starts and ends. */
  readonly runStart: Uint32Array;
  readonly runEnd: Uint32Array;
}

function rankDescending(score: Float64Array): Ranked {
  const order = ascendingOrder(score).reverse();
  const runStart = new Uint32Array(order.length);
  const runEnd = new Uint32Array(order.length);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && score[order[end]] === score[order[start]]) end++;
    runStart.fill(start, start, end);
    runEnd.fill(end, start, end);
    start = end;
  }
  return { order, runStart, runEnd };
}

/** Places `from` to `to` of the order lie in the band, each with a share in (0, 1]. */
interface BandWeights {
  readonly from: number;
  readonly to: number;
  readonly shares: Float64Array;
}

function bandWeights({ runStart, runEnd }: Ranked, rows: number, band: number, bands: number): BandWeights {
  const [top, bottom] = [(band * rows) / bands, ((band + 1) * rows) / bands];
  const from = runStart[Math.min(rows - 1, Math.floor(top))];
  const to = runEnd[Math.min(rows, Math.ceil(bottom)) - 1];
  const shares = new Float64Array(to - from);
  for (let i = from; i < to; i++) {
    const overlap = Math.min(bottom, runEnd[i]) - Math.max(top, runStart[i]);
    shares[i - from] = Math.max(0, overlap) / (runEnd[i] - runStart[i]);
  }
  return { from, to, shares };
}

function sumBand({ from, to, shares }: BandWeights, order: Uint32Array, label: Uint8Array) {
  let [rows, positives] = [0, 0];
  for (let i = from; i < to; i++) {
    rows += shares[i - from];
    positives += shares[i - from] * label[order[i]];
  }
  return { rows, positives };
}

/** The rate where a band ends: the mean of it and the next one's. */
function edgeRateOf(parts: readonly { rows: number; positives: number }[], band: number): number {
  const near = parts.slice(band, band + 2);
  return (
    near.reduce((sum, { positives }) => sum + positives, 0) / near.reduce((sum, { rows }) => sum + rows, 0)
  );
}

function rateAndLift(
  { from, to, shares }: BandWeights,
  order: Uint32Array,
  label: Uint8Array,
  groups: Groups,
  base: number,
): { rate: Estimate; lift: Estimate } {
  let [weight, squares, positives] = [0, 0, 0];
  for (let i = from; i < to; i++) {
    weight += shares[i - from];
    squares += shares[i - from] ** 2;
    positives += shares[i - from] * label[order[i]];
  }
  const rate = positives / weight;
  const sums = new Map<number, number>();
  for (let i = from; i < to; i++) {
    const group = groups.of[order[i]];
    sums.set(group, (sums.get(group) ?? 0) + (shares[i - from] * (label[order[i]] - rate)) / weight);
  }
  const variance = clusterVariance(Float64Array.from(sums.values()));
  const independent = weight ** 2 / squares;
  const seen = variance > 0 ? Math.min(independent, (rate * (1 - rate)) / variance) : independent;
  const bounds = wilson(rate, Math.min(seen, sums.size));
  return { rate: { value: rate, ...bounds }, lift: liftEstimate(rate, base, bounds, sums, label, groups) };
}

/** The base rate is made of the same rows as the band's, so their errors are taken together, by borrower. */
function liftEstimate(
  rate: number,
  base: number,
  bounds: { low: number; high: number },
  bandSums: ReadonlyMap<number, number>,
  label: Uint8Array,
  groups: Groups,
): Estimate {
  const value = rate / base;
  // No variance to go by: the rate's own interval, over a base that is much better known.
  if (rate === 0 || rate === 1) return { value, low: bounds.low / base, high: bounds.high / base };
  const influence = new Float64Array(groups.count);
  for (const [group, sum] of bandSums) influence[group] += sum / rate;
  for (let row = 0; row < label.length; row++) {
    influence[groups.of[row]] -= (label[row] - base) / (label.length * base);
  }
  const error = Math.sqrt(clusterVariance(influence));
  return {
    value,
    low: value * Math.exp(-z95 * error),
    high: Math.min(1 / base, value * Math.exp(z95 * error)),
  };
}

/**
 * Influence of a row on the share of class 1 in the top `share` of the rows. A row above the cut pushes the cut up,
 * past rows of rate `edgeRate`: without that term a worthless score would seem to find its tenth by merit.
 */
function gainEstimate(
  upTo: Float64Array,
  label: Uint8Array,
  groups: Groups,
  { gain, edgeRate, share }: { gain: number; edgeRate: number; share: number },
): Estimate {
  const rows = label.length;
  const positives = label.reduce((sum, value) => sum + value, 0);
  if (share >= 1) return { value: 1, low: 1, high: 1 };
  const influence = new Float64Array(groups.count);
  for (let row = 0; row < rows; row++) {
    const part = (upTo[row] - gain) * label[row] - edgeRate * (upTo[row] - share);
    influence[groups.of[row]] += part / positives;
  }
  const variance = clusterVariance(influence);
  const binomial = gain * (1 - gain);
  const effective = variance > 0 && binomial > 0 ? binomial / variance : positives;
  return { value: gain, ...wilson(gain, effective) };
}
