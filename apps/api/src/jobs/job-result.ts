import { createUnionType } from "type-graphql";
import type { Context } from "../context.js";
import { Refusal } from "../graphql/types.js";
import { findJob } from "./jobs.js";
import { Job } from "./jobs.type.js";

/** The job that was started, or why it was not. */
export const JobResult = createUnionType({
  name: "JobResult",
  types: () => [Job, Refusal] as const,
  resolveType: (value: object) => ("problems" in value ? Refusal : Job),
});

/** Turns a capability's answer, a job's id or a refusal, into the union. */
export async function toJobResult({ sql }: Context, answer: string | Refusal): Promise<object> {
  if (typeof answer !== "string") return answer;
  const job = await findJob(sql, answer);
  if (!job) throw new Error(`Job ${answer} is gone.`);
  return job;
}
