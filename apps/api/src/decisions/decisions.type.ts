import { Field, Float, Int, ObjectType } from "type-graphql";
import { connectionType } from "../graphql/connection.js";
import { Book, Money, RunKind, RunState } from "../graphql/types.js";

@ObjectType({ description: "What was decided for a loan in a run." })
export class Decision {
  @Field(() => Int)
  revision: number;

  @Field({ description: "A name that the run's policy defines." })
  treatment: string;

  @Field(() => Float, {
    description:
      "By the policy's rule, in the currency's unit; the risk alone where the outstanding amount is unknown.",
  })
  priority: number;
}

@ObjectType({ description: "What one column adds to a score." })
export class Reason {
  @Field()
  feature: string;

  @Field({ description: "In words, for example: 4 missed payments: +0.18." })
  text: string;

  @Field(() => String, { nullable: true, description: "The loan's value; null where it is missing." })
  value: string | null;

  @Field(() => String, { nullable: true, description: "The usual value among the training loans." })
  usual: string | null;

  @Field(() => Float, { description: "Points of the score; above 0 is riskier." })
  contribution: number;
}

@ObjectType({ description: "The smallest change of what can still change that leads to a milder treatment." })
export class MilderTreatment {
  @Field()
  treatment: string;

  @Field(() => Float, { description: "The risk score after the change, scored by the same model." })
  riskScore: number;

  @Field(() => [String], { description: "One or two, in words." })
  changes: string[];
}

@ObjectType({
  description:
    "Why a loan has its score: exact attributions, scaled so that base, reasons and rest add up to the score.",
})
export class Explanation {
  @Field(() => Float, { description: "What the average training loan scores." })
  base: number;

  @Field(() => Float)
  score: number;

  @Field(() => [Reason], { description: "The largest first." })
  reasons: Reason[];

  @Field(() => Float, { description: "What the columns that are not listed add." })
  rest: number;

  @Field(() => MilderTreatment, { nullable: true })
  milder: MilderTreatment | null;

  @Field(() => String, { nullable: true, description: "Why there is no milder treatment to be had." })
  milderReason: string | null;
}

@ObjectType()
export class TreatmentCount {
  @Field()
  treatment: string;

  @Field(() => Int)
  loans: number;

  @Field(() => Money)
  outstanding: Money;
}

@ObjectType({ description: "A model and a policy applied to a book. Exactly one run is active." })
export class DecisionRun {
  @Field(() => RunKind)
  kind: keyof typeof RunKind;

  @Field(() => RunState)
  state: keyof typeof RunState;

  @Field(() => Book)
  book: keyof typeof Book;

  @Field(() => String, { nullable: true })
  failure: string | null;
}

export const DecisionRunConnection = connectionType("DecisionRun", () => DecisionRun);
