import { randomBytes } from "node:crypto";
import type { Actor } from "../access/actor.js";
import type { Sql } from "../database/pool.js";
import { eventDigest } from "./canonical.js";

const saltBytes = 32;

/**
 * Adds an audit event. Takes the client of the transaction that makes the change, so that neither is there
 * without the other. `detail` must hold no personal data and no secrets. What concerns a borrower has the subject
 * `borrower:<id>` or `loan:<id>`, by which an erasure finds it.
 */
export async function recordAudit(
  sql: Sql,
  actor: Actor,
  action: string,
  subject: string | null,
  detail: Record<string, unknown> = {},
): Promise<void> {
  await writeEvent(sql, await reserveEventId(sql), actor, { action, subject, detail });
}

/** The id of an event that is about to be written. */
export async function reserveEventId(sql: Sql): Promise<string> {
  const { rows } = await sql.query<{ id: string }>(
    "SELECT nextval(pg_get_serial_sequence('audit_event', 'id')) AS id",
  );
  return rows[0].id;
}

interface NewEvent {
  action: string;
  subject: string | null;
  detail: Record<string, unknown>;
}

/** Writes the event with its salted digest, and queues it for the sealer. Writers never wait for each other. */
export async function writeEvent(
  sql: Sql,
  id: string,
  actor: Actor,
  { action, subject, detail }: NewEvent,
): Promise<void> {
  const { rows } = await sql.query<{ at: Date; detail: string }>(
    "SELECT now()::timestamptz(3) AS at, $1::jsonb::text AS detail",
    [JSON.stringify(detail)],
  );
  const content = { id, at: rows[0].at, actor: actor.name, action, subject, detail: rows[0].detail };
  const salt = randomBytes(saltBytes);
  await sql.query(
    `WITH event AS (
       INSERT INTO audit_event (id, at, actor, action, subject, detail, salt, digest)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id, digest
     ) INSERT INTO audit_pending (event_id, digest) SELECT id, digest FROM event`,
    [id, content.at, actor.name, action, subject, content.detail, salt, eventDigest(salt, content)],
  );
}
