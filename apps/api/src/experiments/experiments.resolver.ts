import { Arg, Args, Ctx, FieldResolver, Float, Int, Mutation, Query, Resolver, Root } from "type-graphql";
import type { Context, SignedInContext } from "../context.js";
import type { ConnectionOf } from "../graphql/connection.js";
import { PageArgs } from "../graphql/page-args.js";
import type { Refusal } from "../graphql/refusal.js";
import { toJobResult } from "../jobs/job-result.js";
import { type ExperimentRow, findExperiment, listExperiments } from "./experiments.js";
import {
  Experiment,
  ExperimentAnswer,
  ExperimentArm,
  ExperimentChangeResult,
  ExperimentConnection,
  ExperimentInput,
  ExperimentPlan,
  ExperimentResult,
  PlanExperimentResult,
} from "./experiments.type.js";
import {
  type Changed,
  createExperiment,
  discardExperiment,
  startExperiment,
  stopExperiment,
} from "./manage.js";
import { type ExperimentPlan as Plan, planExperiment } from "./plan.js";
import { readArms, readDecidedWith, readOutcome } from "./progress.js";

@Resolver(() => Experiment)
export class ExperimentResolver {
  @Query(() => ExperimentConnection, { description: "Newest first." })
  experiments(
    @Ctx() { sql }: Context,
    @Args(() => PageArgs) page: PageArgs,
  ): Promise<ConnectionOf<ExperimentRow>> {
    return listExperiments(sql, page);
  }

  @Query(() => Experiment, { nullable: true })
  experiment(@Ctx() { sql }: Context, @Arg("id", () => Int) id: number): Promise<ExperimentRow | null> {
    return findExperiment(sql, id);
  }

  @Query(() => PlanExperimentResult, {
    description: "The sample size that an experiment needs on today's book.",
  })
  async planExperiment(
    @Ctx() context: Context,
    @Arg("share", () => Float) share: number,
    @Arg("minimumEffect", () => Float) minimumEffect: number,
  ): Promise<object> {
    const plan = await planExperiment(context, { share, minimumEffect });
    return "problems" in plan ? plan : showPlan(plan, context.config.currency);
  }

  @Mutation(() => ExperimentAnswer, {
    description: "Saves an experiment that changes nothing before it is started.",
  })
  createExperiment(
    @Ctx() context: SignedInContext,
    @Arg("input", () => ExperimentInput) input: ExperimentInput,
  ): Promise<object> {
    return createExperiment(context, context.actor, input);
  }

  @Mutation(() => ExperimentChangeResult, {
    description: "Assigns borrowers from the next decision run on, which it starts. One runs at a time.",
  })
  async startExperiment(@Ctx() context: SignedInContext, @Arg("id", () => Int) id: number): Promise<object> {
    return withJob(context, await startExperiment(context, context.actor, id));
  }

  @Mutation(() => ExperimentChangeResult, {
    description: "Ends it for good, and decides everybody as the champion does.",
  })
  async stopExperiment(@Ctx() context: SignedInContext, @Arg("id", () => Int) id: number): Promise<object> {
    return withJob(context, await stopExperiment(context, context.actor, id));
  }

  @Mutation(() => ExperimentAnswer, { description: "Forgets an experiment that has not been started." })
  discardExperiment(@Ctx() context: SignedInContext, @Arg("id", () => Int) id: number): Promise<object> {
    return discardExperiment(context, context.actor, id);
  }

  @FieldResolver(() => Boolean, {
    description: "Whether you planned it: where approval is needed, another admin starts it.",
  })
  isOwn(@Root() row: ExperimentRow, @Ctx() { actor }: Context): boolean {
    return row.created_by_id !== null && row.created_by_id === actor?.id;
  }

  @FieldResolver(() => Int, {
    nullable: true,
    description: "The challenger's policy; null where it has none of its own.",
  })
  policyVersion(@Root() row: ExperimentRow): number | null {
    return row.policy_version;
  }

  @FieldResolver(() => Int, {
    nullable: true,
    description: "The challenger's model, which scores its borrowers; null where it has none of its own.",
  })
  modelVersion(@Root() row: ExperimentRow): number | null {
    return row.model_version;
  }

  @FieldResolver(() => Int)
  windowDays(@Root() row: ExperimentRow): number {
    return row.window_days;
  }

  @FieldResolver(() => Float)
  minimumEffect(@Root() row: ExperimentRow): number {
    return row.minimum_effect;
  }

  @FieldResolver(() => ExperimentPlan, {
    description: "As of its start; of a draft, as of when it was saved.",
  })
  plan(@Root() row: ExperimentRow, @Ctx() { config }: Context): ExperimentPlan {
    return showPlan(row.plan, config.currency);
  }

  @FieldResolver(() => Date)
  createdAt(@Root() row: ExperimentRow): Date {
    return row.created_at;
  }

  @FieldResolver(() => String)
  createdBy(@Root() row: ExperimentRow): string {
    return row.created_by;
  }

  @FieldResolver(() => Date, { nullable: true })
  startedAt(@Root() row: ExperimentRow): Date | null {
    return row.started_at;
  }

  @FieldResolver(() => String, { nullable: true })
  startedBy(@Root() row: ExperimentRow): string | null {
    return row.started_by;
  }

  @FieldResolver(() => Date, { nullable: true })
  stoppedAt(@Root() row: ExperimentRow): Date | null {
    return row.stopped_at;
  }

  @FieldResolver(() => String, { nullable: true })
  stoppedBy(@Root() row: ExperimentRow): string | null {
    return row.stopped_by;
  }

  @FieldResolver(() => Boolean, { description: "The active run was decided with it." })
  async active(@Root() row: ExperimentRow, @Ctx() { loaders }: Context): Promise<boolean> {
    return (await loaders.activeRun())?.experiment_id === row.id;
  }

  @FieldResolver(() => [Int], {
    description:
      "Versions of the champion's policy while it ran; more than one means that the champion changed.",
  })
  async championVersions(@Root() row: ExperimentRow, @Ctx() { sql }: Context): Promise<number[]> {
    return (await readDecidedWith(sql, row)).policyVersions;
  }

  @FieldResolver(() => [Int], { description: "Versions of the model in force while it ran." })
  async modelVersions(@Root() row: ExperimentRow, @Ctx() { sql }: Context): Promise<number[]> {
    return (await readDecidedWith(sql, row)).modelVersions;
  }

  @FieldResolver(() => [ExperimentArm], { description: "The champion first." })
  arms(@Root() row: ExperimentRow, @Ctx() { sql }: Context): Promise<ExperimentArm[]> {
    return readArms(sql, row);
  }

  @FieldResolver(() => ExperimentResult)
  async result(@Root() row: ExperimentRow, @Ctx() context: Context): Promise<ExperimentResult> {
    const { interval, ...result } = await readOutcome(context, row);
    return { ...result, low: interval?.low ?? null, high: interval?.high ?? null };
  }
}

function showPlan({ borrowers, requiredBorrowers, mean, deviation }: Plan, currency: string): ExperimentPlan {
  const money = (amount: number) => ({ amount: amount.toFixed(2), currency });
  return { borrowers, requiredBorrowers, mean: money(mean), deviation: money(deviation) };
}

async function withJob(context: Context, result: Changed | Refusal): Promise<object> {
  if ("problems" in result) return result;
  return { experiment: result.experiment, job: await toJobResult(context, result.jobId) };
}
