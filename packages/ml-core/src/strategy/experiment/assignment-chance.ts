import type { LoanColumns } from "../columns.ts";
import { compilePolicy } from "../compile.ts";
import { decide } from "../decide.ts";
import type { Policy } from "../policy.ts";
import { applyExperiment } from "./apply-experiment.ts";
import type { ArmPlan, Experiment } from "./assignment.ts";

/**
 * The chance with which the experiment's draws give each loan the treatment that it got, known by design: over the
 * arms' shares and, in an arm at random, over its treatments. Below 1 the loan was randomized; at 1 it would have got
 * the same whatever was drawn, so that it says nothing of other treatments; at 0 the experiment cannot have given it.
 * @param received code of each loan's treatment by the champion's `treatments`
 * @throws RangeError where an arm has a model of its own: what the other arm's loans would have got is not known
 */
export function assignmentChance(
  champion: Policy,
  { arms }: Experiment,
  columns: LoanColumns,
  received: Uint8Array,
): Float64Array {
  const c = compilePolicy(champion);
  const decisions = decide(c, columns);
  const chance = new Float64Array(received.length);
  for (const { share, plan } of arms) {
    if (plan.kind === "MODEL") throw new RangeError("an arm with a model of its own has no known chances");
    const certain: ArmPlan[] =
      plan.kind === "RANDOM" ? plan.treatments.map((name) => ({ ...plan, treatments: [name] })) : [plan];
    for (const only of certain) {
      const { treatment } = applyExperiment(c, everybodyIn(only), columns, nobody(received), decisions);
      for (let i = 0; i < received.length; i++)
        if (treatment[i] === received[i]) chance[i] += share / certain.length;
    }
  }
  return chance;
}

/** An experiment that puts every borrower into an arm of this plan. */
function everybodyIn(plan: ArmPlan): Experiment {
  const none = { name: "champion", share: 0, plan: { kind: "CHAMPION" as const } };
  return { id: "everybody", arms: [none, { name: "everybody", share: 1, plan }] };
}

/** Keys that do not matter where everybody is in one arm that draws nothing. */
function nobody({ length }: Uint8Array): Float64Array {
  return new Float64Array(length);
}
