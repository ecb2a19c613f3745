import { netRecovery, owedOf } from "./choice.ts";
import type { LoanColumns } from "./columns.ts";
import { compilePolicy } from "./compile.ts";
import type { Decisions } from "./decide.ts";
import { decideUnder, type Running } from "./experiment/decide-under.ts";
import type { CompletePolicy, Policy } from "./policy.ts";
import { upgradePolicy } from "./policy-defaults.ts";
import { pieceOf } from "./screen.ts";

/** What a wrong assumption about one treatment's recovery costs. Money over the loans of known amount. */
export interface Sensitivity {
  readonly treatment: string;
  /** What the assumed recovery rate is multiplied by, at most up to certainty. */
  readonly factor: number;
  /** Expected net recovery if the truth is so and the policy's decisions stay as they are. */
  readonly decisionsStay: number;
  /** The same if the policy had known it; its stored prices of capacity stay. */
  readonly decisionsFollow: number;
  /** Loans whose treatment would have been another. */
  readonly moved: number;
}

/**
 * For each treatment that is an action, what becomes of the expected net recovery where its true recovery rate is
 * `spread` lower or higher than assumed.
 * @param decisions as `decideUnder` makes them
 * @param running the experiment that they are made under, which then goes on; default: none
 * @param spread share by which the assumption is off, in (0, 1); default 0.2
 */
export function sensitivity(
  policy: Policy,
  columns: LoanColumns,
  decisions: Decisions,
  running: Running | null = null,
  spread = 0.2,
): Sensitivity[] {
  const complete = upgradePolicy(policy);
  const scored = { ...columns, risk: running?.armRisk ?? columns.risk };
  return complete.treatments.flatMap(({ kind, name }) => {
    if (kind !== "ACTION") return [];
    return [1 - spread, 1 + spread].map((factor) => {
      const truth = scaleRecovery(complete, name, factor);
      const following = decideUnder(truth, columns, running);
      let moved = 0;
      for (let i = 0; i < columns.risk.length; i++) {
        if (following.treatment[i] !== decisions.treatment[i]) moved++;
      }
      return {
        treatment: name,
        factor,
        decisionsStay: netOf(truth, scored, decisions.treatment),
        decisionsFollow: netOf(truth, scored, following.treatment),
        moved,
      };
    });
  });
}

/** The policy with one treatment's recovery probabilities multiplied, at most up to 1. */
export function scaleRecovery(policy: CompletePolicy, treatment: string, factor: number): CompletePolicy {
  const curves = policy.economics.curves.map((curve) => {
    if (curve.treatment !== treatment) return curve;
    const recovery = curve.recovery.map(({ risk, probability }) => ({
      risk,
      probability: Math.min(1, factor * probability),
    }));
    return { ...curve, recovery };
  });
  return { ...policy, economics: { ...policy.economics, curves } };
}

/**
 * Expected net recovery of given treatments under a policy's economics, over the loans of known amount.
 * @param treatment codes by `policy.treatments`, one per loan
 */
export function netOf(policy: Policy, columns: LoanColumns, treatment: Uint8Array): number {
  const c = compilePolicy(policy);
  let net = 0;
  for (let i = 0; i < treatment.length; i++) {
    const amount = columns.outstanding[i];
    if (Number.isNaN(amount)) continue;
    const risk = columns.risk[i];
    net += netRecovery(c, c.rankOfCode[treatment[i]], pieceOf(c, risk), risk, owedOf(amount));
  }
  return net;
}
