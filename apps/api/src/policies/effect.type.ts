import { Field, Float, Int, ObjectType } from "type-graphql";
import { Money } from "../graphql/types.js";

@ObjectType({
  description:
    "Sums over loans. Expected net recovery rests on the policy's assumed curves; its cost is taken off.",
})
export class EffectTotals {
  @Field(() => Int)
  loans: number;

  @Field(() => Money, { description: "Of the loans whose amount is known." })
  outstanding: Money;

  @Field(() => Int)
  unknownOutstanding: number;

  @Field(() => Money)
  expectedNetRecovery: Money;

  @Field(() => Money)
  cost: Money;

  @Field(() => Float)
  agentHours: number;

  @Field(() => Float)
  legalCases: number;
}

@ObjectType()
export class TreatmentEffect extends EffectTotals {
  @Field()
  treatment: string;
}

@ObjectType({ description: "The loans that get `to` where they have `from` now." })
export class TreatmentMovement {
  @Field()
  from: string;

  @Field()
  to: string;

  @Field(() => Int)
  loans: number;

  @Field(() => Money)
  outstanding: Money;
}

@ObjectType({ description: "What a policy does to the book, by the function that applies it." })
export class PolicyEffect {
  @Field({ description: "Names the rules and this effect of theirs: what an approval is given for." })
  id: string;

  @Field(() => Int, { description: "The decision run that it was computed on." })
  runNumber: number;

  @Field(() => Int, { description: "How many changes that run had seen." })
  changeNumber: number;

  @Field(() => Int, { description: "Loans that get another treatment than they have now." })
  moved: number;

  @Field(() => [TreatmentEffect])
  treatments: TreatmentEffect[];

  @Field(() => EffectTotals)
  total: EffectTotals;

  @Field(() => [TreatmentMovement], { description: "Those that stay included." })
  movements: TreatmentMovement[];
}
