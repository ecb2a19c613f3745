import type { ModelReview } from "@loan-recovery/ml-core/model-review";
import { Ctx, FieldResolver, Float, Resolver, Root } from "type-graphql";
import type { Context } from "../context.js";
import { ColumnFairness, Estimate, GainsBand, ModelImportance, ModelPlots } from "./model-review.type.js";
import { fairnessOf, type ModelRow } from "./models.js";
import { Model } from "./models.type.js";

/** What only a model's own page shows, from its review. */
@Resolver(() => Model)
export class ModelReviewResolver {
  @FieldResolver(() => ModelImportance, { nullable: true, description: "Null for the base rate." })
  async importance(@Root() row: ModelRow, @Ctx() context: Context): Promise<ModelImportance | null> {
    return (await reviewOf(row, context))?.importance ?? null;
  }

  @FieldResolver(() => Float, {
    nullable: true,
    description: "Kolmogorov-Smirnov: how far apart the two outcomes are scored, at best, from 0 to 1.",
  })
  async ks(@Root() row: ModelRow, @Ctx() context: Context): Promise<number | null> {
    return (await reviewOf(row, context))?.assessment.ks?.value ?? null;
  }

  @FieldResolver(() => Estimate, {
    nullable: true,
    description: "Below 1 the scores are too extreme, above 1 too timid.",
  })
  async calibrationSlope(@Root() row: ModelRow, @Ctx() context: Context): Promise<Estimate | null> {
    const slope = (await reviewOf(row, context))?.assessment.slope;
    return slope ? { value: slope.slope, low: slope.slopeLow, high: slope.slopeHigh } : null;
  }

  @FieldResolver(() => [GainsBand])
  async gains(@Root() row: ModelRow, @Ctx() context: Context): Promise<readonly GainsBand[]> {
    return (await reviewOf(row, context))?.assessment.gains ?? [];
  }

  @FieldResolver(() => [ColumnFairness])
  async fairness(@Root() row: ModelRow, @Ctx() context: Context): Promise<ColumnFairness[]> {
    return fairnessOf(await reviewOf(row, context));
  }

  @FieldResolver(() => ModelPlots, { nullable: true })
  async plots(@Root() row: ModelRow, @Ctx() context: Context): Promise<ModelPlots | null> {
    const review = await reviewOf(row, context);
    if (review === null) return null;
    const { missedPaymentsByOutcome: missed, loanAmounts, incomeAgainstRisk } = review.plots;
    return {
      missedPaymentsRecovered: missed?.recovered ?? null,
      missedPaymentsNotRecovered: missed?.notRecovered ?? null,
      loanAmounts,
      incomeAgainstRisk,
    };
  }
}

async function reviewOf(row: ModelRow, { loaders }: Context): Promise<ModelReview | null> {
  return (await loaders.review.load(row.id))?.review ?? null;
}
