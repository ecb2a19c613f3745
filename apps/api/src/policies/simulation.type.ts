import { createUnionType, Field, Float, Int, ObjectType } from "type-graphql";
import { Money, Refusal } from "../graphql/types.js";
import { PolicyEffect } from "./effect.type.js";
import { PolicyChange } from "./policies.type.js";
import { Band, PolicyRules } from "./policy-rules.type.js";

@ObjectType({ description: "Running sums over the scores; entry i concerns the threshold i / steps." })
export class RunningSum {
  @Field(() => [Float], { description: "Over scores below i / steps." })
  below: readonly number[];

  @Field(() => [Float], { description: "Over scores of at most i / steps." })
  atOrBelow: readonly number[];
}

@ObjectType({ description: "Loans that the guardrails treat alike." })
export class CurveClass {
  @Field(() => [Int], {
    description:
      "By position in `treatments`: the position of the one that is given where the band says that one.",
  })
  fallsTo: readonly number[];

  @Field(() => RunningSum)
  loans: RunningSum;

  @Field(() => RunningSum)
  outstanding: RunningSum;

  @Field(() => [RunningSum], {
    nullable: "items",
    description: "Expected net recovery by position in `treatments`; null where nobody of the class gets it.",
  })
  expectedNetRecovery: readonly (RunningSum | null)[];
}

@ObjectType({ description: "All that is needed to count bands exactly while a threshold is dragged." })
export class ScoreCurves {
  @Field(() => Int)
  steps: number;

  @Field(() => [String])
  treatments: readonly string[];

  @Field(() => [CurveClass])
  classes: readonly CurveClass[];

  @Field({
    description:
      "A running experiment is counted in; one that tries another model cannot be, by bands alone.",
  })
  underExperiment: boolean;
}

@ObjectType({
  description: "How often one treatment falls on one group of a protected attribute, with its 95 % interval.",
})
export class GroupRate {
  @Field()
  attribute: string;

  @Field()
  group: string;

  @Field()
  treatment: string;

  @Field(() => Int)
  loans: number;

  @Field(() => Float)
  rate: number;

  @Field(() => Float)
  low: number;

  @Field(() => Float)
  high: number;

  @Field(() => Float, { description: "Over the highest rate of any group; below 0.8 is worth a look." })
  ratioToHighest: number;
}

@ObjectType({ description: "What it costs where one treatment's true recovery rate is not the assumed one." })
export class Sensitivity {
  @Field()
  treatment: string;

  @Field(() => Float, { description: "What the assumed recovery rate is multiplied by." })
  factor: number;

  @Field(() => Money, { description: "Expected net recovery if the decisions stay as they are." })
  decisionsStay: Money;

  @Field(() => Money, { description: "The same if the policy had known." })
  decisionsFollow: Money;

  @Field(() => Int)
  moved: number;
}

@ObjectType({ description: "Loans of one treatment by what the contact rules say of it now." })
export class ContactCount {
  @Field()
  treatment: string;

  @Field(() => Int)
  allowed: number;

  @Field(() => Int, { description: "Not now, but later: outside of hours, or too many attempts." })
  deferred: number;

  @Field(() => Int, {
    description: "Not until a fact changes: a hold, no consent, or something that is not known.",
  })
  blocked: number;
}

@ObjectType({ description: "A loan that would be treated in another way." })
export class MovedLoan {
  @Field()
  from: string;

  @Field()
  to: string;

  @Field()
  loanId: string;

  @Field(() => Float)
  riskScore: number;

  @Field(() => Money, { nullable: true })
  outstanding: Money | null;
}

@ObjectType({ description: "What rules would do to the active run's book if they were published now." })
export class PolicySimulation {
  @Field(() => PolicyRules, { description: "As given, with the prices of the capacity solved on this book." })
  rules: PolicyRules;

  @Field(() => PolicyEffect)
  effect: PolicyEffect;

  @Field(() => [PolicyChange], { description: "Against the policy that it is compared with." })
  changes: readonly PolicyChange[];
}

export const SimulatePolicyResult = createUnionType({
  name: "SimulatePolicyResult",
  types: () => [PolicySimulation, Refusal] as const,
  resolveType: (value: object) => ("problems" in value ? Refusal : PolicySimulation),
});

@ObjectType({ description: "What bands are worth with one boundary moved." })
class BoundaryPoint {
  @Field(() => Float)
  from: number;

  @Field(() => Money)
  expectedNetRecovery: Money;

  @Field({ description: "Whether hours and cases suffice." })
  fits: boolean;
}

@ObjectType({ description: "How the result depends on one boundary, the others staying at their optimum." })
class BoundaryCurve {
  @Field({ description: "The treatment of the band that the boundary opens." })
  treatment: string;

  @Field(() => [BoundaryPoint])
  points: BoundaryPoint[];
}

@ObjectType({
  description: "The thresholds that net the most under capacity and guardrails, by the assumed curves.",
})
class OptimizedPolicy {
  @Field(() => [Band])
  bands: Band[];

  @Field(() => Money)
  expectedNetRecovery: Money;

  @Field({ description: "Whether hours and cases suffice." })
  fits: boolean;

  @Field(() => Boolean, {
    nullable: true,
    description:
      "Whether the running experiment is counted in: not where it tries another model. Null where none runs.",
  })
  countsExperiment: boolean | null;

  @Field(() => [BoundaryCurve])
  curves: BoundaryCurve[];
}

export const OptimizePolicyResult = createUnionType({
  name: "OptimizePolicyResult",
  types: () => [OptimizedPolicy, Refusal] as const,
  resolveType: (value: object) => ("problems" in value ? Refusal : OptimizedPolicy),
});
