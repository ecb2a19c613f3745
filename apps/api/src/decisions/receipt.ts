import { createHash } from "node:crypto";
import { wholeDays } from "@loan-recovery/ml-core/strategy/columns";
import { loanKey } from "@loan-recovery/ml-core/strategy/decide";
import { canonicalJson } from "@loan-recovery/ml-core/strategy/diff-policies";
import { decideUnder } from "@loan-recovery/ml-core/strategy/experiment/decide-under";
import type { Explanation as Rule } from "@loan-recovery/ml-core/strategy/explain";
import { groupKey } from "@loan-recovery/ml-core/table/group-key";
import { findColumn, type Table } from "@loan-recovery/ml-core/table/table";
import type { App } from "../context.js";
import { type Assigned, assignedTo, explainRule } from "../experiments/assigned.js";
import { findExperiment, readExperimentOf } from "../experiments/experiments.js";
import { findModels, type ModelRow } from "../models/models.js";
import { findPolicies, type PolicyRow } from "../policies/policies.js";
import { type DecisionRow, findDecision } from "./decisions.js";
import type { Explanation } from "./explanations.js";
import { contactOfDecision, type ReceiptContact } from "./receipt-contact.js";
import { findRuns, type RunRow, scoringModelOf } from "./runs.js";

/** Everything that a decision rests on, so that it can be judged later. */
export interface Receipt {
  decision: DecisionRow;
  run: RunRow;
  /** That scored the loan: the challenger's where the loan's arm has one of its own. */
  model: ModelRow;
  policy: PolicyRow;
  /** The loan as the lender described it: every column of the snapshot that has a value. */
  input: { column: string; value: string }[];
  /** Null where the model cannot explain its scores. */
  explanation: Explanation | null;
  rule: Rule;
  contact: ReceiptContact;
  /** The experiment that the borrower was in, and the arm; null where there was none. */
  experiment: Assigned | null;
  /** Merkle root under which the audit log has sealed the run; null for a decision made after it. */
  sealRoot: string | null;
  /** SHA-256 of the decision's bytes. */
  digest: string;
}

const reasons = 10;

/** @returns null where there is no such decision, or it is no longer kept */
export async function decisionReceipt(app: App, id: string): Promise<Receipt | null> {
  const found = await readDecision(app, id);
  if (found === null) return null;
  const { decision, run, model, policy } = found;
  const experiment = run.experiment_id === null ? null : await findExperiment(app.sql, run.experiment_id);
  const snapshot = await app.explanations.readSnapshot(run, decision.snapshot_id);
  return {
    ...found,
    input: snapshot === null ? [] : cellsOf(snapshot.table),
    explanation: await app.explanations.explain(decision, run, policy.rules, reasons),
    rule: explainRule(decision, policy.rules).rule,
    contact: await contactOfDecision(app, decision, run, policy),
    experiment: assignedTo(decision, experiment, policy.rules),
    sealRoot: decision.revision === 0 ? await readSealRoot(app, run.id) : null,
    digest: digestOf(bytesOf(decision, model, policy)),
  };
}

/** A decision beside what its stored model and policy make of the same input today. */
export interface Replay {
  matches: boolean;
  /** Canonical JSON. */
  stored: string;
  replayed: string;
}

/**
 * Decides a loan again from its snapshot, by the stored model and policy. Facts are taken from the decision, because
 * holds that have ended since are no longer known of the loan.
 */
export async function replayDecision(app: App, id: string): Promise<Replay | null> {
  const found = await readDecision(app, id);
  if (found === null) return null;
  const { decision, run, model, policy } = found;
  const batch = await app.explanations.readSnapshot(run, decision.snapshot_id);
  if (batch === null) return null;
  const { scorer } = await app.explanations.open(run.model_id);
  const { risk, segment } = await scorer.score(batch.table, batch.groupKeys);
  const { scorer: ownScorer } = await app.explanations.open(model.id);
  const [outstanding] = batch.outstanding;
  const columns = {
    risk,
    outstanding: Float64Array.of(outstanding === null ? Number.NaN : Number(outstanding)),
    daysPastDue: Int32Array.from(batch.daysPastDue, wholeDays),
    facts: Uint16Array.of(decision.facts),
    key: Uint32Array.of(loanKey(decision.loan_id)),
  };
  const experiment = decision.arm === null ? null : await readExperimentOf(app.sql, run);
  const borrowerKey = Float64Array.of(groupKey(decision.borrower_id));
  const isRescored = decision.champion_score !== null;
  const armRisk = isRescored ? (await ownScorer.score(batch.table, batch.groupKeys)).risk : risk;
  const decided = decideUnder(policy.rules, columns, experiment && { experiment, borrowerKey, armRisk });
  const value = decided.expectedNetRecovery[0];
  const again: DecisionRow = {
    ...decision,
    risk_score: armRisk[0],
    segment: segment[0] < 0 ? null : segment[0],
    treatment: policy.rules.treatments[decided.treatment[0]].name,
    priority: decided.priority[0],
    rule: decided.rule[0],
    expected_net_recovery: Number.isNaN(value) ? null : value,
    outstanding,
    days_past_due: Number.isNaN(batch.daysPastDue[0]) ? null : batch.daysPastDue[0],
    out_of_bag: ownScorer.isOutOfBag(batch.groupKeys[0]),
    arm: decided.arm?.[0] ?? null,
    champion_score: isRescored ? risk[0] : null,
  };
  const stored = bytesOf(decision, model, policy);
  const replayed = bytesOf(again, model, policy);
  return { matches: stored === replayed, stored, replayed };
}

async function readDecision(
  { sql }: App,
  id: string,
): Promise<Pick<Receipt, "decision" | "run" | "model" | "policy"> | null> {
  const decision = await findDecision(sql, id);
  if (decision === null) return null;
  const [run] = await findRuns(sql, [decision.run_id]);
  const [[model], [policy]] = await Promise.all([
    findModels(sql, [scoringModelOf(run, decision)]),
    findPolicies(sql, [run.policy_id]),
  ]);
  return { decision, run, model, policy };
}

/** A decision, and what it was decided by, as canonical JSON: equal decisions have equal bytes. */
function bytesOf(decision: DecisionRow, model: ModelRow, policy: PolicyRow): string {
  const { champion_score: championScore, ...row } = decision;
  return canonicalJson({
    // Left out where there is none, so that older decisions keep their digests.
    decision: championScore === null ? row : decision,
    model: model.hash,
    policy: digestOf(canonicalJson(policy.rules)),
  });
}

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function cellsOf(table: Table): Receipt["input"] {
  return table.columns.flatMap(({ name }) => {
    const column = findColumn(table, name)!;
    if (column.kind === "number") {
      return Number.isNaN(column.values[0]) ? [] : [{ column: name, value: String(column.values[0]) }];
    }
    return column.codes[0] < 0 ? [] : [{ column: name, value: column.categories[column.codes[0]] }];
  });
}

async function readSealRoot({ sql }: App, runId: number): Promise<string | null> {
  const { rows } = await sql.query<{ root: string }>(
    `SELECT detail->>'root' AS root FROM audit_event WHERE action = 'run.seal' AND subject = $1 ORDER BY id LIMIT 1`,
    [`run:${runId}`],
  );
  return rows[0]?.root ?? null;
}
