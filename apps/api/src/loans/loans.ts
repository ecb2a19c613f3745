import type { Sql } from "../database/pool.js";
import type { Book } from "../decisions/request-run.js";
import { snapshotColumns } from "./snapshot-columns.js";

/** A loan with the facts of its current snapshot; amounts are decimal text as the lender wrote them. */
export interface LoanRow extends SnapshotFacts {
  id: string;
  external_id: string;
  borrower_id: string;
  book: Book;
  state: "OPEN" | "FINISHED" | "GONE";
}

export interface SnapshotFacts {
  as_of: string;
  employment_type: string | null;
  monthly_income: string | null;
  loan_amount: string | null;
  loan_tenure: number | null;
  interest_rate: number | null;
  loan_type: string | null;
  collateral_value: string | null;
  outstanding: string | null;
  monthly_emi: string | null;
  payment_history: string | null;
  num_missed_payments: number | null;
  days_past_due: number | null;
  recovery_status: string | null;
  outcome: number | null;
  outcome_date: string | null;
  age: number | null;
  gender: string | null;
  num_dependents: number | null;
  collection_attempts: number | null;
  collection_method: string | null;
  legal_action_taken: string | null;
  attributes: Record<string, string | number> | null;
}

export interface SnapshotRow extends SnapshotFacts {
  id: string;
  loan_id: string;
  dataset_id: number;
}

const facts = [
  "s.as_of, s.recovery_status, s.outcome, s.outcome_date, s.attributes",
  ...snapshotColumns.map(({ column }) => `s.${column}`),
].join(", ");
const loanFields = `l.id, l.external_id, l.borrower_id, l.book, l.state, ${facts}`;
const loanSource = "loan l JOIN loan_snapshot s ON s.id = l.current_snapshot_id";

export async function findLoans(sql: Sql, ids: readonly string[]): Promise<LoanRow[]> {
  return (await sql.query<LoanRow>(`SELECT ${loanFields} FROM ${loanSource} WHERE l.id = ANY($1)`, [ids]))
    .rows;
}

/** The loans of these borrowers, open ones first, then by amount. */
export async function findLoansOfBorrowers(sql: Sql, borrowerIds: readonly string[]): Promise<LoanRow[]> {
  const { rows } = await sql.query<LoanRow>(
    `SELECT ${loanFields} FROM ${loanSource} WHERE l.borrower_id = ANY($1)
     ORDER BY l.state, s.outstanding DESC NULLS LAST, l.id`,
    [borrowerIds],
  );
  return rows;
}

/** A loan's snapshots, newest first. */
export async function findSnapshots(sql: Sql, loanId: string, first: number): Promise<SnapshotRow[]> {
  const { rows } = await sql.query<SnapshotRow>(
    `SELECT s.id, s.loan_id, s.dataset_id, ${facts} FROM loan_snapshot s WHERE s.loan_id = $1
     ORDER BY s.as_of DESC, s.id DESC LIMIT $2`,
    [loanId, first],
  );
  return rows;
}
