import type pg from "pg";
import type { Actor } from "../access/actor.js";
import { eraseAuditOf } from "../audit/erase.js";
import { transaction } from "../database/pool.js";
import { type Refusal, refuse } from "../graphql/refusal.js";
import { type BorrowerRow, findBorrowers } from "./borrowers.js";

interface ErasedBorrower {
  borrower: BorrowerRow;
  auditEvents: number;
}

/**
 * Destroys a borrower's personal data, what people wrote about them in notes, what was rejected in the borrower's rows,
 * and the content of the audit events about them. Loans, snapshots and decisions stay, under the lender's own ids; later
 * imports bring nothing back.
 * @param confirm the lender's own id of the borrower
 */
export async function eraseBorrower(
  sql: pg.Pool,
  actor: Actor,
  id: string,
  confirm: string,
): Promise<ErasedBorrower | Refusal> {
  if (!/^\d{1,18}$/.test(id)) return refuse("borrowerId", "There is no such borrower.");
  return transaction(sql, async (client) => {
    await client.query("SELECT 1 FROM borrower WHERE id = $1 FOR UPDATE", [id]);
    const known = (await findBorrowers(client, [id]))[0];
    if (!known) return refuse("borrowerId", "There is no such borrower.");
    if (known.external_id !== confirm)
      return refuse("confirm", "This is not the borrower's id: type it as it is shown.");
    await client.query(
      "UPDATE borrower SET name = NULL, phone = NULL, email = NULL, time_zone = NULL, erased_at = now() WHERE id = $1",
      [id],
    );
    await client.query("DELETE FROM borrower_past WHERE borrower_id = $1", [id]);
    await client.query("UPDATE hold SET note = NULL WHERE borrower_id = $1 AND note IS NOT NULL", [id]);
    await client.query(
      `UPDATE activity SET note = NULL, override_reason = CASE WHEN override_reason IS NOT NULL THEN 'erased' END
       WHERE borrower_id = $1 AND (note IS NOT NULL OR override_reason IS NOT NULL)`,
      [id],
    );
    const loans = await client.query<{ id: string }>("SELECT id FROM loan WHERE borrower_id = $1", [id]);
    const loanIds = loans.rows.map((loan) => loan.id);
    await client.query(
      `UPDATE dataset_reject r SET value = NULL FROM loan_snapshot s
       WHERE s.loan_id = ANY($1) AND r.dataset_id = s.dataset_id AND r.row_number = s.row_number`,
      [loanIds],
    );
    // Contacts had events of their own before they became the borrower's.
    const contacts = await client.query<{ id: string }>("SELECT id FROM activity WHERE borrower_id = $1", [
      id,
    ]);
    const subjects = [
      ...loanIds.map((loan) => `loan:${loan}`),
      ...contacts.rows.map((activity) => `activity:${activity.id}`),
    ];
    const auditEvents = await eraseAuditOf(client, actor, id, subjects);
    return { borrower: (await findBorrowers(client, [id]))[0], auditEvents };
  });
}
