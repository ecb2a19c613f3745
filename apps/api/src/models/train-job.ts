import { modelHash, serializeModel } from "@loan-recovery/ml-core/models/model-file";
import { train } from "@loan-recovery/ml-core/pipeline";
import { systemActor } from "../access/actor.js";
import { recordAudit } from "../audit/audit.js";
import type { App } from "../context.js";
import { transaction } from "../database/pool.js";
import { requestRun } from "../decisions/request-run.js";
import type { JobInputs } from "../jobs/queue.js";
import { JobRefused, type Report } from "../jobs/report.js";
import { insertModel } from "./models.js";
import { readTrainingRows } from "./training-rows.js";
import { usualValues } from "./usual-values.js";

/**
 * Trains on the snapshots of the book whose outcome can be judged, and keeps the model with its report.
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
  const rows = await readTrainingRows(app, input.book);
  if (rows === null || rows.label.length === 0) throw new JobRefused("No loan has a known outcome yet.");
  const model = await train(rows, {
    seed: input.seed,
    trees: input.trees,
    allow: input.allowColumns,
    ignore: input.ignoreColumns,
    threads: app.config.threads,
    onProgress: (fraction, message) => report(0.05 + fraction * 0.9, message),
  });
  const bytes = serializeModel(model);
  const stored = {
    ...model.report,
    warnings: [...rows.warnings, ...model.report.warnings],
    usual: usualValues(rows.table, model.report.features),
  };
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
