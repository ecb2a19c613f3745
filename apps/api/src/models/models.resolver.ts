import type { Metrics } from "@loan-recovery/ml-core/report";
import { Arg, Args, Ctx, FieldResolver, Float, ID, Int, Mutation, Query, Resolver, Root } from "type-graphql";
import type { Context, SignedInContext } from "../context.js";
import type { ConnectionOf } from "../graphql/connection.js";
import { PageArgs } from "../graphql/page-args.js";
import { Verdict } from "../graphql/types.js";
import { JobResult, toJobResult } from "../jobs/job-result.js";
import { listModels, type ModelRow, verdictOf } from "./models.js";
import {
  CalibrationBin,
  Coefficient,
  classifierNames,
  ExcludedColumn,
  FeatureImportance,
  Model,
  ModelConnection,
  ModelMetrics,
  ModelWarning,
  OutOfTime,
  Segment,
  TrainModelInput,
} from "./models.type.js";
import { promoteModel, trainModel } from "./promote.js";

@Resolver(() => Model)
export class ModelResolver {
  @Query(() => ModelConnection, { description: "Every model, newest first." })
  models(@Ctx() { sql }: Context, @Args(() => PageArgs) page: PageArgs): Promise<ConnectionOf<ModelRow>> {
    return listModels(sql, page);
  }

  @Query(() => Model, { nullable: true })
  model(@Ctx() { loaders }: Context, @Arg("id", () => ID) id: string): Promise<ModelRow | null> | null {
    return /^\d{1,9}$/.test(id) ? loaders.model.load(Number(id)) : null;
  }

  @Query(() => Model, { nullable: true, description: "The model of the active run." })
  async activeModel(@Ctx() { loaders }: Context): Promise<ModelRow | null> {
    const run = await loaders.activeRun();
    return run ? loaders.model.load(run.model_id) : null;
  }

  @Mutation(() => JobResult, { description: "Trains on every loan with a known outcome." })
  async trainModel(
    @Ctx() context: SignedInContext,
    @Arg("input", () => TrainModelInput, { nullable: true }) input?: TrainModelInput,
  ): Promise<object> {
    const { classifier, ...rest } = input ?? {};
    const request = { ...rest, classifier: classifier ? classifierNames.get(classifier) : undefined };
    return toJobResult(context, await trainModel(context, context.actor, request));
  }

  @Mutation(() => JobResult, {
    description:
      "Starts a run with this model. One that cannot tell loans apart needs `override`; one that used leaked columns is never promoted.",
  })
  async promoteModel(
    @Ctx() context: SignedInContext,
    @Arg("id", () => ID) id: string,
    @Arg("override", () => Boolean, { defaultValue: false }) override: boolean,
    @Arg("note", () => String, { nullable: true }) note?: string | null,
  ): Promise<object> {
    const request = { id: Number(id), override, note: note ?? null };
    return toJobResult(context, await promoteModel(context, context.actor, request));
  }

  @FieldResolver(() => ID)
  id(@Root() row: ModelRow): string {
    return String(row.id);
  }

  @FieldResolver(() => Date)
  createdAt(@Root() row: ModelRow): Date {
    return row.created_at;
  }

  @FieldResolver(() => String, { nullable: true })
  createdBy(@Root() row: ModelRow): string | null {
    return row.created_by;
  }

  @FieldResolver(() => Boolean, { description: "The active run was decided with it." })
  async active(@Root() row: ModelRow, @Ctx() { loaders }: Context): Promise<boolean> {
    return (await loaders.activeRun())?.model_id === row.id;
  }

  @FieldResolver(() => Verdict)
  verdict(@Root() row: ModelRow): keyof typeof Verdict {
    return verdictOf(row.report);
  }

  @FieldResolver(() => String)
  verdictText(@Root() { report }: ModelRow): string {
    return report.verdictText;
  }

  @FieldResolver(() => Boolean)
  promotable(@Root() { report }: ModelRow): boolean {
    return report.promotable;
  }

  @FieldResolver(() => String, { nullable: true })
  notPromotableReason(@Root() { report }: ModelRow): string | null {
    return report.notPromotableReason;
  }

  @FieldResolver(() => Int, { nullable: true, description: "How many rows a verdict would need." })
  rowsNeeded(@Root() { report }: ModelRow): number | null {
    return report.rowsNeeded;
  }

  @FieldResolver(() => Int, { description: "Rows it was trained on." })
  rows(@Root() { report }: ModelRow): number {
    return report.rows;
  }

  @FieldResolver(() => Int)
  borrowers(@Root() { report }: ModelRow): number {
    return report.groups;
  }

  @FieldResolver(() => Float, { description: "Share of the rows that were not recovered." })
  positiveRate(@Root() { report }: ModelRow): number {
    return report.rows === 0 ? 0 : report.positives / report.rows;
  }

  @FieldResolver(() => Int)
  trees(@Root() { report }: ModelRow): number {
    return report.trees;
  }

  @FieldResolver(() => Int)
  seed(@Root() { report }: ModelRow): number {
    return report.seed;
  }

  @FieldResolver(() => [String])
  features(@Root() { report }: ModelRow): readonly string[] {
    return report.features;
  }

  @FieldResolver(() => [ExcludedColumn], { description: "Columns that are no features, and why." })
  excluded(@Root() { report }: ModelRow): readonly ExcludedColumn[] {
    return report.excluded;
  }

  @FieldResolver(() => ModelMetrics, { nullable: true, description: "Null for the base rate." })
  metrics(@Root() { report }: ModelRow): Metrics | null {
    return report.metrics;
  }

  @FieldResolver(() => Float, {
    nullable: true,
    description:
      "The ROC AUC that one would have believed with the leaked columns; null where there were none.",
  })
  leakyRocAuc(@Root() { report }: ModelRow): number | null {
    return report.leakyMetrics?.rocAuc ?? null;
  }

  @FieldResolver(() => [FeatureImportance])
  featureImportance(@Root() { report }: ModelRow): readonly FeatureImportance[] {
    return report.featureImportance;
  }

  @FieldResolver(() => [Coefficient], { nullable: true, description: "Of a regression; null for others." })
  coefficients(@Root() { report }: ModelRow): readonly Coefficient[] | null {
    return report.coefficients;
  }

  @FieldResolver(() => OutOfTime, { nullable: true, description: "Null where it cannot be tested." })
  outOfTime(@Root() { report }: ModelRow): OutOfTime | null {
    return report.outOfTime ?? null;
  }

  @FieldResolver(() => String, { nullable: true, description: "Why there is no `outOfTime`." })
  outOfTimeReason(@Root() { report }: ModelRow): string | null {
    return report.outOfTimeReason ?? null;
  }

  @FieldResolver(() => [CalibrationBin])
  calibrationCurve(@Root() { report }: ModelRow): readonly CalibrationBin[] {
    return report.calibrationCurve;
  }

  @FieldResolver(() => [String], {
    description: "Columns that a person let in against the leak guard: such a model is never promoted.",
  })
  allowedColumns(@Root() { report }: ModelRow): readonly string[] {
    return report.allowed;
  }

  @FieldResolver(() => [Segment])
  segments(@Root() { report }: ModelRow): readonly Segment[] {
    return report.segments;
  }

  @FieldResolver(() => [ModelWarning])
  warnings(@Root() { report }: ModelRow): readonly ModelWarning[] {
    return report.warnings;
  }
}
