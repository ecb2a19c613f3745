import type { Model } from "@loan-recovery/ml-core/models/model";
import type pg from "pg";
import { systemActor } from "../access/actor.js";
import { type RunDigest, recordRunDigest } from "../audit/decision-digests.js";
import type { App } from "../context.js";
import { transaction } from "../database/pool.js";
import { factsOfLoans } from "../holds/facts.js";
import type { PolicyRow } from "../policies/policies.js";
import { flipTo } from "./flip.js";
import { partitionOf } from "./partition.js";
import { redecide } from "./redecide.js";
import { lockInstallation } from "./request-run.js";
import type { RunRow } from "./runs.js";
import type { Summary } from "./summary.js";

/** Everything that a complete partition needs to be attached at once and listed by any key. */
export async function indexPartition(sql: pg.Pool, partition: string, runId: number): Promise<void> {
  await sql.query(`ALTER TABLE ${partition} ADD PRIMARY KEY (run_id, loan_id, revision)`);
  await sql.query(`ALTER TABLE ${partition} ADD CONSTRAINT ${partition}_run CHECK (run_id = ${runId})`);
  const lead = (name: string, keys: string) =>
    sql.query(`CREATE INDEX ${partition}_${name} ON ${partition} (${keys}) WHERE is_lead`);
  await lead("priority", "priority DESC, coalesce(days_past_due, -1) DESC, loan_id DESC");
  await lead("risk", "risk_score DESC, loan_id DESC");
  await lead("outstanding", "coalesce(outstanding, -1) DESC, loan_id DESC");
  await lead("days", "coalesce(days_past_due, -1) DESC, loan_id DESC");
  await sql.query(
    `CREATE INDEX ${partition}_held ON ${partition} (priority DESC, coalesce(days_past_due, -1) DESC, loan_id DESC)
     WHERE is_held_lead`,
  );
  await sql.query(`CREATE INDEX ${partition}_revised ON ${partition} (loan_id, revision) WHERE revision > 0`);
  await sql.query(`CREATE INDEX ${partition}_borrower ON ${partition} (borrower_id)`);
  await sql.query(`CREATE INDEX ${partition}_facts ON ${partition} (loan_id) WHERE facts <> 0`);
  await sql.query(`ANALYZE ${partition}`);
}

/** A run whose partition is complete. */
interface BuiltRun {
  run: RunRow;
  kind: RunRow["kind"];
  policy: PolicyRow;
  model: Model;
  summary: Summary;
  digest: RunDigest;
}

/**
 * Attaches the partition and flips the one pointer, unless a run that was asked for later is already active or somebody
 * has to approve this one first. Whoever sets or ends a hold waits for the installation's lock: what was set while the run was built is decided again here,
 * and what comes later is decided in the new run.
 */
export async function activate(app: App, built: BuiltRun): Promise<void> {
  const { run, kind, policy, model, summary, digest } = built;
  const partition = partitionOf(run.id);
  await transaction(app.sql, async (client) => {
    const installation = await lockInstallation(client);
    const segmentNames = model.report.segments.map((segment) => segment.name);
    await client.query(`ALTER TABLE decision ATTACH PARTITION ${partition} FOR VALUES IN (${run.id})`);
    const previous = installation.active_run_id;
    await client.query(
      `UPDATE decision_run SET state = 'READY', failure = NULL, kind = $2, loan_count = $3, borrower_count = $4, unknown_outstanding = $5,
         summary = $6 WHERE id = $1`,
      [
        run.id,
        kind,
        summary.loans,
        summary.borrowers,
        summary.unknownOutstanding,
        JSON.stringify(summary.finish(segmentNames)),
      ],
    );
    await recordRunDigest(client, run.id, digest);
    if (previous !== null && previous > run.id) return;
    const changed = await borrowersWithOtherFacts(client, partition);
    await redecide(client, systemActor, { run, rules: policy.rules }, changed);
    if (!run.awaits_review) await flipTo(client, run, previous);
  });
}

/** Borrowers of loans about which something else is known than when the partition was written. */
async function borrowersWithOtherFacts(client: pg.PoolClient, partition: string): Promise<string[]> {
  const { rows } = await client.query<{ borrower_id: string }>(
    `WITH known AS MATERIALIZED ${factsOfLoans()}
     SELECT d.borrower_id FROM known k JOIN ${partition} d ON d.loan_id = k.loan_id WHERE d.facts <> k.facts
     UNION SELECT d.borrower_id FROM ${partition} d
     WHERE d.facts <> 0 AND NOT EXISTS (SELECT 1 FROM known k WHERE k.loan_id = d.loan_id)`,
  );
  return rows.map(({ borrower_id }) => borrower_id);
}
