import { isDeepStrictEqual } from "node:util";
import type pg from "pg";
import type { Actor } from "../access/actor.js";
import { recordAudit } from "../audit/audit.js";
import type { App } from "../context.js";
import { transaction } from "../database/pool.js";
import type { Refusal } from "../graphql/types.js";
import { checkDatasetMapping, type DatasetMapping } from "./dataset-mapping.js";
import { type DatasetRow, findDatasets } from "./datasets.js";

/**
 * Accepts a person's mapping for an upload and asks for its import. An upload whose import failed may be asked for
 * again, for example with `confirmGone`.
 * @returns the job's id, or why not
 */
export async function importDataset(
  app: App,
  actor: Actor,
  id: number,
  input: DatasetMapping,
): Promise<string | Refusal> {
  return transaction(app.sql, async (client) => {
    await client.query("SELECT 1 FROM dataset WHERE id = $1 FOR UPDATE", [id]);
    const dataset = (await findDatasets(client, [id]))[0];
    if (!dataset) return refuse("id", `There is no dataset ${id}.`);
    if (dataset.state === "IMPORTING") return refuse("id", "This file is being imported.");
    if (dataset.state === "IMPORTED") return refuse("id", "This file has been imported.");
    if (dataset.preview === null) return refuse("id", "This file is no longer kept: upload it again.");
    const today = todayIn(app.config.timeZone);
    const problems = checkDatasetMapping(input, dataset.preview, today);
    if (problems.length > 0) return { problems };
    const mapping: DatasetMapping = { ...input, source: input.source.trim() };
    const same = await findSameImport(client, dataset, mapping);
    if (same !== null) {
      return refuse(
        "id",
        `The same file was imported in the same way as dataset ${same}. Nothing would change.`,
      );
    }
    const jobId = await app.queue.add(client, "IMPORT", { datasetId: id }, actor);
    await client.query(
      `UPDATE dataset SET state = 'IMPORTING', mapping = $2, source = $3, coverage = $4::"Coverage", as_of = $5,
         failure = NULL, job_id = $6 WHERE id = $1`,
      [id, JSON.stringify(mapping), mapping.source, mapping.coverage, mapping.asOf ?? today, jobId],
    );
    await recordAudit(client, actor, "dataset.import", `dataset:${id}`, {
      source: mapping.source,
      coverage: mapping.coverage,
      asOf: mapping.asOf ?? today,
    });
    return jobId;
  });
}

/** An import of the same bytes in the same way: doing it again could change nothing but the count of snapshots. */
async function findSameImport(
  client: pg.PoolClient,
  dataset: DatasetRow,
  mapping: DatasetMapping,
): Promise<number | null> {
  const { rows } = await client.query<{ id: number; mapping: DatasetMapping | null }>(
    `SELECT id, mapping FROM dataset WHERE sha256 = $1 AND book = $2::"Book" AND id <> $3 AND state IN ('IMPORTING', 'IMPORTED')`,
    [dataset.sha256, dataset.book, dataset.id],
  );
  const wanted = comparable(mapping);
  return (
    rows.find((row) => row.mapping !== null && isDeepStrictEqual(comparable(row.mapping), wanted))?.id ?? null
  );
}

function comparable(mapping: DatasetMapping): unknown {
  const { confirmGone: _, ...rest } = mapping;
  const said = Object.entries(rest).filter(([, value]) => value !== null && value !== undefined);
  return JSON.parse(JSON.stringify(Object.fromEntries(said)));
}

function todayIn(timeZone: string): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" }).format(new Date());
}

function refuse(path: string, message: string): Refusal {
  return { problems: [{ path, message }] };
}
