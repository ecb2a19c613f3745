import { Field, Float, Int, ObjectType } from "type-graphql";
import { connectionType } from "../graphql/connection.js";
import { Book, Money, RunKind, RunState, Treatment, type TreatmentName } from "../graphql/types.js";

@ObjectType({ description: "What was decided for a loan in a run." })
export class Decision {
  @Field(() => Int)
  revision: number;

  @Field(() => Treatment)
  treatment: TreatmentName;

  @Field(() => Float, {
    description:
      "Amount at risk in the currency's unit; the risk alone where the outstanding amount is unknown.",
  })
  priority: number;
}

@ObjectType()
export class TreatmentCount {
  @Field(() => Treatment)
  treatment: TreatmentName;

  @Field(() => Int)
  loans: number;

  @Field(() => Money)
  outstanding: Money;
}

@ObjectType({
  description:
    "Loans up to each grid score i / steps, on both sides of a tie: a preview at a grid threshold equals what is published. Each list has steps + 1 entries.",
})
export class ScoreCurve {
  @Field(() => Int)
  steps: number;

  @Field(() => [Int])
  below: number[];

  @Field(() => [Int])
  atOrBelow: number[];

  @Field(() => [Float])
  outstandingBelow: number[];

  @Field(() => [Float])
  outstandingAtOrBelow: number[];
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
