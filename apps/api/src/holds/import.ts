import { facts } from "@loan-recovery/ml-core/strategy/policy";
import type pg from "pg";
import { factsOfOneLoan } from "./facts.js";

/**
 * Opens and ends holds as the staged rows of a file say: by the borrower's newest day in it, and where one of several
 * loans says that something is known of the person, it is. What a person set stays until a person ends it.
 */
export async function mergeHolds(
  client: pg.PoolClient,
  { id, book }: { id: number; book: string },
): Promise<void> {
  const said = await client.query("SELECT 1 FROM staged WHERE said_facts <> 0 LIMIT 1");
  if (said.rowCount === 0) return;
  await client.query(
    `CREATE TEMP TABLE said ON COMMIT DROP AS
     SELECT b.id AS borrower_id, CASE WHEN f.name = ANY($2) THEN l.id END AS loan_id, f.name AS fact,
       bool_or(n.held_facts >> (f.place - 1)::int & 1 = 1) AS is_held
     FROM (SELECT *, max(as_of) OVER (PARTITION BY borrower_ref) AS newest FROM staged WHERE said_facts <> 0) n
       JOIN borrower b ON b.book = $3::"Book" AND b.external_id = n.borrower_ref
       JOIN loan l ON l.book = $3::"Book" AND l.external_id = n.loan_ref
       CROSS JOIN unnest($1::text[]) WITH ORDINALITY f (name, place)
     WHERE n.as_of = n.newest AND n.said_facts >> (f.place - 1)::int & 1 = 1
     GROUP BY 1, 2, 3`,
    [facts, factsOfOneLoan, book],
  );
  const same =
    "h.borrower_id = s.borrower_id AND h.loan_id IS NOT DISTINCT FROM s.loan_id AND h.fact = s.fact";
  await client.query(
    `UPDATE hold h SET ended_at = now(), ended_by = $1 FROM said s
     WHERE NOT s.is_held AND h.source = 'import' AND h.ended_at IS NULL AND ${same}`,
    [`dataset:${id}`],
  );
  await client.query(
    `INSERT INTO hold (borrower_id, loan_id, fact, source, created_by)
     SELECT s.borrower_id, s.loan_id, s.fact, 'import', $1 FROM said s
     WHERE s.is_held AND NOT EXISTS (SELECT 1 FROM hold h WHERE h.ended_at IS NULL AND ${same})`,
    [`dataset:${id}`],
  );
}
