import { ArrayMaxSize, IsOptional, Matches, MaxLength, ValidateNested } from "class-validator";
import { Field, InputType, Int, ObjectType } from "type-graphql";
import { connectionType } from "../graphql/connection.js";
import { Book, Coverage, DatasetState, DateOrder, DateScalar, OutcomeClass } from "../graphql/types.js";
import type { OutcomeClassName } from "./dataset-mapping.js";

@ObjectType({ description: "One uploaded file, imported or awaiting its mapping." })
export class Dataset {
  @Field(() => DatasetState)
  state: keyof typeof DatasetState;

  @Field(() => Book)
  book: keyof typeof Book;

  @Field({ description: "Of the file's bytes." })
  sha256: string;

  @Field({ description: "The name under which the lender sends this book; FULL speaks of one source only." })
  source: string;

  @Field(() => Coverage)
  coverage: keyof typeof Coverage;

  @Field(() => String, { nullable: true, description: "Why the import failed." })
  failure: string | null;
}

export const DatasetConnection = connectionType("Dataset", () => Dataset);

@ObjectType({ description: "A value of the outcome column and what it would mean." })
export class OutcomeValue {
  @Field()
  value: string;

  @Field(() => Int, { description: "How often the sample holds it." })
  count: number;

  @Field(() => OutcomeClass)
  suggested: OutcomeClassName;
}

@ObjectType({ description: "A column of the uploaded file." })
export class PreviewColumn {
  @Field(() => Int, { description: "Its place in the file, from 0." })
  index: number;

  @Field()
  name: string;

  @Field(() => String, { nullable: true, description: 'A canonical column, "attribute" or "ignore".' })
  suggestedTarget: string | null;

  @Field({ description: "What it would be used for." })
  role: string;

  @Field(() => [String])
  samples: string[];

  @Field(() => String, { nullable: true })
  explanation: string | null;

  @Field(() => [OutcomeValue], {
    description: "What its values would mean, were it the outcome; empty where they are too many for one.",
  })
  outcomeValues: OutcomeValue[];
}

@ObjectType({ description: "Something to look at before the import." })
export class MappingQuestion {
  @Field()
  code: string;

  @Field(() => String, { nullable: true })
  column: string | null;

  @Field()
  message: string;

  @Field(() => [String], { description: "Answers to choose from; empty where it is only to be known." })
  options: string[];
}

@ObjectType({ description: "A column of ours that a file's column can be mapped to." })
export class TargetColumn {
  @Field()
  name: string;

  @Field()
  role: string;

  @Field()
  type: string;

  @Field()
  required: boolean;
}

@ObjectType({ description: "What the file's beginning says, while it awaits its mapping." })
export class DatasetPreview {
  @Field()
  encoding: string;

  @Field()
  delimiter: string;

  @Field()
  decimalSeparator: string;

  @Field(() => [PreviewColumn])
  columns: PreviewColumn[];

  @Field(() => [[String]], { description: "The first 20 rows as text, in the file's column order." })
  rows: string[][];

  @Field(() => [OutcomeValue], { description: "Of the suggested outcome column." })
  outcomeValues: OutcomeValue[];

  @Field(() => [MappingQuestion])
  questions: MappingQuestion[];

  @Field(() => [TargetColumn])
  targets: TargetColumn[];
}

@ObjectType({ description: "A cell or a whole row that was not taken over." })
export class Reject {
  @Field(() => String, {
    nullable: true,
    description: "The file's name for it; null where the row itself is at fault.",
  })
  column: string | null;

  @Field(() => String, { nullable: true, description: "As written, cut to 200 characters." })
  value: string | null;

  @Field()
  reason: string;
}

export const RejectConnection = connectionType("Reject", () => Reject);

@InputType()
export class ColumnMappingInput {
  @Field(() => Int)
  index: number;

  @Field(() => String, { nullable: true, description: 'A canonical column, "attribute" or "ignore".' })
  @IsOptional()
  @MaxLength(100)
  target?: string | null;
}

@InputType()
export class OutcomeValueInput {
  @Field()
  @MaxLength(2000)
  value: string;

  @Field(() => OutcomeClass)
  outcome: OutcomeClassName;
}

@InputType()
export class DatasetMappingInput {
  @Field(() => [ColumnMappingInput], { description: "Columns that are not named are ignored." })
  @ArrayMaxSize(5000)
  @ValidateNested({ each: true })
  columns: ColumnMappingInput[];

  @Field(() => [OutcomeValueInput], { description: "Values that are not named mean what was suggested." })
  @ArrayMaxSize(1000)
  @ValidateNested({ each: true })
  outcomeValues: OutcomeValueInput[];

  @Field(() => DateOrder, { nullable: true, description: "Where the file does not settle it." })
  dateOrder?: keyof typeof DateOrder | null;

  @Field(() => String, { nullable: true, description: '"." or ","; as detected unless told.' })
  @IsOptional()
  @Matches(/^[.,]$/, { message: 'The decimal separator is "." or ",".' })
  decimalSeparator?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: "The file has no loan ids: each row is a loan of its own.",
  })
  rowNumberIds?: boolean | null;

  @Field()
  source: string;

  @Field(() => Coverage)
  coverage: keyof typeof Coverage;

  @Field(() => DateScalar, {
    nullable: true,
    description: "Of rows without a date of their own; today unless told.",
  })
  asOf?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: "A full file that lacks more than 5 % of its source's open loans needs this.",
  })
  confirmGone?: boolean | null;
}
