import { createUnionType, Field, Int, ObjectType } from "type-graphql";
import { connectionType } from "../graphql/connection.js";
import { enumOf, Refusal } from "../graphql/types.js";
import { PolicyRules } from "./policy-rules.type.js";

export const DraftState = enumOf(
  "DraftState",
  ["DRAFT", "IN_REVIEW", "APPROVED", "REJECTED", "WITHDRAWN", "PUBLISHED"],
  "How far a change is on its way. APPROVED waits for its time.",
);

@ObjectType({ description: "A policy on its way to being published." })
export class PolicyDraft {
  @Field(() => Int)
  id: number;

  @Field(() => DraftState)
  state: keyof typeof DraftState;

  @Field()
  note: string;

  @Field()
  author: string;

  @Field(() => PolicyRules)
  rules: PolicyRules;

  @Field(() => String, { nullable: true })
  reviewer: string | null;

  @Field(() => String, { nullable: true, description: "Why it was not published." })
  failure: string | null;
}

export const PolicyDraftConnection = connectionType("PolicyDraft", () => PolicyDraft);

export const PolicyDraftResult = createUnionType({
  name: "PolicyDraftResult",
  types: () => [PolicyDraft, Refusal] as const,
  resolveType: (value: object) => ("problems" in value ? Refusal : PolicyDraft),
});

@ObjectType({ description: "Whether whoever writes a policy may approve it." })
export class FourEyes {
  @Field({
    description: "Whoever writes a policy cannot approve it, where there is another admin who could.",
  })
  isOn: boolean;

  @Field({ description: "Whether a change needs somebody else's approval as things are." })
  approvalNeeded: boolean;

  @Field(() => String, {
    nullable: true,
    description: "The admin who asked to switch it off: another one has to agree.",
  })
  offAskedBy: string | null;

  @Field({ description: "Whether that is who is asking." })
  isOwnRequest: boolean;
}

export const FourEyesResult = createUnionType({
  name: "FourEyesResult",
  types: () => [FourEyes, Refusal] as const,
  resolveType: (value: object) => ("problems" in value ? Refusal : FourEyes),
});
