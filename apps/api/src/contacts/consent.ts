import type { ContactChannel } from "@loan-recovery/ml-core/strategy/contact/rules";
import { isKnownZone } from "@loan-recovery/ml-core/strategy/contact/zones";
import type { Actor } from "../access/actor.js";
import { recordAudit } from "../audit/audit.js";
import { type BorrowerRow, findBorrowers } from "../borrowers/borrowers.js";
import type { App } from "../context.js";
import { transaction } from "../database/pool.js";
import { type Refusal, refuse } from "../graphql/refusal.js";
import { consentColumns } from "./contact-facts.js";

/** Notes whether a borrower agreed to be contacted by a channel; null: not known (any more). */
export function setConsent(
  app: App,
  actor: Actor,
  { borrowerId, channel, given }: { borrowerId: string; channel: ContactChannel; given: boolean | null },
): Promise<BorrowerRow | Refusal> {
  const change = { column: consentColumns[channel], value: given, detail: { channel, given } };
  return changeBorrower(app, actor, borrowerId, "borrower.consent", change);
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
}

function changeBorrower(
  app: App,
  actor: Actor,
  id: string,
  action: string,
  { column, value, detail }: BorrowerChange,
): Promise<BorrowerRow | Refusal> {
  return transaction(app.sql, async (client) => {
    const { rowCount } = await client.query(`UPDATE borrower SET ${column} = $2 WHERE id = $1`, [id, value]);
    if (rowCount === 0) return refuse("borrowerId", `There is no borrower ${id}.`);
    await recordAudit(client, actor, action, `borrower:${id}`, detail);
    return (await findBorrowers(client, [id]))[0];
  });
}
