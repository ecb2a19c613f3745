import type pg from "pg";
import { systemActor } from "../access/actor.js";
import { recordRunDrop } from "../audit/decision-digests.js";
import { transaction } from "../database/pool.js";
import { partitionOf } from "./partition.js";

/** How long decisions are kept that were in force; those that never were go after a day. */
const keptYears = 7;

/**
 * Drops the decisions of runs whose time is over. Each partition is detached first in the way that lets readers go on:
 * dropping it at once would hold up every new reader behind the slowest one.
 * @returns how many runs went
 */
export async function dropExpiredRuns(sql: pg.Pool): Promise<number> {
  const { rows } = await sql.query<{ id: number; attached: boolean }>(
    `SELECT r.id, EXISTS (SELECT 1 FROM pg_inherits i WHERE i.inhrelid = to_regclass('decision_run_' || r.id)) AS attached
     FROM decision_run r
     WHERE r.id IS DISTINCT FROM (SELECT active_run_id FROM installation WHERE id = 1)
       AND r.state <> 'BUILDING'
       AND NOT EXISTS (SELECT 1 FROM model_promotion p WHERE p.run_id = r.id AND p.state = 'IN_REVIEW')
       AND (r.activated_at IS NULL AND r.created_at < now() - interval '1 day'
         OR r.activated_at < now() - interval '${keptYears} years')`,
  );
  for (const { id, attached } of rows) {
    const partition = partitionOf(id);
    if (attached) await sql.query(`ALTER TABLE decision DETACH PARTITION ${partition} CONCURRENTLY`);
    await transaction(sql, async (client) => {
      await client.query(`DROP TABLE IF EXISTS ${partition}`);
      await client.query("DELETE FROM decision_run WHERE id = $1", [id]);
      await recordRunDrop(client, systemActor, [id], "expired");
    });
  }
  return rows.length;
}
