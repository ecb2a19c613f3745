import type { ModelReview } from "@loan-recovery/ml-core/model-review";
import type { TrainingReport } from "@loan-recovery/ml-core/report";
import type pg from "pg";
import type { Sql } from "../database/pool.js";
import type { Book } from "../decisions/request-run.js";
import { type ConnectionOf, toConnection } from "../graphql/connection.js";
import { newestFirst } from "../graphql/keyset.js";

/** A training report with what the borrower page needs: each feature's usual value in the training rows. */
interface StoredReport extends TrainingReport {
  usual: Record<string, string>;
}

export interface ModelRow {
  id: number;
  book: Book;
  version: number;
  classifier: string;
  hash: string;
  report: StoredReport;
  created_at: Date;
  created_by: string | null;
}

const columns = "id, book, version, classifier, hash, report, created_at, created_by";

export async function findModels(sql: Sql, ids: readonly number[]): Promise<ModelRow[]> {
  return (await sql.query<ModelRow>(`SELECT ${columns} FROM model WHERE id = ANY($1)`, [ids])).rows;
}

export async function findModelVersion(sql: Sql, version: number): Promise<ModelRow | null> {
  const { rows } = await sql.query<ModelRow>(`SELECT ${columns} FROM model WHERE version = $1`, [version]);
  return rows[0] ?? null;
}

export async function listModels(
  sql: pg.Pool,
  args: { first?: number | null; after?: string | null },
): Promise<ConnectionOf<ModelRow>> {
  return toConnection(await newestFirst<ModelRow>(sql, { table: "model", columns }, args));
}

/** What is shown on the models' own pages only, by model. */
export async function findReviews(
  sql: Sql,
  ids: readonly number[],
): Promise<{ id: number; review: ModelReview | null }[]> {
  return (
    await sql.query<{ id: number; review: ModelReview | null }>(
      "SELECT id, review FROM model WHERE id = ANY($1)",
      [ids],
    )
  ).rows;
}

interface NewModel {
  book: Book;
  bytes: Uint8Array;
  hash: string;
  report: StoredReport;
  review: ModelReview | null;
  createdBy: string;
  jobId: string | null;
}

/** Adds a model with its file, under the next version. @returns its id */
export async function insertModel(client: pg.PoolClient, model: NewModel): Promise<number> {
  await client.query("SELECT pg_advisory_xact_lock(hashtext('model version'))");
  const { rows } = await client.query<{ id: number }>(
    `INSERT INTO model (book, version, classifier, hash, report, review, created_by, job_id)
     SELECT $1::"Book", coalesce(max(version), 0) + 1, $2, $3, $4::jsonb, $5::jsonb, $6, $7::uuid FROM model RETURNING id`,
    [
      model.book,
      model.report.classifier,
      model.hash,
      JSON.stringify(model.report),
      model.review && JSON.stringify(model.review),
      model.createdBy,
      model.jobId,
    ],
  );
  await client.query("INSERT INTO model_file (model_id, bytes) VALUES ($1, $2)", [rows[0].id, model.bytes]);
  return rows[0].id;
}

export async function readModelFile(sql: Sql, modelId: number): Promise<Uint8Array> {
  const { rows } = await sql.query<{ bytes: Buffer }>("SELECT bytes FROM model_file WHERE model_id = $1", [
    modelId,
  ]);
  if (rows.length === 0) throw new Error(`Model ${modelId} has no file.`);
  return rows[0].bytes;
}

/** The verdict's name in the schema. */
export function verdictOf({ verdict }: TrainingReport) {
  const names = {
    "no-usable-signal": "NO_USABLE_SIGNAL",
    "not-enough-data": "NOT_ENOUGH_DATA",
    weak: "WEAK",
    good: "GOOD",
  } as const;
  return names[verdict];
}

/** Fairness as the schema has it: only treatments that the policy chooses at all. */
export function fairnessOf(review: ModelReview | null) {
  return (review?.fairness ?? []).map(({ column, text, groups }) => ({
    column,
    text,
    groups: groups.map(({ group, borrowers, isSmall, selection, rocAuc, calibration }) => ({
      group,
      borrowers,
      isSmall,
      selection: selection.map(({ treatment, rate }) => ({ treatment, rate })),
      rocAuc,
      calibrationGap: calibration?.gap ?? null,
    })),
  }));
}
