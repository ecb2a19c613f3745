import type { Actor } from "../access/actor.js";
import { recordAudit } from "../audit/audit.js";
import type { App } from "../context.js";
import { transaction } from "../database/pool.js";
import { type Book, currentBook, requestRun } from "../decisions/request-run.js";
import { type Refusal, refuse } from "../graphql/refusal.js";
import type { JobInputs } from "../jobs/queue.js";
import { personHasToAsk, readFourEyes } from "../policies/four-eyes.js";
import { findModels } from "./models.js";
import { proposeModel } from "./promotions.js";

export type TrainRequest = Omit<JobInputs["TRAIN"], "book" | "promote">;

/** Starts training on the resolved loans of the book that people work on. */
export async function trainModel(app: App, actor: Actor, request: TrainRequest): Promise<string | Refusal> {
  if (request.trees != null && !(request.trees >= 1 && request.trees <= 2000)) {
    return refuse("trees", `A forest has 1 to 2,000 trees, not ${request.trees}.`);
  }
  return transaction(app.sql, async (client) => {
    const book = await currentBook(client);
    const found = await client.query(
      `SELECT 1 FROM loan l JOIN loan_snapshot s ON s.loan_id = l.id WHERE l.book = $1 AND s.outcome IS NOT NULL LIMIT 1`,
      [book],
    );
    if (found.rowCount === 0) {
      return refuse("", "No loan has a known outcome yet: import finished loans with their outcome first.");
    }
    const jobId = await app.queue.add(client, "TRAIN", { book, ...request }, actor);
    await recordAudit(client, actor, "model.train", `job:${jobId}`, { book, ...request });
    return jobId;
  });
}

/**
 * Asks for a decision run with this model; it is active when that run is, or where another admin has to approve, when
 * that has been done.
 * A model that cannot tell loans apart needs `override`; one that used leaked columns is never promoted.
 */
export async function promoteModel(
  app: App,
  actor: Actor,
  request: { id: number; override: boolean; note: string | null },
): Promise<string | Refusal> {
  return transaction(app.sql, async (client) => {
    const model = (await findModels(client, [request.id]))[0];
    if (!model) return refuse("id", `There is no model ${request.id}.`);
    const book = await currentBook(client);
    if (model.book !== book) {
      return refuse(
        "id",
        `Model ${model.version} was trained on ${bookName(model.book)} and never scores ${bookName(book)}.`,
      );
    }
    const { report } = model;
    const isBaseRate = model.classifier === "base-rate";
    if (report.allowed.length > 0)
      return refuse("id", report.notPromotableReason ?? "It used columns that the leak guard excludes.");
    if (!isBaseRate && !report.promotable && !request.override) {
      return refuse("override", report.notPromotableReason ?? report.verdictText);
    }
    // Back to no model at all is a way out of trouble, and takes nobody's approval.
    const isReviewed = !isBaseRate && (await readFourEyes(client)).approvalNeeded;
    if (isReviewed && actor.kind !== "user") return refuse("id", personHasToAsk);
    await recordAudit(client, actor, "model.promote", `model:${model.version}`, {
      override: request.override,
      note: request.note,
      verdict: report.verdict,
    });
    if (isReviewed) {
      return proposeModel(app, client, actor, { book, modelId: model.id, note: request.note });
    }
    const { jobId } = await requestRun(client, app.queue, actor, {
      book,
      modelId: isBaseRate ? null : model.id,
    });
    return jobId;
  });
}

function bookName(book: Book): string {
  return book === "SAMPLE" ? "sample loans" : "real loans";
}
