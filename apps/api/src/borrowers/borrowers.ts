import type { Sql } from "../database/pool.js";
import type { Book } from "../decisions/request-run.js";

export interface BorrowerRow {
  id: string;
  book: Book;
  external_id: string;
  name: string | null;
  phone: string | null;
  email: string | null;
  time_zone: string | null;
  erased_at: Date | null;
}

export const borrowerFields =
  "b.id, b.book, b.external_id, b.name, b.phone, b.email, b.time_zone, b.erased_at";

export async function findBorrowers(sql: Sql, ids: readonly string[]): Promise<BorrowerRow[]> {
  return (
    await sql.query<BorrowerRow>(`SELECT ${borrowerFields} FROM borrower b WHERE b.id = ANY($1)`, [ids])
  ).rows;
}

/** A borrower's loans in the active run: how many, and what they owe where that is known. */
export interface BookTotals {
  borrower_id: string;
  loan_count: number;
  outstanding: string | null;
}

export async function findBookTotals(sql: Sql, borrowerIds: readonly string[]): Promise<BookTotals[]> {
  const { rows } = await sql.query<BookTotals>(
    `SELECT borrower_id, count(*)::int AS loan_count, sum(outstanding) AS outstanding
     FROM (SELECT DISTINCT ON (loan_id) borrower_id, outstanding FROM decision
           WHERE run_id = (SELECT active_run_id FROM installation WHERE id = 1) AND borrower_id = ANY($1)
           ORDER BY loan_id, revision DESC) current
     GROUP BY borrower_id`,
    [borrowerIds],
  );
  return rows;
}
