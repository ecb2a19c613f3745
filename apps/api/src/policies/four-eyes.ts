import type { Actor } from "../access/actor.js";
import { recordAudit } from "../audit/audit.js";
import type { App } from "../context.js";
import { type Sql, transaction } from "../database/pool.js";
import { lockInstallation } from "../decisions/request-run.js";

/** Whether changes need a second person, and whether there is one: alone, an admin approves what she wrote. */
export async function readFourEyes(sql: Sql): Promise<{ fourEyes: boolean; approvalNeeded: boolean }> {
  const { rows } = await sql.query<{ fourEyes: boolean; admins: number }>(
    `SELECT i.four_eyes AS "fourEyes",
       (SELECT count(*)::int FROM "user" u WHERE u.role = 'ADMIN' AND NOT u.disabled) AS admins
     FROM installation i WHERE i.id = 1`,
  );
  const { fourEyes, admins } = rows[0];
  return { fourEyes, approvalNeeded: fourEyes && admins > 1 };
}

/** A token's maker could approve what the token asked for: who asks has to be known as a person. */
export const personHasToAsk = "A person has to ask for this, not a token: somebody else approves it.";

/** Switches the second pair of eyes on or off. */
export async function setFourEyes(app: App, actor: Actor, on: boolean): Promise<boolean> {
  await transaction(app.sql, async (client) => {
    await lockInstallation(client);
    await client.query("UPDATE installation SET four_eyes = $1 WHERE id = 1", [on]);
    await recordAudit(client, actor, "policy.four-eyes", null, { on });
  });
  return on;
}
