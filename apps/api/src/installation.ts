import { randomBytes } from "node:crypto";
import type pg from "pg";
import type { Config } from "./config.js";
import { transaction } from "./database/pool.js";
import { insertSeedPolicy } from "./policies/policies.js";

/** Makes the installation's one row and the seed policy where they are missing. Safe to run at every start. */
export async function ensureInstallation(sql: pg.Pool, config: Config): Promise<void> {
  await transaction(sql, async (client) => {
    await client.query(
      `INSERT INTO installation (id, sample_state, auth_secret) VALUES (1, $1::"SampleState", $2) ON CONFLICT (id) DO NOTHING`,
      [config.sampleData ? "PENDING" : "SKIPPED", randomBytes(32).toString("base64url")],
    );
    const { rows } = await client.query<{ policy_id: number | null }>(
      "SELECT policy_id FROM installation WHERE id = 1 FOR UPDATE",
    );
    if (rows[0].policy_id !== null) return;
    const policy = await insertSeedPolicy(client);
    await client.query("UPDATE installation SET policy_id = $1 WHERE id = 1", [policy.id]);
  });
}

/** What signs the session cookies. */
export async function readAuthSecret(sql: pg.Pool): Promise<string> {
  const { rows } = await sql.query<{ auth_secret: string }>(
    "SELECT auth_secret FROM installation WHERE id = 1",
  );
  return rows[0].auth_secret;
}
