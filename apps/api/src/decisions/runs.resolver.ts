import { Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from "type-graphql";
import type { Context, SignedInContext } from "../context.js";
import type { ConnectionOf } from "../graphql/connection.js";
import { PageArgs } from "../graphql/page-args.js";
import { JobResult, toJobResult } from "../jobs/job-result.js";
import type { ModelRow } from "../models/models.js";
import { Model } from "../models/models.type.js";
import type { PolicyRow } from "../policies/policies.js";
import { Policy } from "../policies/policies.type.js";
import { DecisionRun, DecisionRunConnection, TreatmentCount } from "./decisions.type.js";
import { findActiveRun, listRuns, type RunRow, type RunSummary, startDecisionRun } from "./runs.js";

@Resolver(() => DecisionRun)
export class DecisionRunResolver {
  @Query(() => DecisionRun, { nullable: true, description: "The run that every list and export reads." })
  activeDecisionRun(@Ctx() { sql }: Context): Promise<RunRow | null> {
    return findActiveRun(sql);
  }

  @Query(() => DecisionRunConnection)
  decisionRuns(@Ctx() { sql }: Context, @Args(() => PageArgs) page: PageArgs): Promise<ConnectionOf<RunRow>> {
    return listRuns(sql, page);
  }

  @Mutation(() => JobResult, { description: "Decides the current book again." })
  async startDecisionRun(@Ctx() context: SignedInContext): Promise<object> {
    return toJobResult(context, await startDecisionRun(context, context.actor));
  }

  @FieldResolver(() => ID)
  id(@Root() row: RunRow): string {
    return String(row.id);
  }

  @FieldResolver(() => Int, { description: "Runs are numbered as they are asked for." })
  number(@Root() row: RunRow): number {
    return row.id;
  }

  @FieldResolver(() => Boolean, { description: "Every list and export reads it." })
  async active(@Root() row: RunRow, @Ctx() { loaders }: Context): Promise<boolean> {
    return (await loaders.activeRun())?.id === row.id;
  }

  @FieldResolver(() => Model)
  model(@Root() row: RunRow, @Ctx() { loaders }: Context): Promise<ModelRow | null> {
    return loaders.model.load(row.model_id);
  }

  @FieldResolver(() => Int)
  async modelVersion(@Root() row: RunRow, @Ctx() { loaders }: Context): Promise<number> {
    return (await loaders.model.load(row.model_id))!.version;
  }

  @FieldResolver(() => Boolean, { description: "Every score is the base rate: no usable model is active." })
  async isBaseRate(@Root() row: RunRow, @Ctx() { loaders }: Context): Promise<boolean> {
    return (await loaders.model.load(row.model_id))!.classifier === "base-rate";
  }

  @FieldResolver(() => Policy)
  policy(@Root() row: RunRow, @Ctx() { loaders }: Context): Promise<PolicyRow | null> {
    return loaders.policy.load(row.policy_id);
  }

  @FieldResolver(() => Int, { nullable: true })
  loanCount(@Root() row: RunRow): number | null {
    return row.loan_count;
  }

  @FieldResolver(() => Int, { nullable: true })
  borrowerCount(@Root() row: RunRow): number | null {
    return row.borrower_count;
  }

  @FieldResolver(() => Int, { nullable: true })
  unknownOutstanding(@Root() row: RunRow): number | null {
    return row.unknown_outstanding;
  }

  @FieldResolver(() => Date)
  createdAt(@Root() row: RunRow): Date {
    return row.created_at;
  }

  @FieldResolver(() => Date, { nullable: true })
  activatedAt(@Root() row: RunRow): Date | null {
    return row.activated_at;
  }

  @FieldResolver(() => [TreatmentCount], { description: "Loans per treatment, the most severe first." })
  treatments(@Root() row: RunRow, @Ctx() { config }: Context): TreatmentCount[] {
    const counts: RunSummary["treatments"] = row.summary?.treatments ?? [];
    return counts.map(({ outstanding, ...count }) => ({
      ...count,
      outstanding: { amount: outstanding, currency: config.currency },
    }));
  }

  @FieldResolver(() => [String])
  segments(@Root() row: RunRow): string[] {
    return row.summary?.segments ?? [];
  }
}
