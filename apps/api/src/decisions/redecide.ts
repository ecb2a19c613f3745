import { wholeDays } from "@loan-recovery/ml-core/strategy/columns";
import { type Decisions, loanKey } from "@loan-recovery/ml-core/strategy/decide";
import { decideUnder } from "@loan-recovery/ml-core/strategy/experiment/decide-under";
import type { CompletePolicy } from "@loan-recovery/ml-core/strategy/policy";
import { groupKey } from "@loan-recovery/ml-core/table/group-key";
import type pg from "pg";
import type { Actor } from "../access/actor.js";
import { recordRevisions } from "../audit/decision-digests.js";
import { readExperimentOf } from "../experiments/experiments.js";
import { factsOfLoans } from "../holds/facts.js";
import { findPolicies } from "../policies/policies.js";
import { type DecisionRow, decisionFields, isCurrent } from "./decisions.js";
import { leadOf } from "./leads.js";
import { findActiveRun, type RunRow, type RunSummary } from "./runs.js";

/** What deciding again changed: the run's new change number, and how many loans got another revision. */
export interface Change {
  changeNumber: number;
  loans: number;
}

interface CurrentRow extends DecisionRow {
  is_held_lead: boolean;
  /** The facts as they stand now. */
  known: number;
}

/**
 * Decides all loans of these borrowers again in the active run, in the transaction of `client`, which holds the
 * installation's lock.
 * @returns null where nothing is known that was not known before
 */
export async function redecideBorrowers(
  client: pg.PoolClient,
  actor: Actor,
  borrowerIds: readonly string[],
): Promise<Change | null> {
  const run = await findActiveRun(client);
  if (!run) return null;
  const [policy] = await findPolicies(client, [run.policy_id]);
  const change = await redecide(client, actor, { run, rules: policy.rules }, borrowerIds);
  if (change) await client.query("SELECT pg_notify('active_run', $1)", [String(run.id)]);
  return change;
}

/**
 * The same in a run that may not be active yet. Scores stay; the facts are read anew, and where they differ all loans
 * of the borrower get the next revision, so that the newest one that leads is the current one.
 */
export async function redecide(
  client: pg.PoolClient,
  actor: Actor,
  { run, rules }: { run: RunRow; rules: CompletePolicy },
  borrowerIds: readonly string[],
): Promise<Change | null> {
  const changed = await readChanged(client, run.id, borrowerIds);
  if (changed.length === 0) return null;
  const columns = {
    risk: Float64Array.from(changed, (row) => row.champion_score ?? row.risk_score),
    outstanding: Float64Array.from(changed, (row) =>
      row.outstanding === null ? Number.NaN : Number(row.outstanding),
    ),
    daysPastDue: Int32Array.from(changed, (row) => wholeDays(row.days_past_due ?? Number.NaN)),
    facts: Uint16Array.from(changed, (row) => row.known),
    key: Uint32Array.from(changed, (row) => loanKey(row.loan_id)),
  };
  // All loans of a run have an arm, or none has: a back-test applies no experiment.
  const experiment = changed[0].arm === null ? null : await readExperimentOf(client, run);
  const borrowerKey = Float64Array.from(changed, (row) => groupKey(row.borrower_id));
  const armRisk = Float64Array.from(changed, (row) => row.risk_score);
  const decisions = decideUnder(rules, columns, experiment && { experiment, borrowerKey, armRisk });
  const treatments = Array.from(decisions.treatment, (code) => rules.treatments[code]);
  const leads = findLeads(
    changed,
    decisions,
    treatments.map(({ kind }) => kind === "HOLD"),
  );
  const { rows } = await client.query<{ change_number: number; summary: RunSummary }>(
    `UPDATE decision_run SET change_number = change_number + 1, borrower_count = borrower_count + $2
     WHERE id = $1 RETURNING change_number, summary`,
    [run.id, countHeld(changed.map((row) => row.is_held_lead)) - countHeld(leads.isHeldLead)],
  );
  const [{ change_number: changeNumber, summary }] = rows;
  const names = treatments.map(({ name }) => name);
  await insertRevisions(client, run.id, changeNumber, changed, { ...leads, decisions, names });
  const revisions = changed.map((row) => ({ loanId: row.loan_id, revision: row.revision + 1 }));
  await recordRevisions(client, actor, run.id, revisions);
  await client.query("UPDATE decision_run SET summary = $2 WHERE id = $1", [
    run.id,
    JSON.stringify(moveCounts(summary, rules, changed, names)),
  ]);
  return { changeNumber, loans: changed.length };
}

