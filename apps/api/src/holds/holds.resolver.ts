import { Arg, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from "type-graphql";
import type { BorrowerRow } from "../borrowers/borrowers.js";
import { Borrower } from "../borrowers/borrowers.type.js";
import type { Context, SignedInContext } from "../context.js";
import { checkId } from "../graphql/errors.js";
import { DateScalar } from "../graphql/types.js";
import type { LoanRow } from "../loans/loans.js";
import { Loan } from "../loans/loans.type.js";
import { endHold, type HoldRow, setHold } from "./holds.js";
import { Hold, HoldInput, HoldResult } from "./holds.type.js";

@Resolver(() => Hold)
export class HoldResolver {
  @Mutation(() => HoldResult, {
    description: "Holds a borrower or one loan, and decides the borrower again at once.",
  })
  setHold(@Ctx() context: SignedInContext, @Arg("hold", () => HoldInput) hold: HoldInput): Promise<object> {
    checkId(hold.borrowerId);
    if (hold.loanId != null) checkId(hold.loanId);
    return setHold(context, context.actor, hold);
  }

  @Mutation(() => HoldResult, { description: "Ends a hold, and decides the borrower again at once." })
  endHold(@Ctx() context: SignedInContext, @Arg("id", () => ID) id: string): Promise<object> {
    return endHold(context, context.actor, checkId(id));
  }

  @FieldResolver(() => Loan, { nullable: true, description: "Null: it holds the person, so all loans." })
  async loan(@Root() row: HoldRow, @Ctx() { loaders }: Context): Promise<LoanRow | null> {
    return row.loan_id === null ? null : loaders.loan.load(row.loan_id);
  }

  @FieldResolver(() => Borrower)
  async borrower(@Root() row: HoldRow, @Ctx() { loaders }: Context): Promise<BorrowerRow> {
    return (await loaders.borrower.load(row.borrower_id))!;
  }

  @FieldResolver(() => DateScalar, {
    nullable: true,
    description: "Null: until somebody ends it.",
  })
  lastDay(@Root() row: HoldRow): string | null {
    return row.last_day;
  }

  @FieldResolver(() => Date)
  createdAt(@Root() row: HoldRow): Date {
    return row.created_at;
  }

  @FieldResolver(() => String)
  createdBy(@Root() row: HoldRow): string {
    return row.created_by;
  }

  @FieldResolver(() => Date, { nullable: true })
  endedAt(@Root() row: HoldRow): Date | null {
    return row.ended_at;
  }

  @FieldResolver(() => String, { nullable: true })
  endedBy(@Root() row: HoldRow): string | null {
    return row.ended_by;
  }
}
