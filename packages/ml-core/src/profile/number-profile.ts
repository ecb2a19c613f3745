import { notRecovered, recovered } from "./category-counter.ts";
import { aucEstimate, rateOf } from "./estimates.ts";
import { joinMoments, type Moments, type NumberStats } from "./number-stats.ts";
import { boxPlot, fencesOf, medianDeviation, outliersBeyond } from "./outliers.ts";
import type { HistogramBin, NumberAssociation, NumberProfile, OutcomeBin } from "./profile-report.ts";
import { joinWeighted, quantile, type WeightedValues, weightBelow } from "./quantile-sketch.ts";

const shares = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99];
const histogramBins = 20;
const outcomeBins = 10;
/** Iglewicz & Hoaglin (1993): 0.6745 makes the median deviation of a normal column its standard deviation. */
const robustLimit = 3.5 / 0.6745;

type Described = Omit<NumberProfile, "column" | "role" | "rows" | "missing" | "missingShare" | "distinct"> & {
  readonly kind: "number";
};

/** What the report says of a column of numbers, from what one pass has left. */
export function describeNumbers(
  stats: NumberStats,
  independence: number,
): Omit<Described, "missingOutcome" | "remarks"> {
  const pictures = stats.sketches.map((sketch) => sketch.weighted());
  const all = joinWeighted(pictures);
  const few = fewValues(stats, histogramBins);
  const rankError = stats.sketches.reduce((sum, sketch) => sum + sketch.rankErrorBound, 0);
  const median = quantile(all, 0.5);
  const spread = medianDeviation(all, median);
  const fences = fencesOf(all, 1.5);
  const moments: Moments = { count: 0, mean: 0, squares: 0 };
  for (const part of stats.moments) joinMoments(moments, part);
  return {
    kind: "number",
    isWhole: stats.isWhole && moments.count > 0,
    zeros: stats.zeros,
    negatives: stats.negatives,
    min: finite(Math.min(...stats.minimum)),
    max: finite(Math.max(...stats.maximum)),
    mean: moments.count > 0 ? finite(moments.mean) : null,
    deviation: moments.count > 1 ? finite(Math.sqrt(moments.squares / (moments.count - 1))) : null,
    median: finite(median),
    medianDeviation: finite(spread),
    quantiles: all.total > 0 ? shares.map((share) => ({ share, value: quantile(all, share) })) : [],
    rankErrorShare: all.total > 0 ? rankError / all.total : 0,
    histogram: histogram(all, stats, few),
    outliers: {
      fences: outliersBeyond(all, fences.low, fences.high),
      robustZ:
        spread > 0
          ? outliersBeyond(all, median - robustLimit * spread, median + robustLimit * spread)
          : { low: null, high: null, below: 0, above: 0 },
    },
    boxes: {
      recovered: boxPlot(pictures[recovered], stats.minimum[recovered], stats.maximum[recovered]),
      notRecovered: boxPlot(pictures[notRecovered], stats.minimum[notRecovered], stats.maximum[notRecovered]),
    },
    outcomeByBin: outcomeByBin(pictures, few, independence),
    association: associationOf(pictures, stats.moments, independence),
  };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** The distinct values ascending where there are at most `most`, otherwise null. */
function fewValues(stats: NumberStats, most: number): number[] | null {
  const values = stats.distinct.values;
  return values === null || values.size > most ? null : [...values].sort((a, b) => a - b);
}

/**
 * One bar for each of few values, otherwise bars of equal width within three interquartile ranges of the quartiles;
 * the first and last bar also hold what lies beyond, or one odd loan would leave all others in a single bar.
 */
function histogram(all: WeightedValues, stats: NumberStats, few: number[] | null): HistogramBin[] {
  if (all.total === 0) return [];
  if (few !== null) return few.map((value) => ({ from: value, to: value, count: weightAt(all, value) }));
  const [min, max] = [Math.min(...stats.minimum), Math.max(...stats.maximum)];
  const fences = fencesOf(all, 3);
  // Most values may be equal: then the range is all there is to go by.
  const isFlat = fences.high <= fences.low;
  const [low, high] = isFlat ? [min, max] : [Math.max(min, fences.low), Math.min(max, fences.high)];
  const inner = Array.from(
    { length: histogramBins - 1 },
    (_, i) => low + ((i + 1) * (high - low)) / histogramBins,
  );
  return binsBetween([min, ...inner, max], all);
}

function binsBetween(edges: readonly number[], picture: WeightedValues): HistogramBin[] {
  const last = edges.length - 2;
  return edges.slice(0, -1).map((from, i) => {
    const to = edges[i + 1];
    const count = weightBelow(picture, to, i === last) - weightBelow(picture, from);
    return { from, to, count };
  });
}

function weightAt(picture: WeightedValues, value: number): number {
  return weightBelow(picture, value, true) - weightBelow(picture, value);
}

/** The rate of class 1 by value, or by tenths of the resolved rows. */
function outcomeByBin(
  pictures: readonly WeightedValues[],
  few: number[] | null,
  independence: number,
): OutcomeBin[] {
  const resolved = joinWeighted([pictures[recovered], pictures[notRecovered]]);
  if (resolved.total === 0) return [];
  const losses = pictures[notRecovered];
  const bins = few
    ? few.map((value) => ({ from: value, to: value, count: weightAt(resolved, value) }))
    : binsBetween(quantileEdges(resolved), resolved);
  return bins.flatMap((bin, i) => {
    const positives =
      bin.from === bin.to
        ? weightAt(losses, bin.from)
        : weightBelow(losses, bin.to, i === bins.length - 1) - weightBelow(losses, bin.from);
    const outcome = rateOf(positives, bin.count, independence);
    return outcome === null ? [] : [{ ...bin, outcome }];
  });
}

/** Distinct edges only: a value that fills several tenths is one bin. */
function quantileEdges(picture: WeightedValues): number[] {
  const { values } = picture;
  const edges = new Set([values[0]]);
  for (let bin = 1; bin < outcomeBins; bin++) edges.add(quantile(picture, bin / outcomeBins));
  edges.add(values[values.length - 1]);
  return [...edges];
}

function associationOf(
  pictures: readonly WeightedValues[],
  moments: readonly Moments[],
  independence: number,
): NumberAssociation {
  const [low, high] = [pictures[recovered], pictures[notRecovered]];
  if (low.total === 0 || high.total === 0) return { rocAuc: null, pointBiserial: null };
  const rocAuc = aucEstimate(aucOf(low, high), high.total, low.total, independence);
  const both: Moments = { count: 0, mean: 0, squares: 0 };
  for (const place of [recovered, notRecovered]) joinMoments(both, moments[place]);
  const share = moments[notRecovered].count / both.count;
  const gap = moments[notRecovered].mean - moments[recovered].mean;
  const deviation = Math.sqrt(both.squares / both.count);
  // Pearson's correlation with a variable of 0 and 1, written out (Tate 1954).
  const r = deviation > 0 ? (gap * Math.sqrt(share * (1 - share))) / deviation : Number.NaN;
  return { rocAuc, pointBiserial: Number.isFinite(r) ? Math.max(-1, Math.min(1, r)) : null };
}

/** Share of pairs in which the value of class 1 is larger, ties half, by one walk over both pictures. */
export function aucOf(negatives: WeightedValues, positives: WeightedValues): number {
  let [below, sum] = [0, 0];
  let n = 0;
  for (let p = 0; p < positives.values.length; ) {
    const value = positives.values[p];
    let weight = 0;
    while (p < positives.values.length && positives.values[p] === value) weight += positives.weights[p++];
    while (n < negatives.values.length && negatives.values[n] < value) below += negatives.weights[n++];
    let tied = 0;
    while (n < negatives.values.length && negatives.values[n] === value) tied += negatives.weights[n++];
    sum += weight * (below + tied / 2);
    below += tied;
  }
  return sum / (negatives.total * positives.total);
}
