import { ArrayMaxSize, IsOptional, MaxLength } from "class-validator";
import { ArgsType, createUnionType, Field, Float, InputType, Int, ObjectType } from "type-graphql";
import { PageInfo } from "../graphql/connection.js";
import { Book, BorrowerSortKey, Refusal, SortDirection } from "../graphql/types.js";
import type { WorklistRequest } from "./worklist.js";
import type { SortKey, SortOrder, WorklistFilter } from "./worklist-query.js";

@ObjectType({ description: "A person or firm, known by the lender's own id." })
export class Borrower {
  @Field(() => Book)
  book: keyof typeof Book;

  @Field(() => String, { nullable: true })
  name: string | null;

  @Field(() => String, { nullable: true })
  phone: string | null;

  @Field(() => String, { nullable: true })
  email: string | null;
}

@ObjectType()
export class BorrowerEdge {
  @Field()
  cursor: string;

  @Field(() => Borrower)
  node: Borrower;
}

@ObjectType({ description: "Borrowers by their lead decision in the active run." })
export class BorrowerConnection {
  @Field(() => [BorrowerEdge])
  edges: BorrowerEdge[];

  @Field(() => [Borrower])
  nodes: Borrower[];

  @Field(() => PageInfo)
  pageInfo: PageInfo;

  @Field(() => Int, { description: "Borrowers, counted exactly up to 10,000." })
  totalCount: number;

  @Field()
  totalCountIsExact: boolean;

  @Field(() => String, {
    nullable: true,
    description: "What a reader of the list must know about its order.",
  })
  notice: string | null;
}

@ObjectType({ description: "A borrower whose personal data were destroyed." })
class ErasedBorrower {
  @Field(() => Borrower)
  borrower: Borrower;

  @Field(() => Int, { description: "Audit events about the borrower whose content was destroyed with them." })
  auditEvents: number;
}

export const EraseBorrowerResult = createUnionType({
  name: "EraseBorrowerResult",
  types: () => [ErasedBorrower, Refusal] as const,
  resolveType: (value: object) => ("problems" in value ? Refusal : ErasedBorrower),
});

@InputType()
export class BorrowerFilter implements WorklistFilter {
  @Field(() => [String], {
    nullable: true,
    description: "By name. Without it: everybody who may be treated now.",
  })
  treatment?: string[] | null;

  @Field(() => [String], { nullable: true })
  @IsOptional()
  @ArrayMaxSize(100)
  segment?: string[] | null;

  @Field(() => Float, { nullable: true })
  minRiskScore?: number | null;

  @Field(() => Float, { nullable: true })
  maxRiskScore?: number | null;

  @Field(() => String, { nullable: true, description: "A decimal amount." })
  minOutstanding?: string | null;

  @Field(() => String, { nullable: true, description: "A decimal amount." })
  maxOutstanding?: string | null;

  @Field(() => Int, { nullable: true })
  minDaysPastDue?: number | null;

  @Field(() => Int, { nullable: true })
  maxDaysPastDue?: number | null;

  @Field(() => String, {
    nullable: true,
    description: "The beginning of a borrower's or loan's id, or part of a name.",
  })
  @IsOptional()
  @MaxLength(200)
  text?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: "Only those who may be contacted at this moment, each by the channel of the treatment.",
  })
  contactableNow?: boolean | null;
}

@InputType()
export class BorrowerOrder implements SortOrder {
  @Field(() => BorrowerSortKey)
  by: SortKey;

  @Field(() => SortDirection)
  direction: "ASC" | "DESC";
}

@ArgsType()
export class BorrowersArgs implements WorklistRequest {
  @Field(() => Int, { nullable: true })
  first?: number | null;

  @Field(() => String, { nullable: true })
  after?: string | null;

  @Field(() => Int, { nullable: true })
  last?: number | null;

  @Field(() => String, { nullable: true })
  before?: string | null;

  @Field(() => BorrowerFilter, { nullable: true })
  filter?: BorrowerFilter | null;

  @Field(() => [BorrowerOrder], {
    nullable: true,
    description: "Sort keys, the first one first; by priority, then days past due, unless told.",
  })
  @IsOptional()
  @ArrayMaxSize(4)
  orderBy?: BorrowerOrder[] | null;
}
