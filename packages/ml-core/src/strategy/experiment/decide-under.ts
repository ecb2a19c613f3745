import { netRecovery } from "../choice.ts";
import type { LoanColumns } from "../columns.ts";
import { type CompiledPolicy, compilePolicy } from "../compile.ts";
import { type Decisions, decide, priorityIn } from "../decide.ts";
import type { Policy } from "../policy.ts";
import { pieceOf } from "../screen.ts";
import { applyExperiment } from "./apply-experiment.ts";
import type { Experiment } from "./assignment.ts";

/** An experiment that runs, and the borrowers whom it assigns. */
export interface Running {
  readonly experiment: Experiment;
  /** `groupKey` of each loan's borrower, so that all loans of a borrower share an arm. */
  readonly borrowerKey: Float64Array;
  /** Each loan's risk by the model of its arm (see `applyExperiment`); left out or null where no arm has a model. */
  readonly armRisk?: Float64Array | null;
}

export interface ArmedDecisions extends Decisions {
  /** Position of each borrower's arm; null where no experiment runs. */
  readonly arm: Uint8Array | null;
}

/**
 * Decides loans while an experiment may be running: the one function for runs, previews, loans that are decided again
 * and replays. A loan whose treatment the experiment changes gets the value, and where the policy orders by it the
 * priority, of what it really gets; its rule stays the champion's. In an arm with a model of its own, value and priority
 * go by that model's score, and so does the rule unless the champion's treatment is kept.
 * @param columns `risk` by the champion's model, of every arm: what keeps a loan from legal action goes by it
 * @param running null where no experiment runs: exactly what `decide` says
 * @throws RangeError as `decide` and `applyExperiment` do
 */
export function decideUnder(
  policy: Policy | CompiledPolicy,
  columns: LoanColumns,
  running: Running | null,
): ArmedDecisions {
  const c = "codeOfRank" in policy ? policy : compilePolicy(policy);
  const decisions = decide(c, columns);
  if (running === null) return { ...decisions, arm: null };
  const { experiment, borrowerKey, armRisk = null } = running;
  const { arm, treatment, rule } = applyExperiment(c, experiment, columns, borrowerKey, decisions, armRisk);
  const { priority, expectedNetRecovery } = decisions;
  const risks = armRisk ?? columns.risk;
  for (let i = 0; i < treatment.length; i++) {
    const risk = risks[i];
    const isRescored = risk !== columns.risk[i];
    if (treatment[i] === decisions.treatment[i] && !isRescored) continue;
    const amount = columns.outstanding[i];
    const piece = pieceOf(c, risk);
    const rank = c.rankOfCode[treatment[i]];
    // An unknown amount (NaN) makes the value unknown too.
    expectedNetRecovery[i] = netRecovery(c, rank, piece, risk, Math.max(0, amount));
    priority[i] = priorityIn(c, piece, risk, amount, expectedNetRecovery[i]);
  }
  return { treatment, priority, expectedNetRecovery, rule, arm };
}

/** The treatments of an experiment's arms that a policy does not know: with any of these it cannot be the champion. */
export function unknownTreatments(policy: Policy, { arms }: Experiment): string[] {
  const known = new Set(compilePolicy(policy).policy.treatments.map(({ name }) => name));
  const named = arms.flatMap(({ plan }) => {
    if (plan.kind === "POLICY") return compilePolicy(plan.policy).policy.treatments.map(({ name }) => name);
    return plan.kind === "RANDOM" ? plan.treatments : [];
  });
  return [...new Set(named)].filter((name) => !known.has(name));
}
