import { Arg, Ctx, FieldResolver, Float, ID, Int, Query, Resolver, Root } from "type-graphql";
import type { BorrowerRow } from "../borrowers/borrowers.js";
import { Borrower } from "../borrowers/borrowers.type.js";
import type { Context } from "../context.js";
import type { DatasetRow } from "../datasets/datasets.js";
import { Dataset } from "../datasets/datasets.type.js";
import type { DecisionRow } from "../decisions/decisions.js";
import { Decision } from "../decisions/decisions.type.js";
import { DateScalar, Money } from "../graphql/types.js";
import { findSnapshots, type LoanRow, type SnapshotFacts, type SnapshotRow } from "./loans.js";
import { Attribute, Loan, LoanSnapshot, Outcome } from "./loans.type.js";
import { money } from "./money.js";

/** Canonical columns that have no field of their own; they are shown with the file's extra ones. */
const shownAsAttributes: readonly [string, keyof SnapshotFacts][] = [
  ["Age", "age"],
  ["Gender", "gender"],
  ["Num_Dependents", "num_dependents"],
  ["Collection_Attempts", "collection_attempts"],
  ["Collection_Method", "collection_method"],
  ["Legal_Action_Taken", "legal_action_taken"],
];

@Resolver(() => Loan)
export class LoanResolver {
  @Query(() => Loan, { nullable: true })
  loan(@Ctx() { loaders }: Context, @Arg("id", () => ID) id: string): Promise<LoanRow | null> | null {
    return /^\d{1,18}$/.test(id) ? loaders.loan.load(id) : null;
  }

  @FieldResolver(() => ID)
  id(@Root() row: LoanRow): string {
    return row.id;
  }

  @FieldResolver(() => String, { description: "The lender's own id." })
  externalId(@Root() row: LoanRow): string {
    return row.external_id;
  }

  @FieldResolver(() => Borrower)
  borrower(@Root() row: LoanRow, @Ctx() { loaders }: Context): Promise<BorrowerRow | null> {
    return loaders.borrower.load(row.borrower_id);
  }

  @FieldResolver(() => String, { nullable: true })
  loanType(@Root() row: LoanRow): string | null {
    return row.loan_type;
  }

  @FieldResolver(() => Money, { nullable: true })
  loanAmount(@Root() row: LoanRow, @Ctx() { config }: Context): Money | null {
    return money(row.loan_amount, config);
  }

  @FieldResolver(() => Money, { nullable: true })
  outstanding(@Root() row: LoanRow, @Ctx() { config }: Context): Money | null {
    return money(row.outstanding, config);
  }

  @FieldResolver(() => Money, { nullable: true })
  monthlyEmi(@Root() row: LoanRow, @Ctx() { config }: Context): Money | null {
    return money(row.monthly_emi, config);
  }

  @FieldResolver(() => Money, { nullable: true })
  collateralValue(@Root() row: LoanRow, @Ctx() { config }: Context): Money | null {
    return money(row.collateral_value, config);
  }

  @FieldResolver(() => Float, { nullable: true, description: "Per cent a year." })
  interestRate(@Root() row: LoanRow): number | null {
    return row.interest_rate;
  }

  @FieldResolver(() => Float, { nullable: true })
  tenureMonths(@Root() row: LoanRow): number | null {
    return row.loan_tenure;
  }

  @FieldResolver(() => String, { nullable: true })
  paymentHistory(@Root() row: LoanRow): string | null {
    return row.payment_history;
  }

  @FieldResolver(() => Float, { nullable: true })
  missedPayments(@Root() row: LoanRow): number | null {
    return row.num_missed_payments;
  }

  @FieldResolver(() => Float, { nullable: true })
  daysPastDue(@Root() row: LoanRow): number | null {
    return row.days_past_due;
  }

  @FieldResolver(() => DateScalar, { nullable: true })
  asOf(@Root() row: LoanRow): string {
    return row.as_of;
  }

  @FieldResolver(() => Outcome, { nullable: true, description: "Null while the loan is open." })
  outcome(@Root() row: LoanRow): Outcome | null {
    if (row.outcome === null) return null;
    return { label: row.recovery_status ?? "", notRecovered: row.outcome === 1, date: row.outcome_date };
  }

  @FieldResolver(() => [Attribute], { description: "Everything else that the lender's file says." })
  attributes(@Root() row: LoanRow): Attribute[] {
    const canonical = shownAsAttributes.flatMap(([name, key]) =>
      row[key] === null ? [] : [{ name, value: String(row[key]) }],
    );
    const extra = Object.entries(row.attributes ?? {}).map(([name, value]) => ({
      name,
      value: String(value),
    }));
    return [...canonical, ...extra];
  }

  @FieldResolver(() => Decision, { nullable: true, description: "In the active run." })
  decision(@Root() row: LoanRow, @Ctx() { loaders }: Context): Promise<DecisionRow | null> {
    return loaders.activeDecision.load(row.id);
  }

  @FieldResolver(() => [LoanSnapshot], { description: "Newest first, 1 to 200." })
  snapshots(
    @Root() row: LoanRow,
    @Ctx() { sql }: Context,
    @Arg("first", () => Int, { defaultValue: 24 }) first: number,
  ): Promise<SnapshotRow[]> {
    return findSnapshots(sql, row.id, Math.min(200, Math.max(1, first)));
  }
}

@Resolver(() => LoanSnapshot)
export class LoanSnapshotResolver {
  @FieldResolver(() => ID)
  id(@Root() row: SnapshotRow): string {
    return row.id;
  }

  @FieldResolver(() => DateScalar)
  asOf(@Root() row: SnapshotRow): string {
    return row.as_of;
  }

  @FieldResolver(() => Dataset)
  dataset(@Root() row: SnapshotRow, @Ctx() { loaders }: Context): Promise<DatasetRow | null> {
    return loaders.dataset.load(row.dataset_id);
  }

  @FieldResolver(() => Money, { nullable: true })
  outstanding(@Root() row: SnapshotRow, @Ctx() { config }: Context): Money | null {
    return money(row.outstanding, config);
  }

  @FieldResolver(() => Float, { nullable: true })
  daysPastDue(@Root() row: SnapshotRow): number | null {
    return row.days_past_due;
  }

  @FieldResolver(() => Float, { nullable: true })
  missedPayments(@Root() row: SnapshotRow): number | null {
    return row.num_missed_payments;
  }

  @FieldResolver(() => String, { nullable: true })
  outcomeLabel(@Root() row: SnapshotRow): string | null {
    return row.recovery_status;
  }
}
