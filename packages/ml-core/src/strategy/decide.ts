import { type Policy, type Treatment, treatments } from "./policy.ts";

/** Decisions side by side: `treatment[i]` indexes `treatments`, `priority[i]` orders the worklist. */
export interface Decisions {
  readonly treatment: Uint8Array;
  readonly priority: Float64Array;
}

/**
 * The treatment for one score, compared unrounded.
 * @param risk probability of not being recovered, in [0, 1]
 */
export function treatmentFor(policy: Policy, risk: number): Treatment {
  const { bands } = policy;
  let index = bands.length - 1;
  while (
    index > 0 &&
    !(risk > bands[index].from || (bands[index].fromInclusive && risk === bands[index].from))
  ) {
    index--;
  }
  return bands[index].treatment;
}

/**
 * Amount at risk: risk x outstanding, in the currency's unit. Where the outstanding amount is
 * unknown (NaN) the risk alone, which places the loan after every loan with a balance worth speaking of.
 */
export function priorityOf(risk: number, outstanding: number): number {
  return Number.isNaN(outstanding) ? risk : risk * outstanding;
}

/**
 * Decides every loan. The same function makes previews and decision runs.
 * @param risk scores in [0, 1], one per loan
 * @param outstanding amounts owed, NaN where unknown, as long as `risk`
 */
export function decideAll(policy: Policy, risk: Float64Array, outstanding: Float64Array): Decisions {
  const treatment = new Uint8Array(risk.length);
  const priority = new Float64Array(risk.length);
  for (let i = 0; i < risk.length; i++) {
    treatment[i] = treatments.indexOf(treatmentFor(policy, risk[i]));
    priority[i] = priorityOf(risk[i], outstanding[i]);
  }
  return { treatment, priority };
}
