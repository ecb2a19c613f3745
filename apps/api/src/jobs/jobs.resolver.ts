import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root, Subscription } from "type-graphql";
import type { Context } from "../context.js";
import type { ConnectionOf } from "../graphql/connection.js";
import { PageArgs } from "../graphql/page-args.js";
import { findJob, type JobRow, listJobs } from "./jobs.js";
import { Job, JobConnection } from "./jobs.type.js";
import { watchJob } from "./watch.js";

@Resolver(() => Job)
export class JobResolver {
  @Query(() => JobConnection, { description: "Every job, newest first." })
  jobs(@Ctx() { sql }: Context, @Args(() => PageArgs) page: PageArgs): Promise<ConnectionOf<JobRow>> {
    return listJobs(sql, page);
  }

  @Query(() => Job, { nullable: true })
  job(@Ctx() { sql }: Context, @Arg("id", () => ID) id: string): Promise<JobRow | null> {
    return findJob(sql, id);
  }

  @Subscription(() => Job, {
    description: "The job as it is, and again at each change, until it is finished.",
    subscribe: ({ context, args }: { context: Context; args: { id: string } }) => watchJob(context, args.id),
  })
  jobProgress(@Root() job: JobRow, @Arg("id", () => ID) _id: string): JobRow {
    return job;
  }

  @FieldResolver(() => Date)
  createdAt(@Root() row: JobRow): Date {
    return row.created_at;
  }

  @FieldResolver(() => Date, { nullable: true })
  startedAt(@Root() row: JobRow): Date | null {
    return row.started_at;
  }

  @FieldResolver(() => Date, { nullable: true })
  finishedAt(@Root() row: JobRow): Date | null {
    return row.finished_at;
  }

  @FieldResolver(() => ID, { nullable: true, description: "The dataset, model or run that it made." })
  subjectId(@Root() row: JobRow): string | null {
    return row.subject_id;
  }
}
