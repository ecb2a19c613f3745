import type { LoanColumns } from "../columns.ts";
import { type CompiledPolicy, compilePolicy } from "../compile.ts";
import { type Decisions, decide } from "../decide.ts";
import type { Policy } from "../policy.ts";
import { makeScreened, screen } from "../screen.ts";
import type { Experiment } from "./assignment.ts";
import { armsOfLoans, isSafe, movableRanks, noWish, wishesOf } from "./wishes.ts";

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
  const loans = columns.risk.length;
  const arm = armsOfLoans(experiment, borrowerKey);
  const own = modelArms(experiment);
  if (own.size > 0 && armRisk === null)
    throw new RangeError("an arm names a model: there are no scores by it");
  const byModel = own.size > 0 && armRisk ? decide(c, { ...columns, risk: armRisk }) : null;
  const wishes = wishesOf(c, withoutModels(experiment), columns, arm, borrowerKey);
  const screened = makeScreened(loans);
  screen(c, columns, 0, loans, screened);
  const treatment = decisions.treatment.slice();
  const rule = decisions.rule.slice();
  const isKept = new Uint8Array(loans);
  const movable = movableRanks(c);
  for (let i = 0; i < loans; i++) {
    const isByModel = byModel !== null && own.has(arm[i]);
    const wanted = isByModel ? c.rankOfCode[byModel.treatment[i]] : wishes[i];
    if (wanted === noWish) continue;
    const now = c.rankOfCode[treatment[i]];
    if (wanted !== now && !isSafe(movable, screened.permitted[i], now, wanted)) {
      isKept[i] = 1;
      continue;
    }
    treatment[i] = c.codeOfRank[wanted];
    if (isByModel) rule[i] = byModel.rule[i];
  }
  return { arm, treatment, rule, isKept };
}

/** Positions of the arms that have a model of their own. */
export function modelArms({ arms }: Experiment): ReadonlySet<number> {
  return new Set(arms.flatMap(({ plan }, arm) => (plan.kind === "MODEL" ? [arm] : [])));
}

/** The same arms, where those with a model want nothing else than the champion. */
function withoutModels({ id, arms }: Experiment): Experiment {
  return {
    id,
    arms: arms.map((arm) => (arm.plan.kind === "MODEL" ? { ...arm, plan: { kind: "CHAMPION" } } : arm)),
  };
}
