import { classifiers, type TrainableName } from "@loan-recovery/ml-core/models/registry";
import { ArrayMaxSize, IsInt, IsOptional, Max, Min } from "class-validator";
import { Field, Float, InputType, Int, ObjectType } from "type-graphql";
import { connectionType } from "../graphql/connection.js";
import { Book, enumOf } from "../graphql/types.js";

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

@ObjectType({
  description:
    "The same method, taught by the older loans and tested on the newest. No borrower is on both sides; the base rate is that of the older loans.",
})
export class OutOfTime {
  @Field({ description: "Date of the oldest tested loans; those that taught are all older." })
  cutDate: string;

  @Field({ description: "Date of the newest loans." })
  lastDate: string;

  @Field(() => Int)
  trainRows: number;

  @Field(() => Int)
  testRows: number;

  @Field(() => Int, { description: "Tested loans that were not recovered." })
  testPositives: number;

  @Field(() => ModelMetrics)
  metrics: ModelMetrics;
}

@ObjectType({ description: "A coefficient of a regression." })
export class Coefficient {
  @Field()
  feature: string;

  @Field(() => String, {
    nullable: true,
    description: "The category that it is for; null for the number itself.",
  })
  level: string | null;

  @Field(() => Float, {
    description:
      "Change of the log-odds for one standard deviation of a number, or from the average loan to the category.",
  })
  value: number;

  @Field(() => Float, { nullable: true })
  standardError: number | null;
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