/** All current decisions of the borrowers of whose loans something else is known, by borrower and loan. */
async function readChanged(
  client: pg.PoolClient,
  runId: number,
  borrowerIds: readonly string[],
): Promise<CurrentRow[]> {
  if (borrowerIds.length === 0) return [];
  const { rows } = await client.query<CurrentRow>(
    `SELECT ${decisionFields}, d.is_held_lead, coalesce(f.facts, 0) AS known
     FROM decision d LEFT JOIN ${factsOfLoans("h.borrower_id = ANY($1)")} f ON f.loan_id = d.loan_id
     WHERE d.run_id = ${runId} AND d.borrower_id = ANY($1) AND ${isCurrent(runId)}
     ORDER BY d.borrower_id, d.loan_id`,
    [borrowerIds],
  );
  const changed = new Set(rows.filter((row) => row.facts !== row.known).map((row) => row.borrower_id));
  return rows.filter((row) => changed.has(row.borrower_id));
}

/** Each borrower's lead among rows ordered by borrower. */
function findLeads(rows: readonly CurrentRow[], { priority }: Decisions, isHold: readonly boolean[]) {
  const isLead = rows.map(() => false);
  const isHeldLead = rows.map(() => false);
  for (let start = 0, end = 0; start < rows.length; start = end) {
    while (end < rows.length && rows[end].borrower_id === rows[start].borrower_id) end++;
    const candidates = isHold
      .slice(start, end)
      .map((hold, i) => ({ isHold: hold, priority: priority[start + i] }));
    const { index, isHeld } = leadOf(candidates);
    (isHeld ? isHeldLead : isLead)[start + index] = true;
  }
  return { isLead, isHeldLead };
}

function countHeld(isHeldLead: readonly boolean[]): number {
  return isHeldLead.filter(Boolean).length;
}

interface Revised {
  decisions: Decisions;
  names: readonly string[];
  isLead: readonly boolean[];
  isHeldLead: readonly boolean[];
}

/** Scores, segment and snapshot are those of the revision before. */
async function insertRevisions(
  client: pg.PoolClient,
  runId: number,
  changeNumber: number,
  rows: readonly CurrentRow[],
  { decisions, names, isLead, isHeldLead }: Revised,
): Promise<void> {
  await client.query(
    `INSERT INTO decision (run_id, loan_id, revision, borrower_id, snapshot_id, risk_score, segment, outstanding,
       days_past_due, out_of_bag, outcome, arm, champion_score, change_number, facts, treatment, priority, rule, expected_net_recovery,
       is_lead, is_held_lead)
     SELECT d.run_id, d.loan_id, d.revision + 1, d.borrower_id, d.snapshot_id, d.risk_score, d.segment, d.outstanding,
       d.days_past_due, d.out_of_bag, d.outcome, d.arm, d.champion_score, $1, n.facts, n.treatment, n.priority, n.rule, n.net, n.lead, n.held
     FROM unnest($2::bigint[], $3::int[], $4::int[], $5::text[], $6::float8[], $7::int[], $8::float8[], $9::bool[],
         $10::bool[]) AS n (loan_id, revision, facts, treatment, priority, rule, net, lead, held)
       JOIN decision d ON d.run_id = ${runId} AND d.loan_id = n.loan_id AND d.revision = n.revision`,
    [
      changeNumber,
      rows.map((row) => row.loan_id),
      rows.map((row) => row.revision),
      rows.map((row) => row.known),
      names,
      Array.from(decisions.priority),
      Array.from(decisions.rule),
      Array.from(decisions.expectedNetRecovery, (net) => (Number.isNaN(net) ? null : net)),
      isLead,
      isHeldLead,
    ],
  );
}

/** The run's counts per treatment after some loans have moved. */
function moveCounts(
  summary: RunSummary,
  rules: CompletePolicy,
  rows: readonly CurrentRow[],
  names: readonly string[],
): RunSummary {
  const counts = new Map(
    summary.treatments.map(({ treatment, loans, outstanding }) => [
      treatment,
      { loans, outstanding: Number(outstanding) },
    ]),
  );
  const add = (treatment: string, sign: 1 | -1, amount: number) => {
    const { loans, outstanding } = counts.get(treatment) ?? { loans: 0, outstanding: 0 };
    counts.set(treatment, { loans: loans + sign, outstanding: outstanding + sign * amount });
  };
  rows.forEach((row, i) => {
    const amount = Number(row.outstanding ?? 0);
    add(row.treatment, -1, amount);
    add(names[i], 1, amount);
  });
  const treatments = [...rules.treatments]
    .sort((a, b) => b.severity - a.severity)
    .flatMap(({ name }) => {
      const { loans, outstanding } = counts.get(name) ?? { loans: 0, outstanding: 0 };
      return loans > 0 ? [{ treatment: name, loans, outstanding: outstanding.toFixed(2) }] : [];
    });
  return { ...summary, treatments };
}
