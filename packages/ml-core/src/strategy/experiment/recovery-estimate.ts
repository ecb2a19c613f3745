import { wilson } from "../../evaluation/intervals.ts";

/** Loans that got one treatment by chance, side by side. */
export interface RandomizedLoans {
  /** Risk score on entry, in [0, 1]. */
  readonly risk: Float64Array;
  /** 1 where the loan was recovered in full within the window, else 0. */
  readonly recovered: Uint8Array;
  /** The chance that the draw gave the loan this treatment, in (0, 1) (`assignmentChance`). */
  readonly chance: Float64Array;
  /** A number per borrower: the loans of one are drawn together, and fare alike. */
  readonly borrower: Float64Array;
}

/** How often loans around a risk were recovered. */
export interface EstimatedPoint {
  /** Weighted mean over the loans of the bin. */
  readonly risk: number;
  readonly probability: number;
  /** Of the 95 % interval. */
  readonly low: number;
  readonly high: number;
  readonly loans: number;
}

export interface RecoveryEstimate {
  /** By rising risk; empty where there are too few. */
  readonly points: readonly EstimatedPoint[];
  readonly loans: number;
  /** As many borrowers, drawn alike and with one loan each, would say as much. */
  readonly effectiveBorrowers: number;
  /** Borrowers that are missing before anything is said, counted as `effectiveBorrowers`; 0 where there are enough. */
  readonly missing: number;
}

/** Effective borrowers per point, so that an interval is at most about 20 points of a percentage wide, and most points. */
const perPoint = 100;
const mostPoints = 5;

/**
 * Recovery probability under one treatment by risk. The loans are cut by rising risk into bins of equal weight, as many
 * as have 100 effective borrowers each, at most 5; loans of equal risk stay together. Of each bin:
 *
 * - probability p = sum(w y) / sum(w) with w = 1 / chance, which makes loans that were likely and unlikely to get the
 *   treatment count as in the book (Hajek 1971, "Comment on An Essay on the Logical Foundations of Survey Sampling");
 * - effective borrowers n = (sum W)^2 / sum(W^2), W the weight of a borrower's loans (Kish 1965, "Survey Sampling"),
 *   which takes the loans of a borrower for one and the same;
 * - Wilson's (1927) 95 % interval of p in n draws.
 *
 * @throws RangeError naming a chance that is not in (0, 1]
 */
export function estimateRecovery(loans: RandomizedLoans): RecoveryEstimate {
  const { risk, chance } = loans;
  const count = risk.length;
  const wrong = chance.findIndex((value) => !(value > 0 && value <= 1));
  if (wrong >= 0)
    throw new RangeError(`chance ${wrong} is ${chance[wrong]}: it must be above 0 and at most 1`);
  const order = Uint32Array.from(risk.keys()).sort((a, b) => risk[a] - risk[b]);
  const effectiveBorrowers = effectiveOf(loans, order);
  const bins = Math.min(mostPoints, Math.floor(effectiveBorrowers / perPoint));
  if (bins === 0) {
    return {
      points: [],
      loans: count,
      effectiveBorrowers,
      missing: Math.ceil(perPoint - effectiveBorrowers),
    };
  }
  const points = cut(loans, order, bins).map((rows) => pointOf(loans, rows));
  return { points, loans: count, effectiveBorrowers, missing: 0 };
}

/** Bins of about equal weight along rising risk, without the empty ones. */
function cut({ risk, chance }: RandomizedLoans, order: Uint32Array, bins: number): Uint32Array[] {
  const total = order.reduce((sum, row) => sum + 1 / chance[row], 0);
  const parts: Uint32Array[] = [];
  let start = 0;
  let weight = 0;
  for (let i = 0; i < order.length; i++) {
    weight += 1 / chance[order[i]];
    const isLast = i === order.length - 1;
    const isFull = weight >= ((parts.length + 1) / bins) * total - 1e-9 * total;
    if (!isLast && (!isFull || risk[order[i + 1]] === risk[order[i]])) continue;
    parts.push(order.subarray(start, i + 1));
    start = i + 1;
  }
  return parts;
}

function pointOf(loans: RandomizedLoans, rows: Uint32Array): EstimatedPoint {
  let [weight, risk, recovered] = [0, 0, 0];
  for (const row of rows) {
    const own = 1 / loans.chance[row];
    weight += own;
    risk += own * loans.risk[row];
    recovered += own * loans.recovered[row];
  }
  const probability = recovered / weight;
  const { low, high } = wilson(probability, effectiveOf(loans, rows));
  return {
    risk: risk / weight,
    probability,
    // At 0 and 1 a bound is the share itself but for rounding.
    low: Math.min(low, probability),
    high: Math.max(high, probability),
    loans: rows.length,
  };
}

function effectiveOf({ chance, borrower }: RandomizedLoans, rows: Uint32Array): number {
  const weights = new Map<number, number>();
  for (const row of rows) weights.set(borrower[row], (weights.get(borrower[row]) ?? 0) + 1 / chance[row]);
  let [sum, squares] = [0, 0];
  for (const weight of weights.values()) {
    sum += weight;
    squares += weight * weight;
  }
  return squares === 0 ? 0 : sum ** 2 / squares;
}
