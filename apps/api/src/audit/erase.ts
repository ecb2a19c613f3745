import type pg from "pg";
import type { Actor } from "../access/actor.js";
import { reserveEventId, writeEvent } from "./audit.js";
import { type EventContent, remainsDigest } from "./canonical.js";

const erasureAction = "borrower.erase";

/**
 * Destroys salt, detail and subject of every event about a borrower and what is theirs. Their digests stay, so the log
 * can still be verified; the event that records the erasure holds the digest of what is left of each, so that nobody
 * can call a row erased, or change what is left of it, without it being found.
 * @param subjects of the events about what is theirs: loans, contacts
 * @returns how many events were erased
 */
export async function eraseAuditOf(
  client: pg.PoolClient,
  actor: Actor,
  borrowerId: string,
  subjects: readonly string[],
): Promise<number> {
  const erasureId = await reserveEventId(client);
  const { rows } = await client.query<EventContent>(
    `UPDATE audit_event SET salt = NULL, detail = NULL, subject = 'erased:' || $1
     WHERE subject = ANY($2) AND action <> $3 AND salt IS NOT NULL
     RETURNING id, at, actor, action, subject, detail::text AS detail`,
    [erasureId, [`borrower:${borrowerId}`, ...subjects], erasureAction],
  );
  const erased = Object.fromEntries(rows.map((row) => [row.id, remainsDigest(row).toString("hex")]));
  await writeEvent(client, erasureId, actor, {
    action: erasureAction,
    subject: `borrower:${borrowerId}`,
    detail: { events: rows.length, erased },
  });
  return rows.length;
}

/** What an erasure left: of each event's id the digest of its remains in hex. Empty where it is no erasure. */
export function readErasure(action: string, detail: string | null): Record<string, string> {
  if (action !== erasureAction || detail === null) return {};
  const parsed = JSON.parse(detail) as { erased?: Record<string, string> } | null;
  return parsed?.erased ?? {};
}
