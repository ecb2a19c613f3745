import { type ModelReview, reviewModel } from "@loan-recovery/ml-core/model-review";
import { ClassifierRefusal } from "@loan-recovery/ml-core/models/classifier";
import type { Model } from "@loan-recovery/ml-core/models/model";
import { modelHash, serializeModel } from "@loan-recovery/ml-core/models/model-file";
import { type TrainInput, type TrainOptions, train } from "@loan-recovery/ml-core/pipeline";
import { systemActor } from "../access/actor.js";
import { recordAudit } from "../audit/audit.js";
import type { App } from "../context.js";
import { transaction } from "../database/pool.js";
import { requestRun } from "../decisions/request-run.js";
import type { JobInputs } from "../jobs/queue.js";
import { JobRefused, type Report } from "../jobs/report.js";
import { findPolicies } from "../policies/policies.js";
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
  const model = await trainOrRefuse(rows, {
    classifier: input.classifier,
    // A field that was sent as null is one that was left out.
    seed: input.seed ?? undefined,
    trees: input.trees ?? undefined,
    allow: input.allowColumns ?? undefined,
    ignore: input.ignoreColumns ?? undefined,
    threads: app.config.threads,
    onProgress: (fraction, message) => report(0.05 + fraction * 0.9, message),
  });
  const bytes = serializeModel(model);
  const stored = {
    ...model.report,
    warnings: [...rows.warnings, ...model.report.warnings],
    usual: usualValues(rows.table, model.report.features),
  };
  const reviewed = await review(app, model, rows);
  return transaction(app.sql, async (client) => {
    const id = await insertModel(client, {
      book: input.book,
      bytes,
      hash: modelHash(model),
      report: stored,
      review: reviewed,
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

/** @throws JobRefused where the rows are not for the chosen classifier */
async function trainOrRefuse(rows: TrainInput, options: TrainOptions): Promise<Model> {
  try {
    return await train(rows, options);
  } catch (error) {
    if (error instanceof ClassifierRefusal) throw new JobRefused(error.message);
    throw error;
  }
}

/** By the policy that people would promote the model under; null where no model could be trained. */
async function review(app: App, model: Model, rows: TrainInput): Promise<ModelReview | null> {
  if (model.fitted === null) return null;
  const { rows: found } = await app.sql.query<{ policy_id: number }>(
    "SELECT policy_id FROM installation WHERE id = 1",
  );
  const policy = (await findPolicies(app.sql, [found[0].policy_id]))[0];
  return reviewModel(model, rows, policy.rules, app.config.threads);
}
