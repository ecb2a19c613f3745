import { numberGroups } from "../../evaluation/groups.ts";
import type { LoanColumns } from "../columns.ts";

/** What net cash per borrower is taken to be before anybody has paid. */
export interface CashSpread {
  readonly borrowers: number;
  /** Per borrower, in money. */
  readonly mean: number;
  /** Standard deviation between borrowers, in money. */
  readonly deviation: number;
}

/**
 * The spread of cash per borrower that the scores imply, for planning only. Assumes that each loan is paid in full
 * with probability 1 - risk, or not at all, independently of the others; an unknown amount counts as nothing. By the
 * law of total variance: the mean of the borrowers' variances, sum of risk (1 - risk) owed^2, plus the variance of
 * their means, sum of (1 - risk) owed.
 * @param borrowerKey `groupKey` of each loan's borrower
 */
export function spreadOfCash({ risk, outstanding }: LoanColumns, borrowerKey: Float64Array): CashSpread {
  const { of, count: borrowers } = numberGroups(borrowerKey);
  const means = new Float64Array(borrowers);
  const variances = new Float64Array(borrowers);
  for (let i = 0; i < risk.length; i++) {
    const owed = Number.isNaN(outstanding[i]) ? 0 : Math.max(0, outstanding[i]);
    means[of[i]] += (1 - risk[i]) * owed;
    variances[of[i]] += risk[i] * (1 - risk[i]) * owed ** 2;
  }
  if (borrowers === 0) return { borrowers, mean: 0, deviation: 0 };
  let mean = 0;
  let within = 0;
  for (let place = 0; place < borrowers; place++) {
    mean += means[place] / borrowers;
    within += variances[place] / borrowers;
  }
  let between = 0;
  for (let place = 0; place < borrowers; place++) between += (means[place] - mean) ** 2 / borrowers;
  return { borrowers, mean, deviation: Math.sqrt(within + between) };
}
