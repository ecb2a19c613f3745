import type pg from "pg";
import type { Sql } from "../database/pool.js";
import {
  type ConnectionOf,
  decodeCursor,
  encodeCursor,
  pageSize,
  toConnection,
} from "../graphql/connection.js";
import { badInput } from "../graphql/errors.js";
import type { JobKind } from "./queue.js";

export interface JobRow {
  id: string;
  kind: JobKind;
  state: "QUEUED" | "RUNNING" | "SUCCEEDED" | "FAILED";
  progress: number;
  message: string;
  failure: string | null;
  subject_id: string | null;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
  created_by: string | null;
}

const columns =
  "id, kind, state, progress, message, failure, subject_id, created_at, started_at, finished_at, created_by";

/** The job with this id, or null; also null where `id` is no UUID. */
export async function findJob(sql: Sql, id: string): Promise<JobRow | null> {
  if (!isUuid(id)) return null;
  const { rows } = await sql.query<JobRow>(`SELECT ${columns} FROM job WHERE id = $1`, [id]);
  return rows[0] ?? null;
}

/** A page of jobs, newest first. */
export async function listJobs(
  sql: pg.Pool,
  args: { first?: number | null; after?: string | null },
): Promise<ConnectionOf<JobRow>> {
  const size = pageSize(args.first);
  const [at, id] = args.after ? decodeCursor(args.after, 2) : [null, null];
  if (args.after && !(isInstant(at) && isUuid(String(id)))) {
    throw badInput("The cursor does not belong to this list.");
  }
  const [page, count] = await Promise.all([
    sql.query<JobRow>(
      `SELECT ${columns} FROM job
       WHERE $1::timestamptz IS NULL OR (created_at, id) < ($1::timestamptz, $2::uuid)
       ORDER BY created_at DESC, id DESC LIMIT ${size + 1}`,
      [at, id],
    ),
    sql.query<{ count: string }>("SELECT count(*) FROM job"),
  ]);
  const nodes = page.rows.slice(0, size);
  return toConnection({
    nodes,
    cursors: nodes.map((job) => encodeCursor([job.created_at.toISOString(), job.id])),
    hasNextPage: page.rows.length > size,
    hasPreviousPage: Boolean(args.after),
    totalCount: Number(count.rows[0].count),
  });
}

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

/** Whether `value` is an instant as cursors have it: Date.parse alone takes much that PostgreSQL refuses. */
function isInstant(value: unknown): boolean {
  return (
    typeof value === "string" && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) && !Number.isNaN(Date.parse(value))
  );
}
