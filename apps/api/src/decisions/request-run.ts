import type pg from "pg";
import type { Actor } from "../access/actor.js";
import type { Queue } from "../jobs/queue.js";
import { ensureBaseRateModel } from "../models/base-rate.js";

export type Book = "SAMPLE" | "REAL";

export interface InstallationRow {
  active_run_id: number | null;
  policy_id: number | null;
  sample_model_id: number | null;
  real_model_id: number | null;
  sample_state: "PENDING" | "LOADED" | "REMOVED" | "SKIPPED";
}

/** Reads the installation's one row and keeps others from changing it until the transaction ends. */
export async function lockInstallation(client: pg.PoolClient): Promise<InstallationRow> {
  const { rows } = await client.query<InstallationRow>("SELECT * FROM installation WHERE id = 1 FOR UPDATE");
  if (rows.length === 0) throw new Error("The installation has no row: the first start did not finish.");
  return rows[0];
}

interface RunRequest {
  /** The book to decide; left out: the real one as soon as it has loans. */
  book?: Book;
  policyId?: number;
  /** The model to promote for the book; null goes back to the base rate. */
  modelId?: number | null;
}

/**
 * Asks for a decision run with the newest wanted policy and model. Both are remembered under the installation's lock,
 * so that of two changes made at once the later run holds both, whichever finishes first.
 */
export async function requestRun(
  client: pg.PoolClient,
  queue: Queue,
  actor: Actor,
  request: RunRequest,
): Promise<{ runId: number; jobId: string }> {
  const installation = await lockInstallation(client);
  const book = request.book ?? (await currentBook(client));
  const modelColumn = book === "SAMPLE" ? "sample_model_id" : "real_model_id";
  const policyId = request.policyId ?? installation.policy_id!;
  const promoted = request.modelId === undefined ? installation[modelColumn] : request.modelId;
  await client.query(`UPDATE installation SET policy_id = $1, ${modelColumn} = $2 WHERE id = 1`, [
    policyId,
    promoted,
  ]);
  const modelId = promoted ?? (await ensureBaseRateModel(client, book));
  return addRun(client, queue, actor, { book, modelId, policyId, awaitsReview: false });
}

/** Asks for a run that stays beside the active one until somebody approves its model. */
export async function requestReviewedRun(
  client: pg.PoolClient,
  queue: Queue,
  actor: Actor,
  { book, modelId }: { book: Book; modelId: number },
): Promise<{ runId: number; jobId: string }> {
  const { policy_id: policyId } = await lockInstallation(client);
  return addRun(client, queue, actor, { book, modelId, policyId: policyId!, awaitsReview: true });
}

interface NewRun {
  book: Book;
  modelId: number;
  policyId: number;
  awaitsReview: boolean;
}

async function addRun(client: pg.PoolClient, queue: Queue, actor: Actor, run: NewRun) {
  const { rows } = await client.query<{ id: number }>(
    `INSERT INTO decision_run (book, kind, state, model_id, policy_id, created_by, awaits_review, experiment_id)
     VALUES ($1, 'LIVE', 'BUILDING', $2, $3, $4, $5, (SELECT id FROM experiment WHERE state = 'RUNNING' AND book = $1))
     RETURNING id`,
    [run.book, run.modelId, run.policyId, actor.name, run.awaitsReview],
  );
  const runId = rows[0].id;
  const jobId = await queue.add(client, "DECIDE", { runId }, actor);
  await client.query("UPDATE decision_run SET job_id = $2 WHERE id = $1", [runId, jobId]);
  return { runId, jobId };
}

/** The book that people work on: the real one as soon as it has a loan. */
export async function currentBook(client: pg.ClientBase): Promise<Book> {
  const { rowCount } = await client.query("SELECT 1 FROM loan WHERE book = 'REAL' LIMIT 1");
  return rowCount === 0 ? "SAMPLE" : "REAL";
}
