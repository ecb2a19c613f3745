import type pg from "pg";
import type { Actor } from "../access/actor.js";
import { recordAudit } from "../audit/audit.js";
import type { App } from "../context.js";
import { type Sql, transaction } from "../database/pool.js";
import { type ConnectionOf, toConnection } from "../graphql/connection.js";
import { newestFirst } from "../graphql/keyset.js";
import { type Refusal, refuse } from "../graphql/refusal.js";
import { type Book, requestRun } from "./request-run.js";

/** What a run counted while it was made. */
export interface RunSummary {
  treatments: { treatment: string; loans: number; outstanding: string }[];
  segments: string[];
}

export interface RunRow {
  id: number;
  book: Book;
  kind: "LIVE" | "BACK_TEST";
  state: "BUILDING" | "READY" | "FAILED";
  model_id: number;
  policy_id: number;
  /** Running when it was asked for; a back-test does not apply it. */
  experiment_id: number | null;
  /** Scores the loans of that experiment's challenger; null where it has no model of its own. */
  challenger_model_id: number | null;
  loan_count: number | null;
  borrower_count: number | null;
  unknown_outstanding: number | null;
  summary: RunSummary | null;
  failure: string | null;
  awaits_review: boolean;
  change_number: number;
  created_at: Date;
  created_by: string | null;
  activated_at: Date | null;
}

const columns = `id, book, kind, state, model_id, policy_id, experiment_id,
  (SELECT e.model_id FROM experiment e WHERE e.id = experiment_id) AS challenger_model_id, loan_count, borrower_count, unknown_outstanding, summary,
  failure, awaits_review, change_number, created_at, created_by, activated_at`;

/** The model that gave a decision its score: the challenger's where the loan's arm has one of its own. */
export function scoringModelOf(run: RunRow, decision: { champion_score: number | null }): number {
  return decision.champion_score === null ? run.model_id : run.challenger_model_id!;
}

export async function findRuns(sql: Sql, ids: readonly number[]): Promise<RunRow[]> {
  return (await sql.query<RunRow>(`SELECT ${columns} FROM decision_run WHERE id = ANY($1)`, [ids])).rows;
}

/** The one run that lists, exports and borrower pages read, or null before the first. */
export async function findActiveRun(sql: Sql): Promise<RunRow | null> {
  const { rows } = await sql.query<RunRow>(
    `SELECT ${columns} FROM decision_run WHERE id = (SELECT active_run_id FROM installation WHERE id = 1)`,
  );
  return rows[0] ?? null;
}

export async function listRuns(
  sql: pg.Pool,
  args: { first?: number | null; after?: string | null },
): Promise<ConnectionOf<RunRow>> {
  return toConnection(await newestFirst<RunRow>(sql, { table: "decision_run", columns }, args));
}

/** Decides the current book again with the model and policy in force. @returns the job's id */
export async function startDecisionRun(app: App, actor: Actor): Promise<string | Refusal> {
  return transaction(app.sql, async (client) => {
    const { rowCount } = await client.query("SELECT 1 FROM loan LIMIT 1");
    if (rowCount === 0) return refuse("", "There is no loan yet: import a file first.");
    const { runId, jobId } = await requestRun(client, app.queue, actor, {});
    await recordAudit(client, actor, "run.start", `run:${runId}`);
    return jobId;
  });
}
