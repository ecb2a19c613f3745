import type { Actor } from "../access/actor.js";
import { recordAudit } from "../audit/audit.js";
import { recordRunDrop } from "../audit/decision-digests.js";
import type { App } from "../context.js";
import { transaction } from "../database/pool.js";
import { partitionOf } from "../decisions/partition.js";
import { lockInstallation } from "../decisions/request-run.js";
import { badInput } from "../graphql/errors.js";

/**
 * Removes every sample row: loans, datasets, models, runs and their decisions, in one transaction.
 * @returns whether there was anything to remove
 * @throws a GraphQL error while a job may still be writing them
 */
export async function removeSampleData(app: App, actor: Actor): Promise<boolean> {
  return transaction(app.sql, async (client) => {
    const installation = await lockInstallation(client);
    if (installation.sample_state !== "LOADED") return false;
    const busy = await client.query("SELECT 1 FROM job WHERE state IN ('QUEUED', 'RUNNING') LIMIT 1");
    if (busy.rowCount !== 0) throw badInput("A job is under way: remove the sample when it has finished.");
    const { rows: runs } = await client.query<{ id: number }>(
      "SELECT id FROM decision_run WHERE book = 'SAMPLE'",
    );
    const isActive = runs.some(({ id }) => id === installation.active_run_id);
    await client.query(
      `UPDATE installation SET sample_state = 'REMOVED', sample_model_id = NULL,
         active_run_id = CASE WHEN $1 THEN NULL ELSE active_run_id END WHERE id = 1`,
      [isActive],
    );
    for (const { id } of runs) await client.query(`DROP TABLE IF EXISTS ${partitionOf(id)}`);
    await client.query("DELETE FROM decision_run WHERE book = 'SAMPLE'");
    await client.query(
      "DELETE FROM experiment_borrower WHERE experiment_id IN (SELECT id FROM experiment WHERE book = 'SAMPLE')",
    );
    await client.query("DELETE FROM experiment WHERE book = 'SAMPLE'");
    await client.query("DELETE FROM model WHERE book = 'SAMPLE'");
    await client.query(
      "DELETE FROM loan_snapshot WHERE dataset_id IN (SELECT id FROM dataset WHERE book = 'SAMPLE')",
    );
    for (const table of ["hold", "activity", "borrower_past", "consent_change"]) {
      await client.query(
        `DELETE FROM ${table} WHERE borrower_id IN (SELECT id FROM borrower WHERE book = 'SAMPLE')`,
      );
    }
    await client.query("DELETE FROM loan WHERE book = 'SAMPLE'");
    await client.query("DELETE FROM borrower WHERE book = 'SAMPLE'");
    await client.query("DELETE FROM dataset WHERE book = 'SAMPLE'");
    await recordAudit(client, actor, "sample.remove", null, { runs: runs.length });
    await recordRunDrop(
      client,
      actor,
      runs.map(({ id }) => id),
      "sample removed",
    );
    await client.query("SELECT pg_notify('active_run', '')");
    return true;
  });
}
