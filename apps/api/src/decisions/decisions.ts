import type { Sql } from "../database/pool.js";
import type { TreatmentName } from "../graphql/types.js";

export interface DecisionRow {
  run_id: number;
  loan_id: string;
  revision: number;
  borrower_id: string;
  snapshot_id: string;
  risk_score: number;
  segment: number | null;
  treatment: TreatmentName;
  priority: number;
  outstanding: string | null;
  days_past_due: number | null;
  out_of_bag: boolean;
  outcome: number | null;
}

export const decisionFields = `d.run_id, d.loan_id, d.revision, d.borrower_id, d.snapshot_id, d.risk_score, d.segment,
  d.treatment, d.priority, d.outstanding, d.days_past_due, d.out_of_bag, d.outcome`;

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

/** The decision that places each borrower on the worklist of the active run. */
export async function findLeadDecisions(sql: Sql, borrowerIds: readonly string[]): Promise<DecisionRow[]> {
  const { rows } = await sql.query<DecisionRow>(
    `SELECT ${decisionFields} FROM ${activeDecisions} AND d.borrower_id = ANY($1) AND d.is_lead`,
    [borrowerIds],
  );
  return rows;
}
