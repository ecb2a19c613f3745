import { generatePortfolio, portfolioHeader } from "@loan-recovery/ml-core/generator/portfolio";
import { csvLine } from "@loan-recovery/ml-core/table/csv-write";
import { systemActor } from "../access/actor.js";
import type { App } from "../context.js";
import { transaction } from "../database/pool.js";
import { suggestedMappingOf } from "../datasets/dataset-mapping.js";
import { importDataset } from "../datasets/import-request.js";
import { storeUpload } from "../datasets/upload.js";
import { waitForJob } from "../jobs/wait.js";
import { progressLine } from "../terminal.js";

/** Fixed, so that every installation shows the same sample. */
const seed = 20_250_701;
const rows = 5000;

/**
 * At the first start: makes past loans with outcomes and a current book, imports both like any file, trains and
 * decides. Each step is skipped where an interrupted first start has finished it.
 */
export async function loadSample(app: App): Promise<void> {
  const { rows: found } = await app.sql.query<{ sample_state: string }>(
    "SELECT sample_state FROM installation",
  );
  if (found[0].sample_state !== "PENDING") return;
  await importPart(app, "history", "Importing 5,000 past loans (sample)");
  await importPart(app, "current", "Importing a current book of 5,000 loans (sample)");
  await follow(app, await requestTraining(app), "Training on the past loans");
  await followDecision(app);
  await app.sql.query("UPDATE installation SET sample_state = 'LOADED' WHERE id = 1");
}

async function importPart(app: App, kind: "history" | "current", what: string): Promise<void> {
  const fileName = `sample-${kind}.csv`;
  const known = await app.sql.query<{ id: number; state: string; job_id: string | null }>(
    "SELECT id, state, job_id FROM dataset WHERE book = 'SAMPLE' AND file_name = $1 ORDER BY id DESC LIMIT 1",
    [fileName],
  );
  if (known.rows[0]?.state === "IMPORTED") return;
  if (known.rows[0]?.state === "IMPORTING" && known.rows[0].job_id)
    return follow(app, known.rows[0].job_id, what);
  const bytes = portfolioBytes(kind);
  const dataset = await storeUpload(app, systemActor, { fileName, book: "SAMPLE", bytes });
  const job = await importDataset(app, systemActor, dataset.id, suggestedMappingOf(dataset));
  if (typeof job !== "string") throw new Error(`The sample was refused: ${job.problems[0].message}`);
  await follow(app, job, what);
}

async function* portfolioBytes(kind: "history" | "current"): AsyncGenerator<Uint8Array> {
  let text = csvLine(portfolioHeader);
  for (const { cells } of generatePortfolio({ rows, seed: kind === "history" ? seed : seed + 1, kind })) {
    text += csvLine(cells);
    if (text.length < 256 * 1024) continue;
    yield Buffer.from(text);
    text = "";
  }
  yield Buffer.from(text);
}

async function requestTraining(app: App): Promise<string> {
  const { rows: jobs } = await app.sql.query<{ id: string }>(
    "SELECT id FROM job WHERE kind = 'TRAIN' AND input ->> 'book' = 'SAMPLE' AND state <> 'FAILED' ORDER BY created_at DESC LIMIT 1",
  );
  if (jobs.length > 0) return jobs[0].id;
  return transaction(app.sql, (client) =>
    app.queue.add(client, "TRAIN", { book: "SAMPLE", promote: true }, systemActor),
  );
}

async function followDecision(app: App): Promise<void> {
  const { rows: jobs } = await app.sql.query<{ job_id: string }>(
    "SELECT job_id FROM decision_run WHERE book = 'SAMPLE' ORDER BY id DESC LIMIT 1",
  );
  if (jobs.length > 0) await follow(app, jobs[0].job_id, "Deciding the current book");
}

async function follow(app: App, jobId: string, what: string): Promise<void> {
  const line = progressLine(what);
  await waitForJob(app, jobId, line.update);
  line.done();
}
