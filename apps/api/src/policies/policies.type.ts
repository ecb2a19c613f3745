import type { PolicyChange as Change } from "@loan-recovery/ml-core/strategy/diff-policies";
import { createUnionType, Field, Int, ObjectType } from "type-graphql";
import { connectionType } from "../graphql/connection.js";
import { enumOf, Refusal } from "../graphql/types.js";
import { Job } from "../jobs/jobs.type.js";

const ChangeKind = enumOf(
  "ChangeKind",
  ["ADDED", "REMOVED", "CHANGED"],
  "How two policies differ in a place.",
);

@ObjectType({ description: "One difference between two policies." })
export class PolicyChange implements Change {
  @Field({ description: "For example bands[LEGAL_ACTION].from." })
  path: string;

  @Field(() => ChangeKind)
  kind: keyof typeof ChangeKind;

  @Field(() => String, { nullable: true, description: "JSON; null where there was none." })
  before: string | null;

  @Field(() => String, { nullable: true })
  after: string | null;

  @Field({ description: "The same in a sentence." })
  text: string;
}

@ObjectType({ description: "A published policy: never changed, only followed by the next version." })
export class Policy {
  @Field(() => Int)
  version: number;

  @Field()
  note: string;

  @Field(() => [PolicyChange], {
    nullable: true,
    description: "Against the version before; null for the first.",
  })
  changes: PolicyChange[] | null;
}

export const PolicyConnection = connectionType("Policy", () => Policy);

@ObjectType({ description: "The new version, and the job that puts it in force." })
class PublishedPolicy {
  @Field(() => Policy)
  policy: Policy;

  @Field(() => Job)
  job: Job;
}

export const PublishPolicyResult = createUnionType({
  name: "PublishPolicyResult",
  types: () => [PublishedPolicy, Refusal] as const,
  resolveType: (value: object) => ("problems" in value ? Refusal : PublishedPolicy),
});
