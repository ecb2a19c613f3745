import type { LoanColumns } from "./columns.ts";
import type { Decisions } from "./decide.ts";
import type { Policy } from "./policy.ts";
import { upgradePolicy } from "./policy-defaults.ts";

/** The loans that get `to` where they got `from`. */
export interface Movement {
  readonly from: string;
  readonly to: string;
  readonly loans: number;
  /** Of the loans whose amount is known. */
  readonly outstanding: number;
  /** Positions in the columns of the loans with the largest known amounts, largest first. */
  readonly examples: readonly number[];
}

interface Side {
  readonly policy: Policy;
  readonly decisions: Decisions;
}

/**
 * Who moves from what to what between two policies over one book: one entry per pair of treatments that some loan
 * makes, those that stay included, in the order of the treatments.
 * @param examples most loans to name per pair, default 5
 */
export function movements(before: Side, after: Side, columns: LoanColumns, examples = 5): Movement[] {
  const froms = upgradePolicy(before.policy).treatments.map(({ name }) => name);
  const tos = upgradePolicy(after.policy).treatments.map(({ name }) => name);
  const pairs = froms.length * tos.length;
  const loans = new Float64Array(pairs);
  const outstanding = new Float64Array(pairs);
  const largest = Array.from({ length: pairs }, () => [] as number[]);
  const amounts = columns.outstanding;
  const sizeOf = (i: number) => (Number.isNaN(amounts[i]) ? Number.NEGATIVE_INFINITY : amounts[i]);
  // The smallest amount that still makes an example, so that most loans are passed by with one comparison.
  const bar = new Float64Array(pairs).fill(Number.NEGATIVE_INFINITY);
  for (let i = 0; i < amounts.length; i++) {
    const pair = before.decisions.treatment[i] * tos.length + after.decisions.treatment[i];
    const amount = sizeOf(i);
    loans[pair]++;
    if (amount !== Number.NEGATIVE_INFINITY) outstanding[pair] += amount;
    const list = largest[pair];
    if (list.length === examples && !(amount > bar[pair])) continue;
    list.push(i);
    list.sort((a, b) => sizeOf(b) - sizeOf(a) || a - b);
    if (list.length > examples) list.pop();
    if (list.length === examples && examples > 0) bar[pair] = sizeOf(list[examples - 1]);
  }
  return froms.flatMap((from, a) =>
    tos.flatMap((to, b) => {
      const pair = a * tos.length + b;
      if (loans[pair] === 0) return [];
      return [{ from, to, loans: loans[pair], outstanding: outstanding[pair], examples: largest[pair] }];
    }),
  );
}
