import type { App } from "../context.js";
import { watchJob } from "./watch.js";

/**
 * Waits until a job is finished.
 * @returns the id of what it made
 * @throws Error with the job's failure
 */
export async function waitForJob(
  app: Pick<App, "sql" | "notifications">,
  jobId: string,
  onProgress: (fraction: number, message: string) => void = () => {},
): Promise<string | null> {
  for await (const job of watchJob(app, jobId)) {
    if (job.state === "FAILED") throw new Error(job.failure ?? "The job failed.");
    if (job.state === "SUCCEEDED") return job.subject_id;
    onProgress(job.progress, job.message);
  }
  throw new Error(`Job ${jobId} ended without a result.`);
}
