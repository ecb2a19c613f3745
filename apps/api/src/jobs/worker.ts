import type { App } from "../context.js";
import { runImportJob } from "../datasets/import-job.js";
import { runDecisionJob } from "../decisions/run-job.js";
import { logError } from "../log.js";
import { runTrainJob } from "../models/train-job.js";
import { deadQueue, type JobInputs, type JobKind, workQueue } from "./queue.js";
import { JobRefused, type Report } from "./report.js";

interface JobRow {
  id: string;
  kind: JobKind;
  state: string;
  input: JobInputs[JobKind];
  created_by: string;
}

/** Takes up jobs one after the other until the process ends. */
export async function work(app: App): Promise<void> {
  await app.queue.boss.work<{ jobId: string }>(
    workQueue,
    { pollingIntervalSeconds: 0.5, batchSize: 1 },
    async ([{ data }]) => {
      await runJob(app, data.jobId);
    },
  );
  await app.queue.boss.work<{ jobId: string }>(
    deadQueue,
    { pollingIntervalSeconds: 2 },
    async ([{ data }]) => {
      await finish(app, data.jobId, "FAILED", {
        failure: "The process that worked on it ended again and again.",
      });
    },
  );
}

async function runJob(app: App, jobId: string): Promise<void> {
  const { rows } = await app.sql.query<JobRow>(
    `UPDATE job SET state = 'RUNNING', started_at = coalesce(started_at, now()), progress = 0, message = ''
     WHERE id = $1 AND state IN ('QUEUED', 'RUNNING') RETURNING id, kind, state, input, created_by`,
    [jobId],
  );
  if (rows.length === 0) return; // finished before, or gone
  const progress = new Progress(app, jobId);
  try {
    await announce(app, jobId);
    const subjectId = await dispatch(app, rows[0], progress.report);
    await progress.settle();
    await finish(app, jobId, "SUCCEEDED", { subjectId });
  } catch (error) {
    await progress.settle();
    const failure = (error as Error).message;
    if (!(error instanceof JobRefused)) logError(`Job ${rows[0].kind} ${jobId} failed`, error);
    await finish(app, jobId, "FAILED", { failure });
  }
}

function dispatch(app: App, job: JobRow, report: Report): Promise<string> {
  if (job.kind === "IMPORT") return runImportJob(app, job.id, job.input as JobInputs["IMPORT"], report);
  if (job.kind === "TRAIN") return runTrainJob(app, job.id, job.input as JobInputs["TRAIN"], report);
  return runDecisionJob(app, job.id, job.input as JobInputs["DECIDE"], report);
}

async function finish(
  app: App,
  jobId: string,
  state: "SUCCEEDED" | "FAILED",
  result: { subjectId?: string; failure?: string },
): Promise<void> {
  await app.sql.query(
    `UPDATE job SET state = $2::"JobState", progress = CASE WHEN $2::"JobState" = 'SUCCEEDED' THEN 1 ELSE progress END,
       finished_at = now(), subject_id = coalesce($3, subject_id), failure = $4
     WHERE id = $1 AND finished_at IS NULL`,
    [jobId, state, result.subjectId ?? null, result.failure ?? null],
  );
  await announce(app, jobId);
}

async function announce(app: App, jobId: string): Promise<void> {
  await app.sql.query("SELECT pg_notify('job', $1)", [jobId]);
}

/** Writes at most four reports a second, on a connection of its own so that they show during the job's transaction. */
class Progress {
  private last = 0;
  private pending: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly app: App,
    private readonly jobId: string,
  ) {}

  readonly report: Report = (fraction, message) => {
    const now = Date.now();
    if (now - this.last < 250) return;
    this.last = now;
    const bounded = Math.min(1, Math.max(0, fraction));
    this.pending = this.app.sql
      .query(
        `WITH changed AS (UPDATE job SET progress = $2, message = $3 WHERE id = $1 RETURNING id)
         SELECT pg_notify('job', id::text) FROM changed`,
        [this.jobId, bounded, message],
      )
      .catch(() => {}); // a lost report is no reason to fail the job
  };

  async settle(): Promise<void> {
    await this.pending;
  }
}
