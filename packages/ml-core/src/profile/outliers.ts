import { ascendingOrder } from "../evaluation/sorting.ts";
import type { BoxPlot, OutlierCount } from "./profile-report.ts";
import { quantile, type WeightedValues, weightBelow } from "./quantile-sketch.ts";

/** Limits `reach` interquartile ranges outside the quartiles (Tukey 1977); NaN without values. */
export function fencesOf(picture: WeightedValues, reach: number): { low: number; high: number } {
  const [lower, upper] = [quantile(picture, 0.25), quantile(picture, 0.75)];
  return { low: lower - reach * (upper - lower), high: upper + reach * (upper - lower) };
}

/** Rows below `low` and above `high`. */
export function outliersBeyond(picture: WeightedValues, low: number, high: number): OutlierCount {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return { low: null, high: null, below: 0, above: 0 };
  const below = weightBelow(picture, low);
  return { low, high, below, above: picture.total - weightBelow(picture, high, true) };
}

/** Median of the distances from the median; NaN without values. */
export function medianDeviation({ values, weights, total }: WeightedValues, median: number): number {
  const distances = values.map((value) => Math.abs(value - median));
  const order = ascendingOrder(distances);
  return quantile(
    {
      values: Float64Array.from(order, (i) => distances[i]),
      weights: Float64Array.from(order, (i) => weights[i]),
      total,
    },
    0.5,
  );
}

/** @param min, max the extremes, which a sketch may have dropped */
export function boxPlot(picture: WeightedValues, min: number, max: number): BoxPlot | null {
  if (picture.total === 0) return null;
  const fences = fencesOf(picture, 1.5);
  const inside = picture.values.filter((value) => value >= fences.low && value <= fences.high);
  const { below, above } = outliersBeyond(picture, fences.low, fences.high);
  return {
    rows: picture.total,
    min,
    whiskerLow: min >= fences.low ? min : inside[0],
    lowerQuartile: quantile(picture, 0.25),
    median: quantile(picture, 0.5),
    upperQuartile: quantile(picture, 0.75),
    whiskerHigh: max <= fences.high ? max : inside[inside.length - 1],
    max,
    outliers: below + above,
  };
}
