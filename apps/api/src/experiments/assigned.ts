import { type Explanation, explainDecision } from "@loan-recovery/ml-core/strategy/explain";
import type { Policy } from "@loan-recovery/ml-core/strategy/policy";
import { type DecisionRow, loanFactsOf } from "../decisions/decisions.js";
import type { ExperimentRow } from "./experiments.js";

export type AssignedArm = "CHAMPION" | "CHALLENGER" | "HOLDOUT";

/** A loan's place in an experiment. */
export interface Assigned {
  experimentId: number;
  name: string;
  arm: AssignedArm;
  /** What the model in force says, where the arm's own has scored the loan; else null. */
  championScore: number | null;
  /** The arm's score led to what an experiment moves nobody into, so that the champion's treatment stays. */
  isKept: boolean;
}

/** @returns null where the run applied no experiment */
export function assignedTo(
  decision: DecisionRow,
  experiment: ExperimentRow | null,
  rules: Policy,
): Assigned | null {
  const { arm, champion_score: championScore } = decision;
  if (arm === null || experiment === null) return null;
  const { id: experimentId, name } = experiment;
  const { isKept } = explainRule(decision, rules);
  return { experimentId, name, arm: armOf(experiment, arm), championScore, isKept };
}

/** By the arm's position. Whose treatment is drawn at random is the holdout. */
export function armOf(experiment: Pick<ExperimentRow, "treatments">, arm: number): AssignedArm {
  if (arm === 0) return "CHAMPION";
  return experiment.treatments.length > 0 ? "HOLDOUT" : "CHALLENGER";
}

/** Why the treatment, by the score that led to it: the champion's too where its treatment was kept. */
export function explainRule(decision: DecisionRow, rules: Policy): { rule: Explanation; isKept: boolean } {
  const facts = loanFactsOf(decision);
  const rule = explainDecision(rules, facts);
  const { champion_score: risk, treatment } = decision;
  if (risk === null || rule.treatment === treatment) return { rule, isKept: false };
  return { rule: explainDecision(rules, { ...facts, risk }), isKept: true };
}
