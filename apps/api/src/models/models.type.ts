import { classifiers, type TrainableName } from "@loan-recovery/ml-core/models/registry";
import { ArrayMaxSize, IsInt, IsOptional, Max, Min } from "class-validator";
import { Field, Float, InputType, Int, ObjectType } from "type-graphql";
import { connectionType } from "../graphql/connection.js";
import { Book, enumOf, Treatment, type TreatmentName } from "../graphql/types.js";

/** A classifier's name in the schema, and the one that ml-core knows: RANDOM_FOREST is random-forest. */
export const classifierNames = new Map(
  (Object.keys(classifiers) as TrainableName[]).map((name) => [
    name.toUpperCase().replaceAll("-", "_"),
    name,
  ]),
);
const Classifier = enumOf(
  "Classifier",
  [...classifierNames.keys()],
  "How a model learns. RANDOM_FOREST is the default.",
);

@ObjectType({ description: "A trained model, or the built-in base rate, with its report." })
export class Model {
  @Field(() => Int)
  version: number;

  @Field(() => Book)
  book: keyof typeof Book;

  @Field()
  classifier: string;

  @Field({ description: "SHA-256 of the model file." })
  hash: string;
}

export const ModelConnection = connectionType("Model", () => Model);

@ObjectType()
export class ExcludedColumn {
  @Field()
  column: string;

  @Field()
  reason: string;

  @Field()
  detail: string;
}

@ObjectType({ description: "All from rows that the model had not seen, each beside the base rate's own." })
export class ModelMetrics {
  @Field(() => Float)
  rocAuc: number;

  @Field(() => Float, { description: "Lower end of the 95 % interval." })
  rocAucLow: number;

  @Field(() => Float, { description: "Upper end of the 95 % interval." })
  rocAucHigh: number;

  @Field(() => Float)
  prAuc: number;

  @Field(() => Float)
  logLoss: number;

  @Field(() => Float)
  brier: number;

  @Field(() => Float)
  calibrationError: number;

  @Field(() => Float)
  baselineLogLoss: number;

  @Field(() => Float)
  baselineBrier: number;

  @Field(() => Float)
  baselineCalibrationError: number;
}

@ObjectType()
export class FeatureImportance {
  @Field()
  feature: string;

  @Field(() => Float, { description: "Share of the whole; all shares add up to 1." })
  importance: number;
}

@ObjectType()
export class CalibrationBin {
  @Field(() => Float)
  from: number;

  @Field(() => Float)
  to: number;

  @Field(() => Float)
  meanScore: number;

  @Field(() => Float)
  observedRate: number;

  @Field(() => Float)
  low: number;

  @Field(() => Float)
  high: number;

  @Field(() => Int)
  count: number;
}

@ObjectType()
export class SegmentTrait {
  @Field()
  feature: string;

  @Field()
  text: string;
}

@ObjectType()
export class Segment {
  @Field()
  name: string;

  @Field(() => Int)
  size: number;

  @Field(() => Float)
  positiveRate: number;

  @Field(() => [SegmentTrait])
  profile: readonly SegmentTrait[];
}

@ObjectType()
export class ModelWarning {
  @Field()
  code: string;

  @Field()
  message: string;
}

@ObjectType({ description: "A value with its 95 % interval, clustered by borrower." })
export class Estimate {
  @Field(() => Float)
  value: number;

  @Field(() => Float)
  low: number;

  @Field(() => Float)
  high: number;
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
  @Field(() => Treatment)
  treatment: TreatmentName;

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

@InputType()
export class TrainModelInput {
  @Field(() => Classifier, { nullable: true })
  classifier?: string | null;

  @Field(() => Int, { nullable: true })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(2147483647)
  seed?: number;

  @Field(() => Int, { nullable: true, description: "1 to 2,000." })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(2000)
  trees?: number;

  @Field(() => [String], { nullable: true, description: "Columns that the leak guard would leave out." })
  @IsOptional()
  @ArrayMaxSize(1000)
  allowColumns?: string[];

  @Field(() => [String], { nullable: true, description: "Columns that must not be features." })
  @IsOptional()
  @ArrayMaxSize(1000)
  ignoreColumns?: string[];
}
