import { logistic } from "./loan.ts";

/** What a loan's true recovery depends on beside its own chance. */
export interface PotentialInput {
  /** The true probability that the loan is not recovered, in (0, 1), under the lender's past mix of treatments. */
  readonly truth: number;
  /** Collateral over outstanding, >= 0. */
  readonly coverage: number;
  readonly daysPastDue: number;
}

/** The treatments of which the generator knows what each would bring. */
export const potentialTreatments = ["NO_ACTION", "REMINDER", "SETTLEMENT_OFFER", "LEGAL_ACTION"] as const;
export type PotentialTreatment = (typeof potentialTreatments)[number];

/**
 * The true probability of recovery under each treatment, of which the world only ever shows one. Doing nothing is a
 * little worse than the past mix; a court helps where there is collateral to take and comes too early for the
 * freshly late; an offer helps most those who have nothing that could be taken.
 */
export function potentialRecovery(input: PotentialInput, treatment: PotentialTreatment): number {
  const { truth, coverage, daysPastDue } = input;
  const usual = Math.log((1 - truth) / truth);
  const secured = Math.min(1, coverage);
  switch (treatment) {
    case "NO_ACTION":
      return logistic(usual - 0.5);
    case "REMINDER":
      return logistic(usual - (daysPastDue > 90 ? 0.35 : 0.05));
    case "SETTLEMENT_OFFER":
      return logistic(0.8 * usual + 0.75 - 0.4 * secured);
    case "LEGAL_ACTION":
      return logistic(0.65 * usual + 0.1 + 1.1 * secured - (daysPastDue < 90 ? 0.5 : 0));
  }
}
