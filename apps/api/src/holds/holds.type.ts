import { createUnionType, Field, ID, InputType, ObjectType } from "type-graphql";
import { DateScalar, Refusal } from "../graphql/types.js";
import { Fact } from "../policies/policy-rules.type.js";
import type { NewHold } from "./holds.js";

@ObjectType({ description: "Something known of a borrower or loan that forbids treatment and contact." })
export class Hold {
  @Field(() => ID)
  id: string;

  @Field(() => Fact)
  fact: keyof typeof Fact;

  @Field(() => String, { nullable: true })
  note: string | null;

  @Field({ description: "person, or import: opened and ended by what files say." })
  source: string;
}

@InputType()
export class HoldInput implements NewHold {
  @Field(() => ID)
  borrowerId: string;

  @Field(() => ID, { nullable: true, description: "For DISPUTED only, which is about one loan." })
  loanId?: string | null;

  @Field(() => Fact)
  fact: keyof typeof Fact;

  @Field(() => DateScalar, {
    nullable: true,
    description: "It ends by itself when this day is over where the borrower is.",
  })
  lastDay?: string | null;

  @Field(() => String, { nullable: true })
  note?: string | null;
}

export const HoldResult = createUnionType({
  name: "HoldResult",
  types: () => [Hold, Refusal] as const,
  resolveType: (value: object) => ("problems" in value ? Refusal : Hold),
});
