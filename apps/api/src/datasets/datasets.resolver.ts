import { canonicalColumns } from "@loan-recovery/ml-core/table/roles";
import { Arg, Args, Ctx, FieldResolver, Float, ID, Int, Mutation, Query, Resolver, Root } from "type-graphql";
import type { Context, SignedInContext } from "../context.js";
import type { ConnectionOf } from "../graphql/connection.js";
import { PageArgs } from "../graphql/page-args.js";
import { DateScalar } from "../graphql/types.js";
import { JobResult, toJobResult } from "../jobs/job-result.js";
import { findJob, type JobRow } from "../jobs/jobs.js";
import { Job } from "../jobs/jobs.type.js";
import { outcomeClassName } from "./dataset-mapping.js";
import {
  type DatasetRow,
  discardDataset,
  findDuplicateOf,
  listDatasets,
  listRejects,
  type RejectRow,
} from "./datasets.js";
import {
  Dataset,
  DatasetConnection,
  DatasetMappingInput,
  DatasetPreview,
  type OutcomeValue,
  Reject,
  RejectConnection,
} from "./datasets.type.js";
import { importDataset } from "./import-request.js";
import type { StoredPreview } from "./preview.js";

@Resolver(() => Dataset)
export class DatasetResolver {
  @Query(() => DatasetConnection, { description: "Every dataset, newest first." })
  datasets(@Ctx() { sql }: Context, @Args(() => PageArgs) page: PageArgs): Promise<ConnectionOf<DatasetRow>> {
    return listDatasets(sql, page);
  }

  @Query(() => Dataset, { nullable: true })
  dataset(@Ctx() { loaders }: Context, @Arg("id", () => ID) id: string): Promise<DatasetRow | null> | null {
    return isId(id) ? loaders.dataset.load(Number(id)) : null;
  }

  @Mutation(() => JobResult, {
    description: "Imports an upload by this mapping, once a person has confirmed it.",
  })
  async importDataset(
    @Ctx() context: SignedInContext,
    @Arg("id", () => ID) id: string,
    @Arg("mapping", () => DatasetMappingInput) mapping: DatasetMappingInput,
  ): Promise<object> {
    const answer = await importDataset(context, context.actor, isId(id) ? Number(id) : 0, { ...mapping });
    return toJobResult(context, answer);
  }

  @Mutation(() => Boolean, {
    description: "Deletes an upload that was not imported; false where there is none.",
  })
  discardDataset(@Ctx() context: SignedInContext, @Arg("id", () => ID) id: string): Promise<boolean> {
    return discardDataset(context, context.actor, isId(id) ? Number(id) : 0);
  }

  @FieldResolver(() => ID)
  id(@Root() row: DatasetRow): string {
    return String(row.id);
  }

  @FieldResolver(() => String)
  fileName(@Root() row: DatasetRow): string {
    return row.file_name;
  }

  @FieldResolver(() => Float)
  byteSize(@Root() row: DatasetRow): number {
    return Number(row.byte_size);
  }

  @FieldResolver(() => DateScalar, { nullable: true, description: "The newest as-of date of its rows." })
  asOf(@Root() row: DatasetRow): string | null {
    return row.as_of;
  }

  @FieldResolver(() => Int, { nullable: true, description: "Rows of the file, rejected ones included." })
  rowCount(@Root() row: DatasetRow): number | null {
    return row.row_count;
  }

  @FieldResolver(() => Int, { nullable: true })
  loanCount(@Root() row: DatasetRow): number | null {
    return row.loan_count;
  }

  @FieldResolver(() => Int, { nullable: true, description: "Loans of the file without a final outcome." })
  openCount(@Root() row: DatasetRow): number | null {
    return row.open_count;
  }

  @FieldResolver(() => Int, { nullable: true, description: "Loans of the file with a final outcome." })
  finishedCount(@Root() row: DatasetRow): number | null {
    return row.finished_count;
  }

  @FieldResolver(() => Int, { nullable: true, description: "Cells and rows that were not taken over." })
  rejectCount(@Root() row: DatasetRow): number | null {
    return row.reject_count;
  }

  @FieldResolver(() => Int, {
    nullable: true,
    description: "Open loans of its source that this full file lacks.",
  })
  goneCount(@Root() row: DatasetRow): number | null {
    return row.gone_count;
  }

  @FieldResolver(() => Date)
  createdAt(@Root() row: DatasetRow): Date {
    return row.created_at;
  }

  @FieldResolver(() => Date, { nullable: true })
  importedAt(@Root() row: DatasetRow): Date | null {
    return row.imported_at;
  }

  @FieldResolver(() => String, { nullable: true })
  uploadedBy(@Root() row: DatasetRow): string | null {
    return row.created_by;
  }

  @FieldResolver(() => ID, { nullable: true, description: "An earlier dataset of exactly the same bytes." })
  async duplicateOf(@Root() row: DatasetRow, @Ctx() { sql }: Context): Promise<string | null> {
    const earlier = await findDuplicateOf(sql, row);
    return earlier === null ? null : String(earlier);
  }

  @FieldResolver(() => Job, { nullable: true, description: "Its newest import." })
  job(@Root() row: DatasetRow, @Ctx() { sql }: Context): Promise<JobRow | null> | null {
    return row.job_id === null ? null : findJob(sql, row.job_id);
  }

  @FieldResolver(() => DatasetPreview, { nullable: true, description: "Until it is imported." })
  preview(@Root() { preview }: DatasetRow): DatasetPreview | null {
    return preview === null ? null : toPreview(preview);
  }

  @FieldResolver(() => RejectConnection, { description: "In the order in which they were found." })
  rejects(
    @Root() row: DatasetRow,
    @Ctx() { sql }: Context,
    @Args(() => PageArgs) page: PageArgs,
  ): Promise<ConnectionOf<RejectRow>> {
    return listRejects(sql, row.id, page);
  }
}

@Resolver(() => Reject)
export class RejectResolver {
  @FieldResolver(() => Int, { description: "As a spreadsheet counts rows: the header is row 1." })
  row(@Root() row: RejectRow): number {
    return row.row_number;
  }

  @FieldResolver(() => Boolean, { description: "The whole row was left out, not only the cell." })
  wholeRow(@Root() row: RejectRow): boolean {
    return row.whole_row;
  }
}

function isId(id: string): boolean {
  return /^\d{1,9}$/.test(id);
}

function toPreview({ dialect, columns, rows, outcomeValues, questions }: StoredPreview): DatasetPreview {
  return {
    encoding: dialect.encoding,
    delimiter: dialect.delimiter,
    decimalSeparator: dialect.decimal,
    columns: columns.map(({ target, outcomeValues: values, ...column }) => ({
      ...column,
      suggestedTarget: target,
      outcomeValues: values.map(toOutcomeValue),
    })),
    rows,
    outcomeValues: outcomeValues.map(toOutcomeValue),
    questions: questions.map((question) => ({ ...question, options: [...question.options] })),
    targets: [...canonicalColumns],
  };
}

function toOutcomeValue({ value, count, outcome }: StoredPreview["outcomeValues"][number]): OutcomeValue {
  return { value, count, suggested: outcomeClassName(outcome) };
}
