import type pg from "pg";
import { decodeCursor, encodeCursor, type Page, pageSize } from "./connection.js";

interface NewestFirst {
  /** Table whose `id` grows with time. */
  table: string;
  columns: string;
  where?: string;
  parameters?: unknown[];
}

/** A page of the rows of a table from the newest `id` on: the shape of every short list here. */
export async function newestFirst<Row extends { id: string | number }>(
  sql: pg.Pool,
  list: NewestFirst,
  args: { first?: number | null; after?: string | null },
): Promise<Page<Row>> {
  const size = pageSize(args.first);
  const where = list.where ?? "true";
  const parameters = list.parameters ?? [];
  const after = args.after ? String(decodeCursor(args.after, 1)[0]) : null;
  if (after !== null && !/^\d+$/.test(after)) decodeCursor("", 1);
  const next = parameters.length + 1;
  const [page, count] = await Promise.all([
    sql.query<Row>(
      `SELECT ${list.columns} FROM ${list.table} WHERE ${where} AND ($${next}::bigint IS NULL OR id < $${next}) ORDER BY id DESC LIMIT ${size + 1}`,
      [...parameters, after],
    ),
    sql.query<{ count: string }>(`SELECT count(*) FROM ${list.table} WHERE ${where}`, parameters),
  ]);
  const nodes = page.rows.slice(0, size);
  return {
    nodes,
    cursors: nodes.map((row) => encodeCursor([String(row.id)])),
    hasNextPage: page.rows.length > size,
    hasPreviousPage: after !== null,
    totalCount: Number(count.rows[0].count),
  };
}
