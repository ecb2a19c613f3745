import type pg from "pg";
import { mergeHolds } from "../holds/import.js";
import { JobRefused } from "../jobs/report.js";
import type { DatasetRow } from "./datasets.js";
import { factColumns, personColumns } from "./staging.js";

/** What an import came to. */
export interface ImportCounts {
  loans: number;
  open: number;
  finished: number;
  duplicates: number;
  gone: number;
  /** The newest as-of date in the file. */
  asOf: string;
}

/** A full file that lacks more than this share of its source's open loans needs a person's confirmation. */
const goneLimit = 0.05;

/**
 * Merges the staged rows into borrowers, loans and snapshots, in a few set-based statements of the open transaction.
 * @throws JobRefused where a full file would close more than 5 % of its source's open loans unconfirmed
 */
export async function mergeStaged(
  client: pg.PoolClient,
  dataset: DatasetRow,
  onStep: (step: string) => void,
): Promise<ImportCounts> {
  onStep("Looking for duplicates");
  const duplicates = await rejectDuplicates(client, dataset.id);
  await client.query("ANALYZE staged");
  const dates = await client.query<{ newest: string | null; days: string }>(
    "SELECT max(as_of) AS newest, count(DISTINCT as_of) AS days FROM staged",
  );
  const asOf = dates.rows[0].newest ?? dataset.as_of ?? "";
  await client.query("SET LOCAL work_mem = '64MB'");
  const known = await findNewest(client, dataset);
  onStep("Storing borrowers");
  await mergeBorrowers(client, dataset, known.book !== null && asOf < known.book);
  onStep("Storing loans");
  // A newest full file lists its own loans, whatever dates they carry.
  const isNewestFull = dataset.coverage === "FULL" && (known.full === null || asOf >= known.full);
  await mergeLoans(client, dataset, Number(dates.rows[0].days) > 1, isNewestFull ? null : known.full);
  if (known.book === null || asOf >= known.book) await mergeHolds(client, dataset);
  onStep("Storing snapshots");
  await addSnapshots(client, dataset);
  const isNewest = known.source === null || asOf >= known.source;
  const gone = dataset.coverage === "FULL" && isNewest ? await closeMissing(client, dataset) : 0;
  return { ...(await countLoans(client)), duplicates, gone, asOf };
}

/** Of two rows of one loan and day the first counts; the others are rejected with its row number. */
async function rejectDuplicates(client: pg.PoolClient, datasetId: number): Promise<number> {
  const { rowCount } = await client.query(
    `WITH first AS (
       SELECT loan_ref, as_of, min(row_number) AS row_number FROM staged GROUP BY loan_ref, as_of HAVING count(*) > 1
     ), removed AS (
       DELETE FROM staged s USING first f
       WHERE s.loan_ref = f.loan_ref AND s.as_of = f.as_of AND s.row_number > f.row_number
       RETURNING s.row_number, s.loan_ref, f.row_number AS first_row
     )
     INSERT INTO dataset_reject (dataset_id, row_number, value, reason, whole_row)
     SELECT $1, row_number, left(loan_ref, 200), 'The same loan and date as row ' || first_row || '.', true
     FROM removed ORDER BY row_number`,
    [datasetId],
  );
  return rowCount ?? 0;
}

interface Newest {
  /** Of the book's files. */
  book: string | null;
  /** Of the source's files. */
  source: string | null;
  /** Of the source's full files. */
  full: string | null;
}

/** The newest as-of dates of what was imported before. */
async function findNewest(client: pg.PoolClient, { book, source }: DatasetRow): Promise<Newest> {
  const { rows } = await client.query<Newest>(
    `SELECT max(as_of) AS book, max(as_of) FILTER (WHERE source = $2) AS source,
       max(as_of) FILTER (WHERE source = $2 AND coverage = 'FULL') AS "full"
     FROM dataset WHERE book = $1::"Book" AND state = 'IMPORTED'`,
    [book, source],
  );
  return rows[0];
}

const persons = personColumns.join(", ");

/**
 * Adds new borrowers. Personal data in the file replaces what is known; where the file is older, it only fills gaps.
 * A borrower who was erased stays so.
 * Imports wait for each other, so a plain insert of what is missing is safe, and faster than one with ON CONFLICT.
 */
async function mergeBorrowers(client: pg.PoolClient, { book }: DatasetRow, isOlder: boolean): Promise<void> {
  const newest = `SELECT DISTINCT ON (borrower_ref) borrower_ref, ${persons}
    FROM staged ORDER BY borrower_ref, as_of DESC, row_number DESC`;
  const merged = personColumns.map((column) => {
    const sides = [`n.${column}`, `b.${column}`];
    return `coalesce(${(isOlder ? sides.reverse() : sides).join(", ")})`;
  });
  await client.query(
    `UPDATE borrower b SET (${persons}) = ROW (${merged.join(", ")}) FROM (${newest}) n
     WHERE b.book = $1::"Book" AND b.external_id = n.borrower_ref AND b.erased_at IS NULL
       AND (${personColumns.map((column) => `b.${column}`).join(", ")}) IS DISTINCT FROM (${merged.join(", ")})`,
    [book],
  );
  await client.query(
    `INSERT INTO borrower (book, external_id, ${persons})
     SELECT $1::"Book", borrower_ref, ${persons} FROM (${newest}) n
     WHERE NOT EXISTS (SELECT 1 FROM borrower b WHERE b.book = $1::"Book" AND b.external_id = n.borrower_ref)`,
    [book],
  );
  // The statements that follow join what this one has just written.
  await client.query("ANALYZE borrower");
}

