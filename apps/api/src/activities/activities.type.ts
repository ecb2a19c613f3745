import { createUnionType, Field, ID, InputType, ObjectType } from "type-graphql";
import { ContactChannel } from "../contacts/contacts.type.js";
import { DateScalar, enumOf, Refusal } from "../graphql/types.js";
import type { NewActivity } from "./activities.js";
import { activityResults } from "./results.js";

export const ActivityResultName = enumOf("ActivityResult", activityResults, "What came of a contact.");
export const Direction = enumOf("Direction", ["OUTBOUND", "INBOUND"], "INBOUND: the borrower contacted us.");

@ObjectType({ description: "A contact with a borrower, as it was recorded." })
export class Activity {
  @Field(() => ID)
  id: string;

  @Field(() => ContactChannel)
  channel: keyof typeof ContactChannel;

  @Field(() => Direction)
  direction: keyof typeof Direction;

  @Field()
  at: Date;

  @Field(() => ActivityResultName)
  result: keyof typeof ActivityResultName;

  @Field(() => String, { nullable: true })
  note: string | null;
}

@ObjectType({ description: "The contact rule that forbade a contact which happened all the same." })
export class Breach {
  @Field({ description: "The rule's id." })
  rule: string;

  @Field({ description: "The same in words." })
  words: string;

  @Field({ description: "Why it happened." })
  reason: string;
}

@InputType()
export class PromiseInput {
  @Field({ description: "A decimal amount." })
  amount: string;

  @Field(() => DateScalar)
  day: string;
}

@InputType()
export class OverrideInput {
  @Field({ description: "Why it happened although the contact rules forbade it: 5 to 2,000 characters." })
  reason: string;
}

@InputType()
export class ActivityInput implements NewActivity {
  @Field(() => ID)
  loanId: string;

  @Field(() => ContactChannel)
  channel: keyof typeof ContactChannel;

  @Field(() => ActivityResultName)
  result: keyof typeof ActivityResultName;

  @Field({
    defaultValue: false,
    description: "The borrower contacted us: never refused by the contact rules.",
  })
  inbound: boolean;

  @Field(() => Date, { nullable: true, description: "Now unless told." })
  at?: Date | null;

  @Field(() => String, { nullable: true })
  note?: string | null;

  @Field(() => PromiseInput, { nullable: true, description: "With the result PROMISE_TO_PAY." })
  promise?: PromiseInput | null;

  @Field(() => OverrideInput, {
    nullable: true,
    description:
      "Keeps a contact that happened against the rules, marked so; without effect where they permitted it. It sends nothing.",
  })
  override?: OverrideInput | null;
}

export const ActivityRecorded = createUnionType({
  name: "RecordActivityResult",
  types: () => [Activity, Refusal] as const,
  resolveType: (value: object) => ("problems" in value ? Refusal : Activity),
});
