import type pg from "pg";
import type { Actor } from "../access/actor.js";
import { recordAudit } from "../audit/audit.js";
import type { App } from "../context.js";
import { type Sql, transaction } from "../database/pool.js";
import { flipTo } from "../decisions/flip.js";
import { type Book, lockInstallation, requestReviewedRun } from "../decisions/request-run.js";
import { findActiveRun, findRuns, type RunRow } from "../decisions/runs.js";
import { type ConnectionOf, toConnection } from "../graphql/connection.js";
import { newestFirst } from "../graphql/keyset.js";
import { type Refusal, refuse } from "../graphql/refusal.js";
import { readFourEyes } from "../policies/four-eyes.js";

export interface PromotionRow {
  id: number;
  state: "IN_REVIEW" | "REJECTED" | "PUBLISHED";
  model_id: number;
  note: string | null;
  author_id: string;
  author: string;
  created_at: Date;
  run_id: number;
  base_run_id: number | null;
  base_change: number;
  reviewer: string | null;
  reviewed_at: Date | null;
  review_note: string | null;
}

const columns = `id, state, model_id, note, author_id, author, created_at, run_id, base_run_id, base_change, reviewer,
  reviewed_at, review_note`;

export async function listPromotions(
  sql: pg.Pool,
  args: { first?: number | null; after?: string | null },
): Promise<ConnectionOf<PromotionRow>> {
  return toConnection(await newestFirst<PromotionRow>(sql, { table: "model_promotion", columns }, args));
}

async function findPromotion(sql: Sql, id: number, lock = ""): Promise<PromotionRow | null> {
  const query = `SELECT ${columns} FROM model_promotion WHERE id = $1 ${lock}`;
  return (await sql.query<PromotionRow>(query, [id])).rows[0] ?? null;
}

/** Builds the model's run beside the active one, for another admin to look at. @returns the job's id */
export async function proposeModel(
  app: App,
  client: pg.PoolClient,
  actor: Actor,
  { book, modelId, note }: { book: Book; modelId: number; note: string | null },
): Promise<string> {
  const { runId, jobId } = await requestReviewedRun(client, app.queue, actor, { book, modelId });
  const base = await findActiveRun(client);
  await client.query(
    `INSERT INTO model_promotion (state, model_id, note, author_id, author, run_id, base_run_id, base_change)
     VALUES ('IN_REVIEW', $1, $2, $3, $4, $5, $6, $7)`,
    [modelId, note, actor.id, actor.name, runId, base?.id ?? null, base?.change_number ?? 0],
  );
  return jobId;
}

/**
 * Puts a model in force by the run that was shown. Where what was in force has moved since that run was asked for, it is
 * built again and has to be looked at again.
 */
export async function approvePromotion(app: App, actor: Actor, id: number): Promise<PromotionRow | Refusal> {
  return review(app, id, async (client, promotion) => {
    if ((await readFourEyes(client)).approvalNeeded) {
      if (promotion.author_id === actor.id)
        return refuse("id", "Another admin has to approve what you asked for.");
      if (actor.kind !== "user") return refuse("id", "A person has to approve this, not a token.");
    }
    const installation = await lockInstallation(client);
    const [run] = await findRuns(client, [promotion.run_id]);
    if (run.state === "FAILED") return refuse("id", `Its run failed: ${run.failure}`);
    if (run.state !== "READY")
      return refuse("id", "Its run is still being built: wait for it, and look at it.");
    if (await hasMoved(client, promotion, run)) {
      await rebuild(app, client, actor, promotion, run);
      return refuse("id", "The book or the policy has moved since: its run is built again. Look at it then.");
    }
    const column = run.book === "SAMPLE" ? "sample_model_id" : "real_model_id";
    await client.query(`UPDATE installation SET ${column} = $1 WHERE id = 1`, [promotion.model_id]);
    await flipTo(client, run, installation.active_run_id, actor);
    await close(client, actor, promotion, "PUBLISHED", null);
    return null;
  });
}

/** Says no to a model, with a reason. Its run goes with the next clearing. */
export async function rejectPromotion(
  app: App,
  actor: Actor,
  id: number,
  note: string,
): Promise<PromotionRow | Refusal> {
  if (note.trim() === "") return refuse("note", "Say why.");
  return review(app, id, async (client, promotion) => {
    await close(client, actor, promotion, "REJECTED", note.trim());
    return null;
  });
}

/** Whether anything else is in force than when the run was asked for, or is about to be. */
async function hasMoved(client: pg.PoolClient, promotion: PromotionRow, run: RunRow): Promise<boolean> {
  const active = await findActiveRun(client);
  if ((active?.id ?? null) !== promotion.base_run_id) return true;
  if ((active?.change_number ?? 0) !== promotion.base_change) return true;
  const building = await client.query(
    "SELECT 1 FROM decision_run WHERE state = 'BUILDING' AND NOT awaits_review AND id <> $1 LIMIT 1",
    [run.id],
  );
  return building.rowCount !== 0;
}

async function rebuild(
  app: App,
  client: pg.PoolClient,
  actor: Actor,
  promotion: PromotionRow,
  { book }: RunRow,
): Promise<void> {
  const { runId } = await requestReviewedRun(client, app.queue, actor, { book, modelId: promotion.model_id });
  const base = await findActiveRun(client);
  await client.query(
    "UPDATE model_promotion SET run_id = $2, base_run_id = $3, base_change = $4 WHERE id = $1",
    [promotion.id, runId, base?.id ?? null, base?.change_number ?? 0],
  );
}

async function close(
  client: pg.PoolClient,
  actor: Actor,
  { id, model_id }: PromotionRow,
  state: "PUBLISHED" | "REJECTED",
  note: string | null,
): Promise<void> {
  await client.query(
    `UPDATE model_promotion SET state = $2::"DraftState", reviewer = $3, reviewed_at = now(), review_note = $4 WHERE id = $1`,
    [id, state, actor.name, note],
  );
  const action = state === "PUBLISHED" ? "approve" : "reject";
  await recordAudit(client, actor, `model-promotion.${action}`, `promotion:${id}`, { model: model_id, note });
}

/** One step of a promotion under review, under its lock. What `work` refuses stays as `work` left it. */
async function review(
  app: App,
  id: number,
  work: (client: pg.PoolClient, promotion: PromotionRow) => Promise<Refusal | null>,
): Promise<PromotionRow | Refusal> {
  return transaction(app.sql, async (client) => {
    const promotion = await findPromotion(client, id, "FOR UPDATE");
    if (promotion === null) return refuse("id", `There is no promotion ${id}.`);
    if (promotion.state !== "IN_REVIEW")
      return refuse("id", `Promotion ${id} is ${promotion.state.toLowerCase()}.`);
    return (await work(client, promotion)) ?? (await findPromotion(client, id))!;
  });
}
