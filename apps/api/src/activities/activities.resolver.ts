import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from "type-graphql";
import type { Context, SignedInContext } from "../context.js";
import { checkId } from "../graphql/errors.js";
import { DateScalar, Money } from "../graphql/types.js";
import type { LoanRow } from "../loans/loans.js";
import { Loan } from "../loans/loans.type.js";
import { money } from "../loans/money.js";
import { type ActivityRow, recordActivity } from "./activities.js";
import { Activity, ActivityInput, ActivityRecorded, Breach } from "./activities.type.js";

@Resolver(() => Activity)
export class ActivityResolver {
  @Mutation(() => ActivityRecorded, {
    description:
      "Records a contact. One of ours that the contact rules forbid at its time is refused, unless `override` says why it happened.",
  })
  recordActivity(
    @Ctx() context: SignedInContext,
    @Arg("activity", () => ActivityInput) activity: ActivityInput,
  ): Promise<object> {
    checkId(activity.loanId);
    return recordActivity(context, context.actor, activity);
  }

  @FieldResolver(() => Breach, { nullable: true, description: "Null: the contact rules permitted it." })
  breach(@Root() row: ActivityRow): Breach | null {
    const { against_rule: rule, against_words: words, override_reason: reason } = row;
    return rule === null ? null : { rule, words: words!, reason: reason! };
  }

  @FieldResolver(() => Loan)
  async loan(@Root() row: ActivityRow, @Ctx() { loaders }: Context): Promise<LoanRow> {
    return (await loaders.loan.load(row.loan_id))!;
  }

  @FieldResolver(() => String)
  createdBy(@Root() row: ActivityRow): string {
    return row.created_by;
  }

  @FieldResolver(() => Money, { nullable: true })
  promiseAmount(@Root() row: ActivityRow, @Ctx() { config }: Context): Money | null {
    return money(row.promise_amount, config);
  }

  @FieldResolver(() => DateScalar, { nullable: true })
  promiseDay(@Root() row: ActivityRow): string | null {
    return row.promise_day;
  }
}
