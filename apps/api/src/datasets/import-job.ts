import { CsvError } from "@loan-recovery/ml-core/table/csv-parse";
import { readRows } from "@loan-recovery/ml-core/table/csv-rows";
import type pg from "pg";
import { systemActor } from "../access/actor.js";
import { recordAudit } from "../audit/audit.js";
import type { App } from "../context.js";
import { transaction } from "../database/pool.js";
import { requestRun } from "../decisions/request-run.js";
import type { JobInputs } from "../jobs/queue.js";
import { JobRefused, type Report } from "../jobs/report.js";
import { toMapping } from "./dataset-mapping.js";
import { type DatasetRow, findDatasets } from "./datasets.js";
import { type ImportCounts, mergeStaged } from "./merge.js";
import { RejectWriter } from "./reject-writer.js";
import { createStaging, StagingWriter } from "./staging.js";
import { readChunks } from "./upload-chunks.js";

/** The file's rows; the rest of the progress is the merge. */
const readingShare = 0.55;
const steps = 5;

/**
 * Imports an upload by its mapping, in one transaction: whatever ends it early leaves the book as it was, and a second
 * attempt starts afresh.
 * @returns the dataset's id
 */
export async function runImportJob(
  app: App,
  _jobId: string,
  { datasetId }: JobInputs["IMPORT"],
  report: Report,
): Promise<string> {
  const dataset = (await findDatasets(app.sql, [datasetId]))[0];
  if (!dataset) throw new JobRefused(`There is no dataset ${datasetId} any more.`);
  if (dataset.state === "IMPORTED") return String(datasetId); // an earlier attempt got this far
  try {
    await importRows(app, dataset, report);
  } catch (error) {
    const failure = (error as Error).message;
    await app.sql.query(
      `UPDATE dataset SET state = 'FAILED', failure = $2,
         reject_count = (SELECT count(*) FROM dataset_reject WHERE dataset_id = $1) WHERE id = $1`,
      [datasetId, failure],
    );
    if (error instanceof CsvError) throw new JobRefused(failure);
    throw error;
  }
  // The planner must not think of the tables as they were before.
  await app.sql.query("ANALYZE borrower, loan, loan_snapshot");
  return String(datasetId);
}

async function importRows(app: App, dataset: DatasetRow, report: Report): Promise<void> {
  const rejects = await RejectWriter.open(app.sql, dataset.id);
  try {
    await transaction(app.sql, async (client) => {
      // Two imports into one book wait for each other: both may bring the same borrowers.
      await client.query("SELECT pg_advisory_xact_lock(hashtext('import'), hashtext($1))", [dataset.book]);
      const rowCount = await stageRows(app, client, dataset, rejects, report);
      await rejects.finish();
      if (rowCount === 0) throw new JobRefused("The file has a header but no rows.");
      let step = 0;
      const counts = await mergeStaged(client, dataset, (what) => {
        report(readingShare + ((1 - readingShare) * step++) / steps, what);
      });
      if (counts.loans === 0)
        throw new JobRefused(`None of the ${rowCount} rows could be taken: the rejects say why.`);
      await finishDataset(client, dataset, rowCount, rejects.count, counts);
      if (dataset.book === "REAL") {
        await requestRun(client, app.queue, systemActor, { book: "REAL" });
      }
    });
  } finally {
    rejects.close();
  }
}

/** Reads the stored bytes through the mapping into the staging table; returns how many rows the file has. */
async function stageRows(
  app: App,
  client: pg.PoolClient,
  dataset: DatasetRow,
  rejects: RejectWriter,
  report: Report,
): Promise<number> {
  const { preview, mapping, as_of: asOf } = dataset;
  if (preview === null || mapping === null || asOf === null)
    throw new JobRefused("The upload is no longer complete.");
  await createStaging(client);
  const staging = new StagingWriter(client, asOf);
  const size = Number(dataset.byte_size);
  const sink = {
    onRow: staging.add.bind(staging),
    onReject: rejects.add.bind(rejects),
    onChunk: async (bytesRead: number) => {
      if (staging.copy.isFull) await staging.copy.flush();
      await rejects.flush();
      const message = `Read ${staging.copy.rows.toLocaleString("en")} rows`;
      report((readingShare * bytesRead) / Math.max(1, size), message);
    },
  };
  const bytes = readChunks(app.sql, dataset.id);
  try {
    const rowMapping = toMapping(mapping, preview);
    const totals = await readRows(bytes, preview.dialect, rowMapping, sink, `D${dataset.id}_ROW_`);
    await staging.copy.end();
    return totals.rows;
  } catch (error) {
    await staging.copy.abort();
    throw error;
  }
}

async function finishDataset(
  client: pg.PoolClient,
  dataset: DatasetRow,
  rowCount: number,
  rejectedCells: number,
  counts: ImportCounts,
): Promise<void> {
  await client.query(
    `UPDATE dataset SET state = 'IMPORTED', imported_at = now(), as_of = $2, row_count = $3, loan_count = $4,
       open_count = $5, finished_count = $6, reject_count = $7, gone_count = $8, failure = NULL, preview = NULL
     WHERE id = $1`,
    [
      dataset.id,
      counts.asOf,
      rowCount,
      counts.loans,
      counts.open,
      counts.finished,
      rejectedCells + counts.duplicates,
      counts.gone,
    ],
  );
  await client.query("DELETE FROM upload_chunk WHERE dataset_id = $1", [dataset.id]);
  await recordAudit(client, systemActor, "dataset.imported", `dataset:${dataset.id}`, {
    rows: rowCount,
    loans: counts.loans,
    rejects: rejectedCells + counts.duplicates,
    gone: counts.gone,
  });
}
