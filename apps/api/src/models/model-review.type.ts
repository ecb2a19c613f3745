import { Field, Float, Int, ObjectType } from "type-graphql";

@ObjectType({ description: "A value with its 95 % interval, clustered by borrower." })
export class Estimate {
  @Field(() => Float)
  value: number;

  @Field(() => Float)
  low: number;

  @Field(() => Float)
  high: number;
}

@ObjectType({ description: "Three answers to how much a column matters to a model." })
export class ColumnImportance {
  @Field()
  feature: string;

  @Field(() => Float, {
    description: "Share of what the model learned from it, on the training loans; all shares add up to 1.",
  })
  learned: number;

  @Field(() => Estimate, {
    description:
      "Permutation importance: rise of the log loss when the column's values are dealt out at random, on loans that the scores are out-of-sample for. Around 0 for a useless column.",
  })
  logLossRise: Estimate;

  @Field(() => Float, { nullable: true, description: "The same as a drop of the ROC AUC." })
  aucDrop: number | null;

  @Field(() => Float, {
    nullable: true,
    description: "Mean |SHAP|: how far the column moves a loan's score on average, from 0 to 1.",
  })
  meanAttribution: number | null;
}

@ObjectType({ description: "Columns as a person knows them: all levels of a category are one." })
export class ModelImportance {
  @Field(() => Int, { description: "Loans that were permuted: a sample where there are more." })
  permutedRows: number;

  @Field(() => Int, { description: "How often each column was dealt out." })
  repeats: number;

  @Field(() => Int, { description: "Loans whose scores were taken apart: a sample where there are more." })
  attributedRows: number;

  @Field(() => [ColumnImportance], { description: "In the order of what was learned." })
  columns: readonly ColumnImportance[];
}

@ObjectType({ description: "A tenth of the loans, the first with the highest scores." })
export class GainsBand {
  @Field(() => Int)
  band: number;

  @Field(() => Float)
  rows: number;

  @Field(() => Estimate, { description: "Share of the tenth that was not recovered." })
  rate: Estimate;

  @Field(() => Estimate, { description: "That share over the share among all loans." })
  lift: Estimate;

  @Field(() => Estimate, {
    description: "Share of all loans not recovered that is in this tenth or one before it.",
  })
  gain: Estimate;
}

@ObjectType()
export class TreatmentRate {
  @Field()
  treatment: string;

  @Field(() => Estimate)
  rate: Estimate;
}

@ObjectType()
export class GroupFairness {
  @Field()
  group: string;

  @Field(() => Int)
  borrowers: number;

  @Field({ description: "Too few borrowers to conclude from." })
  isSmall: boolean;

  @Field(() => [TreatmentRate], { description: "How often the policy would choose each treatment." })
  selection: TreatmentRate[];

  @Field(() => Estimate, { nullable: true })
  rocAuc: Estimate | null;

  @Field(() => Estimate, {
    nullable: true,
    description: "Mean score minus observed rate: above 0, the group is thought riskier than it is.",
  })
  calibrationGap: Estimate | null;
}

@ObjectType({
  description: "How one protected column's groups are scored and treated. The model never sees it.",
})
export class ColumnFairness {
  @Field()
  column: string;

  @Field()
  text: string;

  @Field(() => [GroupFairness])
  groups: GroupFairness[];
}

@ObjectType({ description: "Tukey's box plot." })
export class BoxPlot {
  @Field(() => Int)
  rows: number;

  @Field(() => Float)
  whiskerLow: number;

  @Field(() => Float)
  lowerQuartile: number;

  @Field(() => Float)
  median: number;

  @Field(() => Float)
  upperQuartile: number;

  @Field(() => Float)
  whiskerHigh: number;
}

@ObjectType()
export class HistogramBin {
  @Field(() => Float)
  from: number;

  @Field(() => Float)
  to: number;

  @Field(() => Int)
  count: number;
}

@ObjectType()
export class ScatterPoint {
  @Field(() => Float)
  income: number;

  @Field(() => Float)
  risk: number;

  @Field(() => Boolean, { nullable: true })
  isNotRecovered: boolean | null;

  @Field(() => String, { nullable: true })
  segment: string | null;
}

@ObjectType({ description: "What the training loans look like; null where a column is not there." })
export class ModelPlots {
  @Field(() => BoxPlot, { nullable: true })
  missedPaymentsRecovered: BoxPlot | null;

  @Field(() => BoxPlot, { nullable: true })
  missedPaymentsNotRecovered: BoxPlot | null;

  @Field(() => [HistogramBin], { nullable: true })
  loanAmounts: readonly HistogramBin[] | null;

  @Field(() => [ScatterPoint], {
    nullable: true,
    description: "A sample of loans: monthly income against the score of trees that never saw the borrower.",
  })
  incomeAgainstRisk: readonly ScatterPoint[] | null;
}
