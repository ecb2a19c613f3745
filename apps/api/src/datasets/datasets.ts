import type pg from "pg";
import type { Actor } from "../access/actor.js";
import { recordAudit } from "../audit/audit.js";
import type { App } from "../context.js";
import { type Sql, transaction } from "../database/pool.js";
import {
  type ConnectionOf,
  decodeCursor,
  encodeCursor,
  pageSize,
  toConnection,
} from "../graphql/connection.js";
import { newestFirst } from "../graphql/keyset.js";
import type { DatasetMapping } from "./dataset-mapping.js";
import type { StoredPreview } from "./preview.js";

export interface DatasetRow {
  id: number;
  book: "SAMPLE" | "REAL";
  file_name: string;
  state: "AWAITING_MAPPING" | "IMPORTING" | "IMPORTED" | "FAILED";
  byte_size: string;
  sha256: string;
  source: string;
  coverage: "FULL" | "PARTIAL";
  as_of: string | null;
  preview: StoredPreview | null;
  mapping: DatasetMapping | null;
  row_count: number | null;
  loan_count: number | null;
  open_count: number | null;
  finished_count: number | null;
  reject_count: number | null;
  gone_count: number | null;
  failure: string | null;
  created_at: Date;
  imported_at: Date | null;
  created_by: string | null;
  job_id: string | null;
}

// A job whose worker died too often fails without a word to its dataset.
const abandoned = `state = 'IMPORTING' AND EXISTS (SELECT 1 FROM job j WHERE j.id = dataset.job_id AND j.state = 'FAILED')`;
const columns = `id, book, file_name, CASE WHEN ${abandoned} THEN 'FAILED' ELSE state END AS state, byte_size, sha256, source,
  coverage, as_of, preview, mapping, row_count, loan_count, open_count, finished_count, reject_count, gone_count,
  CASE WHEN ${abandoned} THEN (SELECT j.failure FROM job j WHERE j.id = dataset.job_id) ELSE failure END AS failure,
  created_at, imported_at, created_by, job_id`;

export async function findDatasets(sql: Sql, ids: readonly number[]): Promise<DatasetRow[]> {
  return (await sql.query<DatasetRow>(`SELECT ${columns} FROM dataset WHERE id = ANY($1)`, [ids])).rows;
}

interface PageOf {
  first?: number | null;
  after?: string | null;
}

/** Every dataset, newest first. */
export async function listDatasets(sql: pg.Pool, page: PageOf): Promise<ConnectionOf<DatasetRow>> {
  return toConnection(await newestFirst<DatasetRow>(sql, { table: "dataset", columns }, page));
}

/** The newest other dataset of the same bytes in the same book that was imported or is about to be; null without one. */
export async function findDuplicateOf(
  sql: Sql,
  dataset: Pick<DatasetRow, "id" | "book" | "sha256">,
): Promise<number | null> {
  const { rows } = await sql.query<{ id: number }>(
    `SELECT id FROM dataset WHERE sha256 = $1 AND book = $2::"Book" AND id < $3 AND state <> 'FAILED' ORDER BY id DESC LIMIT 1`,
    [dataset.sha256, dataset.book, dataset.id],
  );
  return rows[0]?.id ?? null;
}

export interface RejectRow {
  id: string;
  row_number: number;
  column: string | null;
  value: string | null;
  reason: string;
  whole_row: boolean;
}

/** A dataset's rejects in the order in which they were found. */
export async function listRejects(
  sql: pg.Pool,
  datasetId: number,
  page: PageOf,
): Promise<ConnectionOf<RejectRow>> {
  const size = pageSize(page.first);
  const after = page.after ? String(decodeCursor(page.after, 1)[0]) : "0";
  if (!/^\d{1,18}$/.test(after)) decodeCursor("", 1);
  const [found, count] = await Promise.all([
    sql.query<RejectRow>(
      `SELECT id, row_number, "column", value, reason, whole_row FROM dataset_reject
       WHERE dataset_id = $1 AND id > $2 ORDER BY id LIMIT ${size + 1}`,
      [datasetId, after],
    ),
    sql.query<{ count: string }>("SELECT count(*) FROM dataset_reject WHERE dataset_id = $1", [datasetId]),
  ]);
  const nodes = found.rows.slice(0, size);
  return toConnection({
    nodes,
    cursors: nodes.map(({ id }) => encodeCursor([id])),
    hasNextPage: found.rows.length > size,
    hasPreviousPage: page.after != null,
    totalCount: Number(count.rows[0].count),
  });
}

/**
 * Deletes an upload that was never imported, with its bytes.
 * @returns false where there is none, or it is imported or being imported
 */
export async function discardDataset(app: App, actor: Actor, id: number): Promise<boolean> {
  return transaction(app.sql, async (client) => {
    const { rows } = await client.query<{ file_name: string }>(
      `DELETE FROM dataset WHERE id = $1 AND (state IN ('AWAITING_MAPPING', 'FAILED') OR ${abandoned}) RETURNING file_name`,
      [id],
    );
    if (rows.length === 0) return false;
    await recordAudit(client, actor, "dataset.discard", `dataset:${id}`, { fileName: rows[0].file_name });
    return true;
  });
}
