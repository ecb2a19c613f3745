import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from "type-graphql";
import type { Context, SignedInContext } from "../context.js";
import type { DecisionRow } from "../decisions/decisions.js";
import { Decision, DecisionRun } from "../decisions/decisions.type.js";
import type { RunRow } from "../decisions/runs.js";
import { toConnection } from "../graphql/connection.js";
import { Money } from "../graphql/types.js";
import type { LoanRow } from "../loans/loans.js";
import { Loan } from "../loans/loans.type.js";
import { money } from "../loans/money.js";
import type { BorrowerRow } from "./borrowers.js";
import { Borrower, BorrowerConnection, BorrowersArgs, EraseBorrowerResult } from "./borrowers.type.js";
import { eraseBorrower } from "./erase.js";
import { listWorklist, type Worklist } from "./worklist.js";

@Resolver(() => Borrower)
export class BorrowerResolver {
  @Query(() => BorrowerConnection, {
    description: "The worklist: borrowers by their lead decision in the active run.",
  })
  async borrowers(
    @Ctx() { sql, loaders, config }: Context,
    @Args(() => BorrowersArgs) args: BorrowersArgs,
  ): Promise<object> {
    const list = await listWorklist(sql, args, {
      jurisdiction: config.jurisdiction,
      instant: loaders.instant,
    });
    for (const { borrower, decision } of list.nodes) {
      loaders.borrower.prime(borrower.id, borrower);
      // A list that goes on in an older run keeps that run's decisions.
      loaders.leadDecision.prime(borrower.id, decision);
    }
    const { run, model, notice, totalCountIsExact, ...page } = list;
    if (run) loaders.run.prime(run.id, run);
    if (model) loaders.model.prime(model.id, model);
    const borrowers = { ...page, nodes: page.nodes.map(({ borrower }) => borrower) };
    return { ...toConnection(borrowers), run, notice, totalCountIsExact };
  }

  @Query(() => Borrower, { nullable: true })
  borrower(@Ctx() { loaders }: Context, @Arg("id", () => ID) id: string): Promise<BorrowerRow | null> | null {
    return /^\d{1,18}$/.test(id) ? loaders.borrower.load(id) : null;
  }

  @Mutation(() => EraseBorrowerResult, {
    description:
      "Destroys the borrower's name, phone, email and time zone, notes about them, and the content of the audit events about them, for good.",
  })
  eraseBorrower(
    @Ctx() { sql, actor }: SignedInContext,
    @Arg("borrowerId", () => ID) borrowerId: string,
    @Arg("confirm", () => String, {
      description: "The lender's own id of the borrower, typed as a confirmation.",
    })
    confirm: string,
  ): Promise<object> {
    return eraseBorrower(sql, actor, borrowerId, confirm);
  }

  @FieldResolver(() => ID)
  id(@Root() row: BorrowerRow): string {
    return row.id;
  }

  @FieldResolver(() => String, { description: "The lender's own id." })
  externalId(@Root() row: BorrowerRow): string {
    return row.external_id;
  }

  @FieldResolver(() => String, { nullable: true })
  timeZone(@Root() row: BorrowerRow): string | null {
    return row.time_zone;
  }

  @FieldResolver(() => Date, {
    nullable: true,
    description: "When their personal data were destroyed; imports bring none back.",
  })
  erasedAt(@Root() row: BorrowerRow): Date | null {
    return row.erased_at;
  }

  @FieldResolver(() => [Loan], { description: "Open loans first." })
  loans(@Root() row: BorrowerRow, @Ctx() { loaders }: Context): Promise<LoanRow[]> {
    return loaders.loansOfBorrower.load(row.id);
  }

  @FieldResolver(() => String, { nullable: true })
  async employmentType(@Root() row: BorrowerRow, @Ctx() { loaders }: Context): Promise<string | null> {
    return (await loaders.loansOfBorrower.load(row.id))[0]?.employment_type ?? null;
  }

  @FieldResolver(() => Money, { nullable: true })
  async monthlyIncome(@Root() row: BorrowerRow, @Ctx() { loaders, config }: Context): Promise<Money | null> {
    return money((await loaders.loansOfBorrower.load(row.id))[0]?.monthly_income ?? null, config);
  }

  @FieldResolver(() => Decision, { nullable: true, description: "What places the borrower on the worklist." })
  leadDecision(@Root() row: BorrowerRow, @Ctx() { loaders }: Context): Promise<DecisionRow | null> {
    return loaders.leadDecision.load(row.id);
  }

  @FieldResolver(() => Int, { description: "Loans decided in the active run." })
  async loanCount(@Root() row: BorrowerRow, @Ctx() { loaders }: Context): Promise<number> {
    return (await loaders.bookTotals.load(row.id)).loan_count;
  }

  @FieldResolver(() => Money, {
    nullable: true,
    description: "Of those loans; null where no amount is known.",
  })
  async totalOutstanding(
    @Root() row: BorrowerRow,
    @Ctx() { loaders, config }: Context,
  ): Promise<Money | null> {
    return money((await loaders.bookTotals.load(row.id)).outstanding, config);
  }
}

@Resolver(() => BorrowerConnection)
export class BorrowerConnectionResolver {
  @FieldResolver(() => DecisionRun, {
    nullable: true,
    description: "The run that is listed; null before the first.",
  })
  run(@Root() list: Worklist): RunRow | null {
    return list.run;
  }
}
