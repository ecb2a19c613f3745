import type pg from "pg";
import { type Actor, systemActor } from "../access/actor.js";
import { recordAudit } from "../audit/audit.js";
import { enterBorrowers } from "../experiments/enter.js";
import type { RunRow } from "./runs.js";

/**
 * Makes a run that is complete the active one, in the transaction of `client`, which holds the installation's lock.
 * @param previous the run that was active
 */
export async function flipTo(
  client: pg.PoolClient,
  run: RunRow,
  previous: number | null,
  actor: Actor = systemActor,
): Promise<void> {
  await client.query("UPDATE decision_run SET activated_at = now() WHERE id = $1", [run.id]);
  await client.query("UPDATE installation SET active_run_id = $1 WHERE id = 1", [run.id]);
  await enterBorrowers(client, run);
  await recordAudit(client, actor, "run.activate", `run:${run.id}`, {
    previous,
    model: run.model_id,
    policy: run.policy_id,
  });
  await client.query("SELECT pg_notify('active_run', $1)", [String(run.id)]);
}
