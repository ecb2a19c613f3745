import { readRule, sentenceOf } from "@loan-recovery/ml-core/strategy/explain";
import { isLegalAction } from "@loan-recovery/ml-core/strategy/legal-action";
import { Arg, Ctx, FieldResolver, Float, ID, Int, Resolver, Root } from "type-graphql";
import type { Context } from "../context.js";
import { type Assigned, assignedTo } from "../experiments/assigned.js";
import { Assignment } from "../experiments/assigned.type.js";
import { badInput } from "../graphql/errors.js";
import { Money } from "../graphql/types.js";
import type { LoanRow } from "../loans/loans.js";
import { Loan } from "../loans/loans.type.js";
import { money } from "../loans/money.js";
import type { DecisionRow } from "./decisions.js";
import { Decision, DecisionRun, Explanation } from "./decisions.type.js";
import { type RunRow, scoringModelOf } from "./runs.js";

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
  async legalReviewNeeded(@Root() row: DecisionRow, @Ctx() { loaders }: Context): Promise<boolean> {
    const run = (await loaders.run.load(row.run_id))!;
    const { rules } = (await loaders.policy.load(run.policy_id))!;
    return rules.treatments.some((each) => each.name === row.treatment && isLegalAction(each));
  }

  @FieldResolver(() => Money, {
    nullable: true,
    description: "Under the policy's assumptions, its cost taken off; null where the amount owed is unknown.",
  })
  expectedNetRecovery(@Root() row: DecisionRow, @Ctx() { config }: Context): Money | null {
    return money(row.expected_net_recovery?.toFixed(2) ?? null, config);
  }

  @FieldResolver(() => String, {
    description: "Which band, guardrail or value led to the treatment, in words.",
  })
  async rule(@Root() row: DecisionRow, @Ctx() { loaders }: Context): Promise<string> {
    const run = (await loaders.run.load(row.run_id))!;
    const { rules } = (await loaders.policy.load(run.policy_id))!;
    return sentenceOf(rules, row.treatment, readRule(row.rule));
  }

  @FieldResolver(() => String, { nullable: true, description: "The name of the loan's segment." })
  async segment(@Root() row: DecisionRow, @Ctx() { loaders }: Context): Promise<string | null> {
    if (row.segment === null) return null;
    const run = await loaders.run.load(row.run_id);
    const model = await loaders.model.load(run!.model_id);
    return model!.report.segments[row.segment].name;
  }

  @FieldResolver(() => Explanation, {
    nullable: true,
    description: "Null where the model has nothing to explain its scores with.",
  })
  async explanation(
    @Root() row: DecisionRow,
    @Ctx() { loaders, explanations }: Context,
    @Arg("reasons", () => Int, { defaultValue: 6, description: "1 to 20." }) reasons: number,
  ): Promise<Explanation | null> {
    if (reasons < 1 || reasons > 20) throw badInput(`reasons is ${reasons}; it must be 1 to 20.`);
    const run = (await loaders.run.load(row.run_id))!;
    const [model, policy] = await Promise.all([
      loaders.model.load(scoringModelOf(run, row)),
      loaders.policy.load(run.policy_id),
    ]);
    const found = await explanations.explain(row, run, policy!.rules, reasons);
    if (found === null) return null;
    const { usual } = model!.report;
    return {
      ...found,
      reasons: found.reasons.map((reason) => ({ ...reason, usual: usual[reason.feature] ?? null })),
    };
  }

  @FieldResolver(() => Int, { description: "Of the model that scored the loan." })
  async modelVersion(@Root() row: DecisionRow, @Ctx() { loaders }: Context): Promise<number> {
    const run = (await loaders.run.load(row.run_id))!;
    return (await loaders.model.load(scoringModelOf(run, row)))!.version;
  }

  @FieldResolver(() => Assignment, { nullable: true, description: "Null where no experiment was running." })
  async experiment(@Root() row: DecisionRow, @Ctx() { loaders }: Context): Promise<Assigned | null> {
    const run = (await loaders.run.load(row.run_id))!;
    if (row.arm === null || run.experiment_id === null) return null;
    const [experiment, policy] = await Promise.all([
      loaders.experiment.load(run.experiment_id),
      loaders.policy.load(run.policy_id),
    ]);
    return assignedTo(row, experiment, policy!.rules);
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
