import type { LoanColumns } from "../columns.ts";
import { type CompiledPolicy, compilePolicy } from "../compile.ts";
import { decide } from "../decide.ts";
import { isLegalAction } from "../legal-action.ts";
import { armsOf, drawsOf, type Experiment } from "./assignment.ts";

/** Of a loan whose arm leaves the champion's treatment. */
export const noWish = -1;

/**
 * The rank that each loan's arm wants, whatever the champion's bands say, or `noWish`. Whether it gets it is for `isSafe`
 * to say.
 * @param arm position of each loan's arm (`armsOfLoans`)
 * @param borrowerKey `groupKey` of each loan's borrower
 * @throws RangeError where an arm names a treatment that the champion does not know, or has a model of its own, whose
 *   wishes depend on the champion's bands
 */
export function wishesOf(
  c: CompiledPolicy,
  experiment: Experiment,
  columns: LoanColumns,
  arm: Uint8Array,
  borrowerKey: Float64Array,
): Int8Array {
  const wishes = new Int8Array(arm.length).fill(noWish);
  experiment.arms.forEach(({ plan, name }, position) => {
    if (plan.kind === "CHAMPION") return;
    if (plan.kind === "MODEL") throw new RangeError(`arm "${name}" has a model of its own`);
    if (plan.kind === "RANDOM") {
      const ranks = Uint8Array.from(plan.treatments, (treatment) => rankOf(c, name, treatment));
      const draw = drawsOf(experiment.id, `treatment ${position}`);
      for (let i = 0; i < arm.length; i++)
        if (arm[i] === position) wishes[i] = ranks[Math.floor(ranks.length * draw(borrowerKey[i]))];
      return;
    }
    const challenger = compilePolicy(plan.policy);
    const ranks = Uint8Array.from(challenger.policy.treatments, (each) => rankOf(c, name, each.name));
    const { treatment } = decide(challenger, columns);
    for (let i = 0; i < arm.length; i++) if (arm[i] === position) wishes[i] = ranks[treatment[i]];
  });
  return wishes;
}

function rankOf(c: CompiledPolicy, arm: string, treatment: string): number {
  const code = c.policy.treatments.findIndex((definition) => definition.name === treatment);
  if (code === -1) throw new RangeError(`arm "${arm}" names ${treatment}, which the policy does not know`);
  return c.rankOfCode[code];
}

/** The position of each loan's arm, by its borrower's key. */
export function armsOfLoans(experiment: Experiment, borrowerKey: Float64Array): Uint8Array {
  const armOf = armsOf(experiment);
  const arm = new Uint8Array(borrowerKey.length);
  // A loop: `from` with a function takes many times as long over a million.
  for (let i = 0; i < arm.length; i++) arm[i] = armOf(borrowerKey[i]);
  return arm;
}

/** Ranks that an experiment may move a loan into where guardrails permit them, as bits: nothing that takes legal cases. */
export function movableRanks(c: CompiledPolicy): number {
  let ranks = 0;
  for (let rank = 1; rank < c.ranks; rank++) {
    if (!isLegalAction(c.policy.treatments[c.codeOfRank[rank]])) ranks |= 1 << rank;
  }
  return ranks;
}

/**
 * Whether a loan may be moved from the champion's rank to another: never out of HOLD, into legal action or whatever takes
 * legal cases, or past a guardrail.
 * @param movable `movableRanks`
 * @param permitted as in `Screened`
 */
export function isSafe(movable: number, permitted: number, now: number, wanted: number): boolean {
  if (now === 0 || permitted === 1) return false;
  // To leave a loan alone is always permitted.
  return wanted <= 1 || ((permitted & movable) >> wanted) % 2 === 1;
}
