import { Ctx, FieldResolver, Float, ID, Resolver, Root } from "type-graphql";
import type { Context } from "../context.js";
import type { LoanRow } from "../loans/loans.js";
import { Loan } from "../loans/loans.type.js";
import type { DecisionRow } from "./decisions.js";
import { Decision, DecisionRun } from "./decisions.type.js";
import type { RunRow } from "./runs.js";

@Resolver(() => Decision)
export class DecisionResolver {
  @FieldResolver(() => ID, { description: "run:loan:revision" })
  id(@Root() row: DecisionRow): string {
    return `${row.run_id}:${row.loan_id}:${row.revision}`;
  }

  @FieldResolver(() => Float, {
    description: "Calibrated probability that the loan is not recovered, in [0, 1], unrounded.",
  })
  riskScore(@Root() row: DecisionRow): number {
    return row.risk_score;
  }

  @FieldResolver(() => Boolean, { description: "Scored only by the trees that never saw this borrower." })
  outOfBag(@Root() row: DecisionRow): boolean {
    return row.out_of_bag;
  }

  @FieldResolver(() => Boolean, {
    description: "Legal action is only ever proposed: a person reviews it first.",
  })
  legalReviewNeeded(@Root() row: DecisionRow): boolean {
    return row.treatment === "LEGAL_ACTION";
  }

  @FieldResolver(() => String, { nullable: true, description: "The name of the loan's segment." })
  async segment(@Root() row: DecisionRow, @Ctx() { loaders }: Context): Promise<string | null> {
    if (row.segment === null) return null;
    const run = await loaders.run.load(row.run_id);
    const model = await loaders.model.load(run!.model_id);
    return model!.report.segments[row.segment].name;
  }

  @FieldResolver(() => DecisionRun)
  run(@Root() row: DecisionRow, @Ctx() { loaders }: Context): Promise<RunRow | null> {
    return loaders.run.load(row.run_id);
  }

  @FieldResolver(() => Loan)
  loan(@Root() row: DecisionRow, @Ctx() { loaders }: Context): Promise<LoanRow | null> {
    return loaders.loan.load(row.loan_id);
  }
}
