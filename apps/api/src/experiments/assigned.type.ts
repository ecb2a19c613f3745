import { Field, Float, Int, ObjectType } from "type-graphql";
import { enumOf } from "../graphql/types.js";

const AssignedArm = enumOf(
  "AssignedArm",
  ["CHAMPION", "CHALLENGER", "HOLDOUT"],
  "As the policy and model in force say, as the challenger says, or by a treatment drawn at random.",
);

@ObjectType({ description: "A loan's place in an experiment. All loans of a borrower have the same arm." })
export class Assignment {
  @Field(() => Int)
  experimentId: number;

  @Field({ description: "The experiment's name." })
  name: string;

  @Field(() => AssignedArm)
  arm: keyof typeof AssignedArm;

  @Field(() => Float, {
    nullable: true,
    description: "What the model in force says, where the challenger's own model has scored the loan.",
  })
  championScore: number | null;

  @Field({
    description:
      "The challenger's score would have led into legal action or another treatment that an experiment moves nobody into: the one that the champion's score leads to stays.",
  })
  isKept: boolean;
}
