import { differenceDeviation, halfWidth, mixtureFor } from "./sequence.ts";

/** What an experiment is meant to find. */
export interface SamplePlan {
  /** Smallest difference in mean net cash per borrower that matters, > 0. */
  readonly effect: number;
  /** Standard deviation of net cash per borrower, > 0, for example from the last months. */
  readonly deviation: number;
  /** Share of the challenger among champion and challenger, in (0, 1). */
  readonly challengerShare: number;
  /** Chance of naming a winner where there is none, over all looks. Default 0.05. */
  readonly alpha?: number;
  /** Chance of finding the effect by the time that all are in. Default 0.8. */
  readonly power?: number;
}

const most = 1e12;

/**
 * Borrowers needed in both arms together, so that the always-valid interval excludes zero by the end with the
 * wanted power: effect >= half width + quantile(power) x standard error. Somewhat more than a test that may be
 * looked at once would need: the price of watching every day.
 * @throws RangeError naming the number that is out of range
 */
export function requiredSampleSize(plan: SamplePlan): number {
  const { effect, deviation, challengerShare, alpha = 0.05, power = 0.8 } = plan;
  for (const [name, value] of Object.entries({ effect, deviation })) {
    if (!(value > 0 && value < Number.POSITIVE_INFINITY))
      throw new RangeError(`${name} is ${value}: it must be above 0`);
  }
  for (const [name, value] of Object.entries({ challengerShare, alpha, power })) {
    if (!(value > 0 && value < 1)) throw new RangeError(`${name} is ${value}: it must lie between 0 and 1`);
  }
  const variance = deviation ** 2;
  const spread = differenceDeviation(
    { variance, share: 1 - challengerShare },
    { variance, share: challengerShare },
  );
  const suffices = (count: number) =>
    effect >=
    halfWidth(count, spread, mixtureFor(count, alpha), alpha) +
      (normalQuantile(power) * spread) / Math.sqrt(count);
  let low = 1;
  let high = 2;
  while (!suffices(high) && high < most) {
    low = high;
    high *= 2;
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (suffices(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/**
 * Quantile of the standard normal distribution by bisection of its distribution function (Abramowitz and Stegun,
 * 1964, 7.1.26; absolute error below 1.5e-7).
 */
export function normalQuantile(probability: number): number {
  let low = -9;
  let high = 9;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (normalDistribution(middle) < probability) low = middle;
    else high = middle;
  }
  return high;
}

function normalDistribution(x: number): number {
  const t = 1 / (1 + (0.3275911 * Math.abs(x)) / Math.SQRT2);
  const polynomial =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const tail = (polynomial * Math.exp((-x * x) / 2)) / 2;
  return x > 0 ? 1 - tail : tail;
}
