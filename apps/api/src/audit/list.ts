import type pg from "pg";
import { type ConnectionOf, toConnection } from "../graphql/connection.js";
import { newestFirst } from "../graphql/keyset.js";

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
