import { modelHash, serializeModel } from "@loan-recovery/ml-core/models/model-file";
import { train } from "@loan-recovery/ml-core/pipeline";
import type { Table } from "@loan-recovery/ml-core/table/table";
import { systemActor } from "../access/actor.js";
import { recordAudit } from "../audit/audit.js";
import type { App } from "../context.js";
import { transaction } from "../database/pool.js";
import { requestRun } from "../decisions/request-run.js";
import type { JobInputs } from "../jobs/queue.js";
import { JobRefused, type Report } from "../jobs/report.js";
import { readPortfolio } from "../loans/portfolio.js";
import { insertModel } from "./models.js";
import { usualValues } from "./usual-values.js";

/**
 * Trains on every resolved snapshot of the book and keeps the model with its report.
 * @returns the model's id
 */
export async function runTrainJob(
  app: App,
  jobId: string,
  input: JobInputs["TRAIN"],
  report: Report,
): Promise<string> {
  const made = await app.sql.query<{ id: number }>("SELECT id FROM model WHERE job_id = $1", [jobId]);
  if (made.rows.length > 0) return String(made.rows[0].id); // an earlier attempt got this far

  report(0, "Reading the loans with a known outcome");
  const { table, label, groupKeys } = await readTrainingRows(app, input.book);
  if (table.rowCount === 0) throw new JobRefused("No loan has a known outcome yet.");
  const model = await train(
    { table, label, groupKeys },
    {
      seed: input.seed,
      trees: input.trees,
      allow: input.allowColumns,
      ignore: input.ignoreColumns,
      threads: app.config.threads,
      onProgress: (fraction, message) => report(0.05 + fraction * 0.9, message),
    },
  );
  const bytes = serializeModel(model);
  const stored = { ...model.report, usual: usualValues(table, model.report.features) };
  return transaction(app.sql, async (client) => {
    const id = await insertModel(client, {
      book: input.book,
      bytes,
      hash: modelHash(model),
      report: stored,
      createdBy: "system",
      jobId,
    });
    await recordAudit(client, systemActor, "model.trained", `model:${id}`, {
      verdict: stored.verdict,
      rows: stored.rows,
    });
    if (input.promote) {
      const isUsable = stored.promotable && (stored.verdict === "weak" || stored.verdict === "good");
      const modelId = isUsable ? id : undefined;
      await requestRun(client, app.queue, systemActor, { book: input.book, modelId });
    }
    return String(id);
  });
}

async function readTrainingRows(app: App, book: "SAMPLE" | "REAL") {
  const client = await app.sql.connect();
  try {
    const batches = readPortfolio(client, { book, rows: "resolved" }, Number.POSITIVE_INFINITY);
    for await (const batch of batches) {
      return { table: batch.table, label: Uint8Array.from(batch.outcome), groupKeys: batch.groupKeys };
    }
    const table: Table = { rowCount: 0, columns: [] };
    return { table, label: new Uint8Array(0), groupKeys: new Float64Array(0) };
  } finally {
    client.release(true);
  }
}
