import { factsOf, type LoanFacts } from "@loan-recovery/ml-core/strategy/columns";
import { loanKey } from "@loan-recovery/ml-core/strategy/decide";
import type { Sql } from "../database/pool.js";

export interface DecisionRow {
  run_id: number;
  loan_id: string;
  revision: number;
  borrower_id: string;
  snapshot_id: string;
  risk_score: number;
  segment: number | null;
  treatment: string;
  priority: number;
  outstanding: string | null;
  days_past_due: number | null;
  out_of_bag: boolean;
  outcome: number | null;
  facts: number;
  rule: number;
  expected_net_recovery: number | null;
  /** Position in the arms of the run's experiment; null where none applied. */
  arm: number | null;
  /** By the run's model, where the risk score is by the challenger's; else null. */
  champion_score: number | null;
}

export const decisionFields = `d.run_id, d.loan_id, d.revision, d.borrower_id, d.snapshot_id, d.risk_score, d.segment,
  d.treatment, d.priority, d.outstanding, d.days_past_due, d.out_of_bag, d.outcome, d.facts, d.rule,
  d.expected_net_recovery, d.arm, d.champion_score`;

/** What a policy knew of the loan when it was decided. */
export function loanFactsOf(row: DecisionRow): LoanFacts {
  return {
    risk: row.risk_score,
    outstanding: row.outstanding === null ? null : Number(row.outstanding),
    daysPastDue: row.days_past_due,
    facts: factsOf(row.facts),
    key: loanKey(row.loan_id),
  };
}

/** That no later revision of `d` has taken its place in the run. */
export function isCurrent(runId: number): string {
  return `NOT EXISTS (SELECT 1 FROM decision n
    WHERE n.run_id = ${runId} AND n.loan_id = d.loan_id AND n.revision > 0 AND n.revision > d.revision)`;
}

/** The current decisions of the active run: each loan's newest revision. */
const activeDecisions = `decision d WHERE d.run_id = (SELECT active_run_id FROM installation WHERE id = 1)`;

export async function findActiveDecisions(sql: Sql, loanIds: readonly string[]): Promise<DecisionRow[]> {
  const { rows } = await sql.query<DecisionRow>(
    `SELECT DISTINCT ON (d.loan_id) ${decisionFields} FROM ${activeDecisions} AND d.loan_id = ANY($1)
     ORDER BY d.loan_id, d.revision DESC`,
    [loanIds],
  );
  return rows;
}

/** One decision, by run, loan and revision, whether or not it is current. */
export async function findDecision(sql: Sql, id: string): Promise<DecisionRow | null> {
  const parts = /^(\d{1,9}):(\d{1,18}):(\d{1,9})$/.exec(id);
  if (!parts) return null;
  const { rows } = await sql.query<DecisionRow>(
    `SELECT ${decisionFields} FROM decision d WHERE d.run_id = $1 AND d.loan_id = $2 AND d.revision = $3`,
    parts.slice(1),
  );
  return rows[0] ?? null;
}

/**
 * The decision that places each borrower on the worklist of the active run, or under its HOLD filter. When a borrower is
 * decided again all loans get the next revision, so the newest one that leads is the current one.
 */
export async function findLeadDecisions(sql: Sql, borrowerIds: readonly string[]): Promise<DecisionRow[]> {
  const { rows } = await sql.query<DecisionRow>(
    `SELECT DISTINCT ON (d.borrower_id) ${decisionFields} FROM ${activeDecisions} AND d.borrower_id = ANY($1)
       AND (d.is_lead OR d.is_held_lead) ORDER BY d.borrower_id, d.revision DESC`,
    [borrowerIds],
  );
  return rows;
}