/**
 * Adds new loans and brings known ones up to date where the file's snapshot is their newest: by as-of date, of equals
 * the one imported last. A loan without an outcome is open, unless a newer full file of its source lacks it.
 */
async function mergeLoans(
  client: pg.PoolClient,
  { book, source }: DatasetRow,
  hasSeveralDays: boolean,
  newestFull: string | null,
): Promise<void> {
  const newest = hasSeveralDays
    ? "SELECT DISTINCT ON (loan_ref) * FROM staged ORDER BY loan_ref, as_of DESC, row_number DESC"
    : "SELECT * FROM staged";
  const state = `CASE WHEN n.outcome IS NOT NULL THEN 'FINISHED' WHEN n.as_of < $3::date THEN 'GONE' ELSE 'OPEN' END::"LoanState"`;
  const parameters = [book, source, newestFull];
  await client.query(
    `UPDATE loan l SET borrower_id = b.id, source = $2, state = ${state}, current_snapshot_id = n.snapshot_id
     FROM (${newest}) n, borrower b, loan_snapshot s
     WHERE l.book = $1::"Book" AND l.external_id = n.loan_ref AND b.book = $1::"Book" AND b.external_id = n.borrower_ref
       AND s.id = l.current_snapshot_id AND s.as_of <= n.as_of`,
    parameters,
  );
  await client.query(
    `INSERT INTO loan (book, external_id, borrower_id, source, state, current_snapshot_id)
     SELECT $1::"Book", n.loan_ref, b.id, $2, ${state}, n.snapshot_id
     FROM (${newest}) n JOIN borrower b ON b.book = $1::"Book" AND b.external_id = n.borrower_ref
     WHERE NOT EXISTS (SELECT 1 FROM loan l WHERE l.book = $1::"Book" AND l.external_id = n.loan_ref)`,
    parameters,
  );
  await client.query("ANALYZE loan");
}

async function addSnapshots(client: pg.PoolClient, { id, book }: DatasetRow): Promise<void> {
  const columns = factColumns.join(", ");
  await client.query(
    `INSERT INTO loan_snapshot (id, dataset_id, row_number, loan_id, borrower_id, ${columns})
     SELECT n.snapshot_id, $1, n.row_number, l.id, b.id, ${factColumns.map((column) => `n.${column}`).join(", ")}
     FROM staged n JOIN loan l ON l.book = $2::"Book" AND l.external_id = n.loan_ref
       JOIN borrower b ON b.book = $2::"Book" AND b.external_id = n.borrower_ref`,
    [id, book],
  );
}

/** Marks the source's open loans that a full file lacks as gone. */
async function closeMissing(client: pg.PoolClient, { book, source, mapping }: DatasetRow): Promise<number> {
  const missing = `l.book = $1::"Book" AND l.source = $2 AND l.state = 'OPEN'
    AND NOT EXISTS (SELECT 1 FROM staged s WHERE s.loan_ref = l.external_id)`;
  const { rows } = await client.query<{ open: string; missing: string }>(
    `SELECT count(*) AS missing,
       (SELECT count(*) FROM loan WHERE book = $1::"Book" AND source = $2 AND state = 'OPEN') AS open
     FROM loan l WHERE ${missing}`,
    [book, source],
  );
  const gone = Number(rows[0].missing);
  if (gone > goneLimit * Number(rows[0].open) && !mapping?.confirmGone) {
    throw new JobRefused(
      `This full file lacks ${gone} of the ${rows[0].open} open loans of "${source}". ` +
        "Import it again and confirm that they are gone, or import it as a partial file.",
    );
  }
  if (gone > 0) await client.query(`UPDATE loan l SET state = 'GONE' WHERE ${missing}`, [book, source]);
  return gone;
}

async function countLoans(client: pg.PoolClient): Promise<Pick<ImportCounts, "loans" | "open" | "finished">> {
  const { rows } = await client.query<{ loans: number; open: number; finished: number }>(
    `SELECT count(*)::int AS loans, count(*) FILTER (WHERE outcome IS NULL)::int AS open,
       count(*) FILTER (WHERE outcome IS NOT NULL)::int AS finished
     FROM (SELECT DISTINCT ON (loan_ref) outcome FROM staged ORDER BY loan_ref, as_of DESC, row_number DESC) n`,
  );
  return rows[0];
}
