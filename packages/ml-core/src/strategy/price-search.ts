import { type Candidates, type Usage, usageAt } from "./candidates.ts";
import { spreadOf } from "./choice.ts";
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

/** More than rounding can shift a comparison, as a share of what is compared. */
const slack = 1e-14;

/**
 * The rank that a candidate gets at every price of the box, or -1 where that is open. One treatment beats another
 * everywhere if it does where the price difference is largest, which is at the box's upper or lower end of each
 * price. In doubt the candidate stays open.
 */
export function settledRank(c: CompiledPolicy, candidates: Candidates, i: number, box: PriceBox): number {
  const { ranks, hours, cases } = c;
  const { worth } = candidates;
  const { hourLow, hourHigh, caseLow, caseHigh } = box;
  const own = spreadOf(candidates.key[i]);
  const start = i * ranks;
  let best = Number.NEGATIVE_INFINITY;
  let chosen = 1;
  for (let r = 1; r < ranks; r++) {
    const net = worth[start + r] - own * (hourLow * hours[r] + caseLow * cases[r]);
    if (net > best) {
      best = net;
      chosen = r;
    }
  }
  const most = worth[start + chosen];
  for (let r = 1; r < ranks; r++) {
    if (r === chosen) continue;
    const moreHours = hours[chosen] - hours[r];
    const moreCases = cases[chosen] - cases[r];
    const hourPrice = moreHours > 0 ? hourHigh : hourLow;
    const casePrice = moreCases > 0 ? caseHigh : caseLow;
    const price = own * (moreHours * hourPrice + moreCases * casePrice);
    if (!(most - worth[start + r] - price > slack * (Math.abs(most) + Math.abs(price)))) return -1;
  }
  return chosen;
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
