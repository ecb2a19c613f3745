import type pg from "pg";
import type { Actor } from "../access/actor.js";
import type { Sql } from "../database/pool.js";
import { type ConnectionOf, toConnection } from "../graphql/connection.js";
import { newestFirst } from "../graphql/keyset.js";

/**
 * Adds an audit event. Takes the client of the transaction that makes the change, so that neither is there
 * without the other. `detail` must hold no personal data and no secrets.
 */
export async function recordAudit(
  sql: Sql,
  actor: Actor,
  action: string,
  subject: string | null,
  detail: Record<string, unknown> = {},
): Promise<void> {
  await sql.query("INSERT INTO audit_event (actor, action, subject, detail) VALUES ($1, $2, $3, $4)", [
    actor.name,
    action,
    subject,
    JSON.stringify(detail),
  ]);
}

export interface AuditEventRow {
  id: string;
  at: Date;
  actor: string;
  action: string;
  subject: string | null;
  detail: Record<string, unknown> | null;
}

/** A page of the audit log, newest first. */
export async function listAuditEvents(
  sql: pg.Pool,
  args: { first?: number | null; after?: string | null },
): Promise<ConnectionOf<AuditEventRow>> {
  const columns = "id, at, actor, action, subject, detail";
  return toConnection(await newestFirst<AuditEventRow>(sql, { table: "audit_event", columns }, args));
}
