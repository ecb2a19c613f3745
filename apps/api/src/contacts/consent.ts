import type { ContactChannel } from "@loan-recovery/ml-core/strategy/contact/rules";
import { isKnownZone } from "@loan-recovery/ml-core/strategy/contact/zones";
import type pg from "pg";
import type { Actor } from "../access/actor.js";
import { recordAudit } from "../audit/audit.js";
import { type BorrowerRow, findBorrowers } from "../borrowers/borrowers.js";
import type { App } from "../context.js";
import { type Sql, transaction } from "../database/pool.js";
import { type Refusal, refuse } from "../graphql/refusal.js";
import { consentColumns } from "./contact-facts.js";

/** How it may have been learned that a borrower agreed or refused. */
export const consentSources = ["PHONE", "MESSAGE", "LETTER", "IN_PERSON", "CONTRACT", "OTHER"] as const;
type ConsentSource = (typeof consentSources)[number];

/** The newest note of a person about a borrower's consent to a channel. */
export interface ConsentChangeRow {
  borrower_id: string;
  channel: ContactChannel;
  given: boolean | null;
  source: ConsentSource | null;
  created_at: Date;
  created_by: string;
}

/** The newest note per borrower and channel. */
export async function findConsentChanges(
  sql: Sql,
  borrowerIds: readonly string[],
): Promise<ConsentChangeRow[]> {
  const { rows } = await sql.query<ConsentChangeRow>(
    `SELECT DISTINCT ON (borrower_id, channel) borrower_id, channel, given, source, created_at, created_by
     FROM consent_change WHERE borrower_id = ANY($1) ORDER BY borrower_id, channel, id DESC`,
    [borrowerIds],
  );
  return rows;
}

export interface NewConsent {
  borrowerId: string;
  channel: ContactChannel;
  given: boolean | null;
  source: ConsentSource | null;
}

/** Notes whether a borrower agreed to be contacted by a channel; null: not known (any more). */
export function setConsent(
  app: App,
  actor: Actor,
  { borrowerId, channel, given, source }: NewConsent,
): Promise<BorrowerRow | Refusal> {
  const change = { column: consentColumns[channel], value: given, detail: { channel, given, source } };
  const note = (client: pg.PoolClient) =>
    client.query(
      `INSERT INTO consent_change (borrower_id, channel, given, source, created_by) VALUES ($1, $2, $3, $4, $5)`,
      [borrowerId, channel, given, source, actor.name],
    );
  return changeBorrower(app, actor, borrowerId, "borrower.consent", { ...change, note });
}

/** Notes where a borrower lives, by an IANA zone; null: not known. */
export async function setTimeZone(
  app: App,
  actor: Actor,
  { borrowerId, timeZone }: { borrowerId: string; timeZone: string | null },
): Promise<BorrowerRow | Refusal> {
  const zone = timeZone?.trim() || null;
  if (zone !== null && !isKnownZone(zone)) {
    return refuse("timeZone", `"${zone.slice(0, 60)}" is no time zone: write one such as America/New_York.`);
  }
  const change = { column: "time_zone", value: zone, detail: {} };
  return changeBorrower(app, actor, borrowerId, "borrower.time-zone", change);
}

interface BorrowerChange {
  /** One of ours, never from outside. */
  column: string;
  value: boolean | string | null;
  /** For the log: nothing personal. */
  detail: Record<string, unknown>;
  /** What else is written with it. */
  note?: (client: pg.PoolClient) => Promise<unknown>;
}

function changeBorrower(
  app: App,
  actor: Actor,
  id: string,
  action: string,
  { column, value, detail, note }: BorrowerChange,
): Promise<BorrowerRow | Refusal> {
  return transaction(app.sql, async (client) => {
    const { rowCount } = await client.query(`UPDATE borrower SET ${column} = $2 WHERE id = $1`, [id, value]);
    if (rowCount === 0) return refuse("borrowerId", `There is no borrower ${id}.`);
    await note?.(client);
    await recordAudit(client, actor, action, `borrower:${id}`, detail);
    return (await findBorrowers(client, [id]))[0];
  });
}
