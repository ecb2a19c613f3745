import type { Actor } from "../access/actor.js";
import { recordAudit } from "../audit/audit.js";
import type { App } from "../context.js";
import { type Sql, transaction } from "../database/pool.js";
import { lockInstallation } from "../decisions/request-run.js";
import { type Refusal, refuse } from "../graphql/refusal.js";

export interface FourEyesState {
  isOn: boolean;
  /** Whether there is a second person: alone, an admin approves what she wrote. */
  approvalNeeded: boolean;
  /** The admin who asked to switch it off. */
  offAskedBy: string | null;
  isOwnRequest: boolean;
}

/** Whether changes need a second person, as things are. */
export async function readFourEyes(sql: Sql, actor?: Actor | null): Promise<FourEyesState> {
  const { rows } = await sql.query<{ isOn: boolean; admins: number; by: string | null; byId: string | null }>(
    `SELECT i.four_eyes AS "isOn", i.four_eyes_off_asked_by AS by, i.four_eyes_off_asked_by_id AS "byId",
       (SELECT count(*)::int FROM "user" u WHERE u.role = 'ADMIN' AND NOT u.disabled) AS admins
     FROM installation i WHERE i.id = 1`,
  );
  const { isOn, admins, by, byId } = rows[0];
  return {
    isOn,
    approvalNeeded: isOn && admins > 1,
    offAskedBy: by,
    isOwnRequest: byId !== null && byId === actor?.id,
  };
}

/** A token's maker could approve what the token asked for: who asks has to be known as a person. */
export const personHasToAsk = "A person has to ask for this, not a token: somebody else approves it.";

/**
 * Switches the second pair of eyes on, or off. Where there is another admin, off takes two: the first asks, and
 * another who asks for the same agrees. Switching it on takes back what was asked.
 */
export async function setFourEyes(app: App, actor: Actor, on: boolean): Promise<FourEyesState | Refusal> {
  return transaction(app.sql, async (client) => {
    await lockInstallation(client);
    const now = await readFourEyes(client, actor);
    if (!on && now.approvalNeeded && actor.kind !== "user") return refuse("on", personHasToAsk);
    const isAsking = !on && now.approvalNeeded && (now.offAskedBy === null || now.isOwnRequest);
    await client.query(
      `UPDATE installation SET four_eyes = $1, four_eyes_off_asked_by = $2, four_eyes_off_asked_by_id = $3 WHERE id = 1`,
      isAsking ? [true, actor.name, actor.id] : [on, null, null],
    );
    if (isAsking) await recordAudit(client, actor, "policy.four-eyes.ask", null, { on });
    else
      await recordAudit(client, actor, "policy.four-eyes", null, { on, askedBy: on ? null : now.offAskedBy });
    return readFourEyes(client, actor);
  });
}
