import type { Fact } from "@loan-recovery/ml-core/strategy/policy";
import type pg from "pg";
import type { Actor } from "../access/actor.js";
import { recordAudit } from "../audit/audit.js";
import { findBorrowers } from "../borrowers/borrowers.js";
import type { App } from "../context.js";
import { type Sql, transaction } from "../database/pool.js";
import { redecideBorrowers } from "../decisions/redecide.js";
import { lockInstallation } from "../decisions/request-run.js";
import { type Refusal, refuse } from "../graphql/refusal.js";
import { findLoans } from "../loans/loans.js";
import { factsOfOneLoan } from "./facts.js";
import { hasEnded } from "./last-day.js";

export interface HoldRow {
  id: string;
  borrower_id: string;
  loan_id: string | null;
  fact: Fact;
  last_day: string | null;
  note: string | null;
  source: "person" | "import";
  created_at: Date;
  created_by: string;
  ended_at: Date | null;
  ended_by: string | null;
}

const columns = `h.id, h.borrower_id, h.loan_id, h.fact, h.last_day, h.note, h.source, h.created_at, h.created_by,
  h.ended_at, h.ended_by`;

/** Every hold of these borrowers, the ones in force first, then the newest. */
export async function findHoldsOfBorrowers(sql: Sql, borrowerIds: readonly string[]): Promise<HoldRow[]> {
  const { rows } = await sql.query<HoldRow>(
    `SELECT ${columns} FROM hold h WHERE h.borrower_id = ANY($1) ORDER BY h.ended_at IS NOT NULL, h.id DESC`,
    [borrowerIds],
  );
  return rows;
}

export interface NewHold {
  borrowerId: string;
  loanId?: string | null;
  fact: Fact;
  lastDay?: string | null;
  note?: string | null;
}

const longestNote = 2000;

/** Sets a hold and decides its borrower again, in one transaction: worklist, CSV and API agree at once. */
export async function setHold(app: App, actor: Actor, hold: NewHold): Promise<HoldRow | Refusal> {
  return transaction(app.sql, async (client) => {
    await lockInstallation(client);
    const refusal = await checkHold(client, app, hold);
    if (refusal) return refusal;
    const { rows } = await client.query<HoldRow>(
      `INSERT INTO hold AS h (borrower_id, loan_id, fact, last_day, note, created_by)
       VALUES ($1, $2, $3, $4, $5, $6) RETURNING ${columns}`,
      [
        hold.borrowerId,
        hold.loanId ?? null,
        hold.fact,
        hold.lastDay ?? null,
        hold.note?.trim() || null,
        actor.name,
      ],
    );
    await record(client, actor, "hold.set", rows);
    return rows[0];
  });
}

async function checkHold(client: pg.PoolClient, app: App, hold: NewHold): Promise<Refusal | null> {
  const { borrowerId, loanId, fact, lastDay, note } = hold;
  const [borrower] = await findBorrowers(client, [borrowerId]);
  if (!borrower) return refuse("borrowerId", `There is no borrower ${borrowerId}.`);
  if (factsOfOneLoan.includes(fact)) {
    const [loan] = loanId ? await findLoans(client, [loanId]) : [];
    if (loan?.borrower_id !== borrowerId)
      return refuse("loanId", "Say which of the borrower's loans it is about.");
  } else if (loanId != null) {
    return refuse("loanId", "This is known of the person and holds all loans: leave the loan out.");
  }
  if (lastDay && hasEnded(lastDay, borrower.time_zone, app.config.timeZone, Date.now())) {
    return refuse("lastDay", `${lastDay} is over: a hold ends today or later.`);
  }
  if ((note?.length ?? 0) > longestNote) return refuse("note", "A note has at most 2,000 characters.");
  const { rowCount } = await client.query(
    `SELECT 1 FROM hold WHERE borrower_id = $1 AND loan_id IS NOT DISTINCT FROM $2 AND fact = $3 AND ended_at IS NULL`,
    [borrowerId, loanId ?? null, fact],
  );
  return rowCount === 0 ? null : refuse("fact", "It is on hold for this already: end that hold first.");
}

/** Ends a hold and decides its borrower again. */
export async function endHold(app: App, actor: Actor, id: string): Promise<HoldRow | Refusal> {
  return transaction(app.sql, async (client) => {
    await lockInstallation(client);
    const [ended] = await endHolds(client, actor, [id]);
    return ended ?? refuse("id", "There is no such hold in force: somebody may have ended it.");
  });
}

/** Ends those of the holds that are still in force, and decides their borrowers again. Needs the installation's lock. */
async function endHolds(client: pg.PoolClient, actor: Actor, ids: readonly string[]): Promise<HoldRow[]> {
  const { rows } = await client.query<HoldRow>(
    `UPDATE hold h SET ended_at = now(), ended_by = $2 WHERE h.id = ANY($1) AND h.ended_at IS NULL RETURNING ${columns}`,
    [ids, actor.name],
  );
  if (rows.length > 0) await record(client, actor, "hold.end", rows);
  return rows;
}

/** What is known of a person stays out of the log: it names the hold, and goes with the borrower. */
async function record(client: pg.PoolClient, actor: Actor, action: string, holds: HoldRow[]): Promise<void> {
  const borrowers = [...new Set(holds.map(({ borrower_id }) => borrower_id))];
  const change = await redecideBorrowers(client, actor, borrowers);
  for (const { id, borrower_id } of holds) {
    const detail = { hold: id, change: change?.changeNumber ?? null };
    await recordAudit(client, actor, action, `borrower:${borrower_id}`, detail);
  }
}

/** So many at a time that others who wait for the lock do not wait long. */
const endedAtOnce = 500;

/** Ends the holds whose last day has passed where the borrower is. @returns how many ended */
export async function endDueHolds(app: App, actor: Actor): Promise<number> {
  // No place is more than a day ahead of the database's date; the zone then tells exactly.
  const { rows } = await app.sql.query<{ id: string; last_day: string; time_zone: string | null }>(
    `SELECT h.id, h.last_day, b.time_zone FROM hold h JOIN borrower b ON b.id = h.borrower_id
     WHERE h.ended_at IS NULL AND h.last_day <= current_date + 1`,
  );
  const now = Date.now();
  const due = rows.filter((row) => hasEnded(row.last_day, row.time_zone, app.config.timeZone, now));
  for (let start = 0; start < due.length; start += endedAtOnce) {
    await transaction(app.sql, async (client) => {
      await lockInstallation(client);
      const ids = due.slice(start, start + endedAtOnce).map(({ id }) => id);
      await endHolds(client, actor, ids);
    });
  }
  return due.length;
}
