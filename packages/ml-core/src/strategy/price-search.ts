import { bestAt, type Candidates, type Usage, usageAt } from "./candidates.ts";
import type { CompiledPolicy } from "./compile.ts";

/** A rectangle of prices. */
export interface PriceBox {
  readonly hourLow: number;
  readonly hourHigh: number;
  readonly caseLow: number;
  readonly caseHigh: number;
}

export interface Prices {
  readonly hour: number;
  readonly case: number;
}

/**
 * The lowest prices of the box at which the candidates use no more than what is left, to `steps` bisections each.
 * The dual of the capacity problem is convex, and so is it after its minimum over the hour's price is taken: the
 * legal cases used fall with their own price, and the hours with theirs. Hence bisection inside bisection.
 * @param left what the candidates may use, infinite where there is no limit
 */
export function searchPrices(
  c: CompiledPolicy,
  candidates: Candidates,
  left: Usage,
  box: PriceBox,
  steps: number,
): Prices {
  const usage: Usage = { agentHours: 0, legalCases: 0 };
  const fits = (hour: number, legalCase: number) => {
    usageAt(c, candidates, hour, legalCase, usage);
    return usage.agentHours <= left.agentHours;
  };
  const hourAt = (legalCase: number): number =>
    lowest(box.hourLow, box.hourHigh, steps, (hour) => fits(hour, legalCase));
  const legalCase = lowest(box.caseLow, box.caseHigh, steps, (price) => {
    fits(hourAt(price), price);
    return usage.legalCases <= left.legalCases;
  });
  return { hour: hourAt(legalCase), case: legalCase };
}

/** The lowest price from `low` to `high` that passes, taking `high` as passing; exact where no number lies between. */
function lowest(low: number, high: number, steps: number, passes: (price: number) => boolean): number {
  if (low === high || passes(low)) return low;
  let fails = low;
  let fit = high;
  for (let step = 0; step < steps; step++) {
    const middle = fails + (fit - fails) / 2;
    if (middle <= fails || middle >= fit) break;
    if (passes(middle)) fit = middle;
    else fails = middle;
  }
  return fit;
}

/** Prices at which every candidate would rather use nothing. */
export function highestPrices(c: CompiledPolicy, candidates: Candidates): Prices {
  let hour = 0;
  let legalCase = 0;
  for (let i = 0; i < candidates.size; i++) {
    const start = i * c.ranks;
    for (let r = 2; r < c.ranks; r++) {
      const gain = candidates.worth[start + r] - candidates.worth[start + 1];
      if (gain === Number.NEGATIVE_INFINITY) continue;
      if (c.hours[r] > 0) hour = Math.max(hour, gain / c.hours[r]);
      if (c.cases[r] > 0) legalCase = Math.max(legalCase, gain / c.cases[r]);
    }
  }
  // Above every gain, so that ties and a loan's own spread of the price do not matter.
  return { hour: 1.01 * hour + 1, case: 1.01 * legalCase + 1 };
}

/**
 * Whether a candidate gets the same treatment at every price of the box. Each treatment is best on a convex set of
 * prices, so the four corners answer for all between. Returns the rank, or -1 where it is open.
 */
export function settledRank(c: CompiledPolicy, candidates: Candidates, i: number, box: PriceBox): number {
  const rank = bestAt(c, candidates, i, box.hourLow, box.caseLow);
  if (bestAt(c, candidates, i, box.hourHigh, box.caseHigh) !== rank) return -1;
  if (box.hourLow === box.hourHigh || box.caseLow === box.caseHigh) return rank;
  if (bestAt(c, candidates, i, box.hourHigh, box.caseLow) !== rank) return -1;
  return bestAt(c, candidates, i, box.hourLow, box.caseHigh) === rank ? rank : -1;
}

/** Keeps the candidates that are still open in the box; adds what the others use to `settled`. In place. */
export function settle(c: CompiledPolicy, candidates: Candidates, box: PriceBox, settled: Usage): void {
  const { worth, key, prefersSevere } = candidates;
  let kept = 0;
  for (let i = 0; i < candidates.size; i++) {
    const rank = settledRank(c, candidates, i, box);
    if (rank >= 0) {
      settled.agentHours += c.hours[rank];
      settled.legalCases += c.cases[rank];
      continue;
    }
    worth.copyWithin(kept * c.ranks, i * c.ranks, (i + 1) * c.ranks);
    key[kept] = key[i];
    prefersSevere[kept] = prefersSevere[i];
    kept++;
  }
  candidates.size = kept;
}
