import {
  type CompletePolicy,
  channels,
  facts,
  policyModes,
  priorityRules,
  treatmentKinds,
} from "@loan-recovery/ml-core/strategy/policy";
import { Field, Float, InputType, ObjectType } from "type-graphql";
import { enumOf } from "../graphql/types.js";

export const PolicyMode = enumOf(
  "PolicyMode",
  policyModes,
  "THRESHOLDS: the band of the score. EXPECTED_VALUE: the permitted treatment that is worth most.",
);
export const PriorityRule = enumOf(
  "PriorityRule",
  priorityRules,
  "AMOUNT_AT_RISK: risk x outstanding. EXPECTED_LOSS: what is lost if nothing is done. NET_GAIN: what treating today brings more than waiting.",
);
export const Channel = enumOf("Channel", channels, "How a treatment reaches the borrower.");
export const TreatmentKind = enumOf(
  "TreatmentKind",
  treatmentKinds,
  "HOLD must not be treated now. NOTHING could be and is not. ACTION is everything else.",
);
export const Fact = enumOf("Fact", facts, "What may be known of a borrower or loan that forbids treatment.");

@ObjectType({ description: "One thing that can be done about a loan, with what it takes." })
@InputType("TreatmentDefinitionInput")
export class TreatmentDefinition {
  @Field({ description: "Unique in the policy." })
  name: string;

  @Field(() => TreatmentKind)
  kind: keyof typeof TreatmentKind;

  @Field(() => Channel)
  channel: keyof typeof Channel;

  @Field(() => Float, { description: "Money per loan, in the currency's unit." })
  cost: number;

  @Field(() => Float, { description: "Agent time per loan." })
  agentMinutes: number;

  @Field(() => Float, {
    description: "Higher is harder on the borrower; HOLD is lowest, then doing nothing.",
  })
  severity: number;

  @Field(() => Float, { description: "Cases of the monthly legal capacity that one loan takes." })
  legalCases: number;
}

@ObjectType({ description: "A treatment for the scores from `from` up to the next band." })
@InputType("BandInput")
export class Band {
  @Field({ description: "The name of a treatment." })
  treatment: string;

  @Field(() => Float)
  from: number;

  @Field({ description: "Whether a score of exactly `from` belongs to this band, or to the one below." })
  fromInclusive: boolean;
}

@ObjectType({
  description:
    "When one treatment is allowed. Where it is not, the loan falls to the next milder permitted treatment.",
})
@InputType("TreatmentLimitInput")
export class TreatmentLimit {
  @Field()
  treatment: string;

  @Field(() => Float, {
    nullable: true,
    description: "Least amount owed. An unknown amount does not reach it.",
  })
  minOutstanding?: number;

  @Field(() => Float, {
    nullable: true,
    description: "Fewest days past due. Unknown days do not reach it.",
  })
  minDaysPastDue?: number;

  @Field(() => [Fact], { nullable: true, description: "Facts that forbid this treatment." })
  forbiddenFacts?: (keyof typeof Fact)[];
}

@ObjectType()
@InputType("GuardrailsInput")
export class Guardrails {
  @Field(() => [Fact], { description: "Any of these puts a loan on HOLD." })
  holdFacts: (keyof typeof Fact)[];

  @Field(() => Float, {
    description: "A loan known to be fewer days past due is on HOLD: 1 holds at 0 days, 0 holds nobody.",
  })
  holdBelowDaysPastDue: number;

  @Field(() => [TreatmentLimit])
  limits: TreatmentLimit[];
}

@ObjectType()
@InputType("CurvePointInput")
export class CurvePoint {
  @Field(() => Float)
  risk: number;

  @Field(() => Float, { description: "Assumed probability that a loan of this risk is recovered." })
  probability: number;
}

@ObjectType({ description: "What a treatment is assumed to bring in: an assumption, not a measurement." })
@InputType("TreatmentEconomicsInput")
export class TreatmentEconomics {
  @Field()
  treatment: string;

  @Field(() => [CurvePoint], { description: "Straight between the points, level outside them." })
  recovery: CurvePoint[];

  @Field(() => Float, { description: "Share of the amount owed that is given up." })
  haircut: number;

  @Field(() => Float, { description: "Months until the money arrives." })
  months: number;
}

@ObjectType()
@InputType("EconomicsInput")
export class Economics {
  @Field(() => Float, { description: "What money is worth that comes a month later, above 0 and at most 1." })
  discountPerMonth: number;

  @Field(() => [TreatmentEconomics], { description: "One per treatment." })
  curves: TreatmentEconomics[];
}

@ObjectType({ description: "What a month's work may use at most; null: as much as it takes." })
@InputType("CapacityInput")
export class Capacity {
  @Field(() => Float, { nullable: true })
  agentHoursPerMonth: number | null;

  @Field(() => Float, { nullable: true })
  legalCasesPerMonth: number | null;
}

@ObjectType({
  description: "What one more unit of a scarce capacity is worth, in money; 0 where it is not scarce.",
})
export class ShadowPrices {
  @Field(() => Float)
  agentHour: number;

  @Field(() => Float)
  legalCase: number;
}

@ObjectType({ description: "Everything that decides." })
export class PolicyRules implements CompletePolicy {
  @Field(() => PolicyMode)
  mode: keyof typeof PolicyMode;

  @Field(() => [TreatmentDefinition])
  treatments: TreatmentDefinition[];

  @Field(() => [Band], { description: "In ascending order of `from`; the first starts at 0." })
  bands: Band[];

  @Field(() => Guardrails)
  guardrails: Guardrails;

  @Field(() => Economics)
  economics: Economics;

  @Field(() => Capacity)
  capacity: Capacity;

  @Field(() => ShadowPrices, {
    description: "Solved from the capacity on the book, and kept with the policy.",
  })
  prices: ShadowPrices;

  @Field(() => PriorityRule)
  priority: keyof typeof PriorityRule;
}

@InputType({
  description:
    "Everything that decides. What is left out takes the seed's defaults: thresholds, its treatments, no limits.",
})
export class PolicyRulesInput {
  @Field(() => PolicyMode, { nullable: true })
  mode?: keyof typeof PolicyMode;

  @Field(() => [TreatmentDefinition], { nullable: true })
  treatments?: TreatmentDefinition[];

  @Field(() => [Band])
  bands: Band[];

  @Field(() => Guardrails, { nullable: true })
  guardrails?: Guardrails;

  @Field(() => Economics, { nullable: true })
  economics?: Economics;

  @Field(() => Capacity, { nullable: true })
  capacity?: Capacity;

  @Field(() => PriorityRule, { nullable: true })
  priority?: keyof typeof PriorityRule;
}
