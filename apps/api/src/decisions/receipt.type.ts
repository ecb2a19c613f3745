import { Field, Float, Int, ObjectType } from "type-graphql";
import { Contact } from "../contacts/contacts.type.js";
import { Assignment } from "../experiments/assigned.type.js";
import { Money } from "../graphql/types.js";
import { Fact } from "../policies/policy-rules.type.js";
import { Decision, Explanation } from "./decisions.type.js";

@ObjectType({ description: "One value of what the lender said of the loan." })
export class InputCell {
  @Field()
  column: string;

  @Field()
  value: string;
}

@ObjectType({ description: "What another treatment would have been worth, and whether it was permitted." })
export class Alternative {
  @Field()
  treatment: string;

  @Field({ description: "By the policy's guardrails." })
  isPermitted: boolean;

  @Field(() => Money, {
    nullable: true,
    description: "Under the policy's assumptions, its cost taken off; null where the amount owed is unknown.",
  })
  expectedNetRecovery: Money | null;

  @Field(() => Money, { description: "The price of the scarce capacity that it would have used." })
  capacityPrice: Money;
}

@ObjectType({ description: "Whether the treatment could be carried out, and as of when that is said." })
export class ReceiptContact {
  @Field({ description: "What was known at this moment decides." })
  at: Date;

  @Field({
    description:
      "True: when the decision came into force. False: what was known then is not kept, so it is the time of this receipt.",
  })
  isOfDecision: boolean;

  @Field({ description: "The pack in use today: which one was set then is not kept." })
  jurisdiction: string;

  @Field(() => Contact, { nullable: true, description: "Null: the treatment reaches nobody." })
  contact: Contact | null;
}

@ObjectType({ description: "Everything that a decision rests on." })
export class DecisionReceipt {
  @Field(() => Decision)
  decision: Decision;

  @Field(() => [InputCell], { description: "The loan as the lender described it." })
  input: InputCell[];

  @Field(() => [Fact], { description: "What was known that forbids treatment." })
  facts: (keyof typeof Fact)[];

  @Field(() => Float, { nullable: true, description: "The model's answer before calibration." })
  rawScore: number | null;

  @Field(() => Explanation, { nullable: true })
  explanation: Explanation | null;

  @Field({
    description:
      "Which band, guardrail or value led to the policy's treatment, in words. A challenger's borrower may have got another one.",
  })
  rule: string;

  @Field(() => Assignment, { nullable: true, description: "Null where no experiment ran." })
  experiment: Assignment | null;

  @Field(() => ReceiptContact)
  contact: ReceiptContact;

  @Field(() => [Alternative])
  alternatives: Alternative[];

  @Field(() => Int, { description: "Of the model that scored the loan." })
  modelVersion: number;

  @Field({ description: "SHA-256 of the model." })
  modelHash: string;

  @Field(() => Int)
  policyVersion: number;

  @Field(() => Int)
  runNumber: number;

  @Field(() => String, { nullable: true, description: "Who asked for the run." })
  actor: string | null;

  @Field(() => Date, { nullable: true, description: "When the run came into force." })
  inForceSince: Date | null;

  @Field(() => String, {
    nullable: true,
    description: "The root under which the audit log has sealed the run.",
  })
  sealRoot: string | null;

  @Field({ description: "SHA-256 of the decision with the digests of its model and policy." })
  digest: string;
}

@ObjectType({
  description: "A decision beside what its stored model and policy make of the same input today.",
})
export class DecisionReplay {
  @Field()
  matches: boolean;

  @Field({ description: "Canonical JSON." })
  stored: string;

  @Field()
  replayed: string;
}
