import type pg from "pg";
import { decisionDigest, readDecisions } from "./decision-digests.js";
import { type Findings, mostListed } from "./findings.js";

/** Rows written at once. */
const pageRows = 5000;

/**
 * Holds the later revisions of a run's decisions against the events that recorded them. Both sides are put into
 * temporary tables, so that the database compares them, however many they are.
 * @param reader reads the decisions, on the same snapshot as `client`
 * @param columns what a decision has; an event that names others cannot be read, and its rows count as missing
 * @returns how many later revisions there are
 */
export async function checkRevisions(
  client: pg.PoolClient,
  reader: pg.PoolClient,
  findings: Findings,
  runId: number,
  columns: readonly string[],
): Promise<number> {
  await client.query(
    `CREATE TEMP TABLE expected_revision ON COMMIT DROP AS
     SELECT (r->>0)::bigint AS loan_id, (r->>1)::int AS revision, e.detail->'columns' AS columns, r->>2 AS digest
     FROM audit_event e,
       jsonb_array_elements(CASE WHEN jsonb_typeof(e.detail->'rows') = 'array' THEN e.detail->'rows' ELSE '[]' END) r
     WHERE e.action = 'decision.revise' AND e.subject = ${client.escapeLiteral(`run:${runId}`)}
       AND r->>0 ~ '^[0-9]{1,18}$' AND r->>1 ~ '^[0-9]{1,9}$'`,
  );
  await client.query(
    "CREATE TEMP TABLE found_revision (loan_id bigint, revision int, columns jsonb, digest text) ON COMMIT DROP",
  );
  const named = await client.query<{ columns: unknown }>("SELECT DISTINCT columns FROM expected_revision");
  const readable = named.rows.map((row) => row.columns).filter((list) => isReadable(list, columns));
  let count = 0;
  for (const list of readable.length > 0 ? readable : [columns])
    count = await storeFound(client, reader, runId, list);
  await compare(client, findings, runId);
  await client.query("DROP TABLE expected_revision, found_revision");
  return count;
}

function isReadable(list: unknown, columns: readonly string[]): list is string[] {
  return Array.isArray(list) && list.length > 0 && list.every((name) => columns.includes(name));
}

async function storeFound(
  client: pg.PoolClient,
  reader: pg.PoolClient,
  runId: number,
  columns: readonly string[],
): Promise<number> {
  const where = `run_id = ${runId} AND revision > 0`;
  let count = 0;
  for await (const lines of readDecisions(reader, { source: "decision", columns, where })) {
    count += lines.length;
    for (let from = 0; from < lines.length; from += pageRows) {
      const page = lines.slice(from, from + pageRows);
      await client.query(
        "INSERT INTO found_revision SELECT loan_id, revision, $1, digest FROM unnest($2::bigint[], $3::int[], $4::text[]) f (loan_id, revision, digest)",
        [
          JSON.stringify(columns),
          page.map(({ loanId }) => String(loanId)),
          page.map(({ revision }) => revision),
          page.map((line) => decisionDigest(line).toString("hex")),
        ],
      );
    }
  }
  return count;
}

const messages = {
  ALTERED: "It is not what was recorded.",
  MISSING: "It was recorded and is gone.",
  UNSEALED: "No event recorded it.",
};

async function compare(client: pg.PoolClient, findings: Findings, runId: number): Promise<void> {
  const { rows } = await client.query<{
    loan_id: string;
    revision: number;
    kind: keyof typeof messages;
    all: string;
  }>(
    `SELECT loan_id, revision, kind, count(*) OVER () AS all FROM (
       SELECT e.loan_id, e.revision, CASE WHEN f.digest IS NULL THEN 'MISSING' ELSE 'ALTERED' END AS kind
       FROM expected_revision e LEFT JOIN found_revision f USING (loan_id, revision, columns)
       WHERE f.digest IS DISTINCT FROM e.digest
       UNION
       SELECT f.loan_id, f.revision, 'UNSEALED' FROM found_revision f
       WHERE NOT EXISTS (SELECT 1 FROM expected_revision e WHERE e.loan_id = f.loan_id AND e.revision = f.revision)
     ) differing ORDER BY loan_id, revision LIMIT ${mostListed}`,
  );
  for (const { loan_id, revision, kind } of rows)
    findings.add(kind, `decision of loan ${loan_id} in run ${runId}, revision ${revision}`, messages[kind]);
  if (rows.length > 0) findings.count += Number(rows[0].all) - rows.length;
}
