import { diffPolicies } from "@loan-recovery/ml-core/strategy/diff-policies";
import { selectionRates } from "@loan-recovery/ml-core/strategy/group-rates";
import { scoreCurves } from "@loan-recovery/ml-core/strategy/score-curves";
import { sensitivity } from "@loan-recovery/ml-core/strategy/sensitivity";
import { Arg, Ctx, FieldResolver, Int, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../context.js";
import { readProtectedGroups } from "../decisions/protected-groups.js";
import { previewContacts } from "./contact-preview.js";
import { countable, type Simulated } from "./effect.js";
import { PolicyEffect } from "./effect.type.js";
import { optimizePolicy } from "./optimize.js";
import { PolicyChange } from "./policies.type.js";
import { PolicyRulesInput } from "./policy-rules.type.js";
import { previewPolicy } from "./preview.js";
import { showEffect } from "./show-effect.js";
import {
  ContactCount,
  GroupRate,
  MovedLoan,
  OptimizePolicyResult,
  PolicySimulation,
  ScoreCurves,
  Sensitivity,
  SimulatePolicyResult,
} from "./simulation.type.js";

@Resolver(() => PolicySimulation)
export class SimulationResolver {
  @Query(() => SimulatePolicyResult, {
    description: "What rules would do if they were published now: the same function decides then.",
  })
  simulatePolicy(
    @Ctx() context: Context,
    @Arg("rules", () => PolicyRulesInput) rules: PolicyRulesInput,
    @Arg("comparedWith", () => Int, {
      nullable: true,
      description: "A version to compare with. Default: what is in force.",
    })
    comparedWith: number | null,
  ): Promise<object> {
    return previewPolicy(context, { rules, comparedWith });
  }

  @Query(() => OptimizePolicyResult, {
    description: "The best thresholds for treatments in the order of the given bands.",
  })
  optimizePolicy(
    @Ctx() context: Context,
    @Arg("rules", () => PolicyRulesInput) rules: PolicyRulesInput,
  ): Promise<object> {
    return optimizePolicy(context, rules);
  }

  @FieldResolver(() => PolicyEffect)
  effect(@Root() { rules, effect }: Simulated, @Ctx() { config }: Context): PolicyEffect {
    return showEffect(rules, effect, config.currency);
  }

  @FieldResolver(() => Boolean, { description: "The running experiment is applied, as it will be." })
  underExperiment(@Root() { running }: Simulated): boolean {
    return running !== null;
  }

  @FieldResolver(() => [PolicyChange])
  changes(@Root() { before, rules }: Simulated): PolicyChange[] {
    return diffPolicies(before, rules);
  }

  @FieldResolver(() => [MovedLoan], { description: "Up to five of the largest of each movement." })
  examples(@Root() { book, movements }: Simulated, @Ctx() { config: { currency } }: Context): MovedLoan[] {
    const { outstanding } = book.columns;
    const risk = book.armRisk ?? book.columns.risk;
    const moves = movements.filter(({ from, to }) => from !== to);
    return moves.flatMap(({ from, to, examples }) =>
      examples.map((place) => ({
        from,
        to,
        loanId: book.loanIds[place],
        riskScore: risk[place],
        outstanding: Number.isNaN(outstanding[place])
          ? null
          : { amount: outstanding[place].toFixed(2), currency },
      })),
    );
  }

  @FieldResolver(() => [GroupRate], { description: "By protected attribute. They never decide anything." })
  async groups(@Root() { book, decisions, rules }: Simulated, @Ctx() { sql }: Context): Promise<GroupRate[]> {
    const names = rules.treatments.map(({ name }) => name);
    const groups = await readProtectedGroups(sql, book);
    return groups.flatMap((group) => selectionRates(names, decisions, group));
  }

  @FieldResolver(() => [ContactCount], {
    description: "How many of the contacts that it asks for the contact rules would let through now.",
  })
  contacts(@Root() simulated: Simulated, @Ctx() context: Context): Promise<ContactCount[]> {
    return previewContacts(context, simulated);
  }

  @FieldResolver(() => [Sensitivity], { description: "Recovery rates 20 % lower and higher than assumed." })
  sensitivity(
    @Root() { book, decisions, rules, running }: Simulated,
    @Ctx() { config: { currency } }: Context,
  ): Sensitivity[] {
    return sensitivity(rules, book.columns, decisions, running).map((row) => ({
      ...row,
      decisionsStay: { amount: row.decisionsStay.toFixed(2), currency },
      decisionsFollow: { amount: row.decisionsFollow.toFixed(2), currency },
    }));
  }

  @FieldResolver(() => ScoreCurves, {
    description: "For THRESHOLDS without scarce capacity: counts any bands of these treatments exactly.",
  })
  scoreCurves(@Root() { book, rules, running }: Simulated): ScoreCurves {
    const counted = countable(running);
    return { ...scoreCurves(rules, book.columns, undefined, counted), underExperiment: counted !== null };
  }
}
