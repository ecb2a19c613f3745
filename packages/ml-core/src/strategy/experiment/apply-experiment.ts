import type { LoanColumns } from "../columns.ts";
import { type CompiledPolicy, compilePolicy } from "../compile.ts";
import { type Decisions, decide } from "../decide.ts";
import type { Policy } from "../policy.ts";
import { makeScreened, screen } from "../screen.ts";
import { armsOf, drawsOf, type Experiment, neverRandom } from "./assignment.ts";

/** What an experiment changes about a policy's decisions, one entry per loan. */
export interface ExperimentDecisions {
  /** Position of the borrower's arm. */
  readonly arm: Uint8Array;
  /** Code of the treatment by the champion's `treatments`. */
  readonly treatment: Uint8Array;
  /** The path to it: the champion's, or in an arm with a model of its own the path by that model's score. */
  readonly rule: Uint16Array;
  /** 1 where the arm wanted another treatment and the champion's was kept, because safety forbids it. */
  readonly isKept: Uint8Array;
}

/**
 * Applies an experiment to the champion's decisions. Whatever an arm wants, no loan is moved into LEGAL_ACTION or another
 * treatment that takes legal cases, out of HOLD, or past one of the champion's guardrails: such a loan keeps its decision.
 * @param borrowerKey `groupKey` of each loan's borrower, so that all loans of a borrower share an arm
 * @param armRisk each loan's risk by the model of its arm, which is the champion's unless the arm names another; null
 *   where no arm does
 * @throws RangeError where an arm names a treatment that the champion does not know, or a model and there is no `armRisk`
 */
export function applyExperiment(
  champion: Policy | CompiledPolicy,
  experiment: Experiment,
  columns: LoanColumns,
  borrowerKey: Float64Array,
  decisions: Decisions = decide(champion, columns),
  armRisk: Float64Array | null = null,
): ExperimentDecisions {
  const c = "codeOfRank" in champion ? champion : compilePolicy(champion);
  const hasModel = experiment.arms.some(({ plan }) => plan.kind === "MODEL");
  const byModel = hasModel && armRisk ? decide(c, { ...columns, risk: armRisk }) : null;
  const wishes = experiment.arms.map((_, arm) => wishOf(c, experiment, arm, columns, borrowerKey, byModel));
  const loans = columns.risk.length;
  const screened = makeScreened(loans);
  screen(c, columns, 0, loans, screened);
  const armOf = armsOf(experiment);
  const arm = Uint8Array.from(borrowerKey, armOf);
  const treatment = Uint8Array.from(decisions.treatment);
  const rule = Uint16Array.from(decisions.rule);
  const isKept = new Uint8Array(loans);
  for (let i = 0; i < loans; i++) {
    const wanted = wishes[arm[i]](i);
    if (wanted === undefined) continue;
    if (wanted !== treatment[i] && !isSafe(c, screened.permitted[i], treatment[i], wanted)) {
      isKept[i] = 1;
      continue;
    }
    treatment[i] = wanted;
    if (byModel && experiment.arms[arm[i]].plan.kind === "MODEL") rule[i] = byModel.rule[i];
  }
  return { arm, treatment, rule, isKept };
}

/** The code that an arm wants for a loan; undefined where it leaves the champion's. */
function wishOf(
  c: CompiledPolicy,
  experiment: Experiment,
  arm: number,
  columns: LoanColumns,
  borrowerKey: Float64Array,
  byModel: Decisions | null,
): (i: number) => number | undefined {
  const { plan, name } = experiment.arms[arm];
  const codeOf = (treatment: string) => {
    const code = c.policy.treatments.findIndex((definition) => definition.name === treatment);
    if (code === -1) throw new RangeError(`arm "${name}" names ${treatment}, which the policy does not know`);
    return code;
  };
  if (plan.kind === "CHAMPION") return () => undefined;
  if (plan.kind === "RANDOM") {
    const codes = plan.treatments.map(codeOf);
    const draw = drawsOf(experiment.id, `treatment ${arm}`);
    return (i) => codes[Math.floor(codes.length * draw(borrowerKey[i]))];
  }
  if (plan.kind === "MODEL") {
    if (byModel === null)
      throw new RangeError(`arm "${name}" names model ${plan.modelId}: there are no scores by it`);
    return (i) => byModel.treatment[i];
  }
  const challenger = compilePolicy(plan.policy);
  const codes = challenger.policy.treatments.map((definition) => codeOf(definition.name));
  const { treatment } = decide(challenger, columns);
  return (i) => codes[treatment[i]];
}

function isSafe(c: CompiledPolicy, permitted: number, now: number, wanted: number): boolean {
  const isHeld = c.rankOfCode[now] === 0 || permitted === 1;
  if (isHeld) return false;
  const rank = c.rankOfCode[wanted];
  // To leave a loan alone is always permitted.
  if (rank <= 1) return true;
  const isLegal = c.cases[rank] > 0 || c.policy.treatments[wanted].name === neverRandom;
  return !isLegal && ((permitted >> rank) & 1) === 1;
}
