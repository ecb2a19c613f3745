import type { Band as PolicyBand } from "@loan-recovery/ml-core/strategy/policy";
import { createUnionType, Field, Float, InputType, Int, ObjectType } from "type-graphql";
import { connectionType } from "../graphql/connection.js";
import { Refusal, Treatment, type TreatmentName } from "../graphql/types.js";
import { Job } from "../jobs/jobs.type.js";

@ObjectType({ description: "A treatment for the scores from `from` up to the next band." })
export class Band implements PolicyBand {
  @Field(() => Treatment)
  treatment: TreatmentName;

  @Field(() => Float)
  from: number;

  @Field({ description: "Whether a score of exactly `from` belongs to this band, or to the one below." })
  fromInclusive: boolean;
}

@InputType()
export class BandInput implements PolicyBand {
  @Field(() => Treatment)
  treatment: TreatmentName;

  @Field(() => Float)
  from: number;

  @Field()
  fromInclusive: boolean;
}

@ObjectType({ description: "A published policy: never changed, only followed by the next version." })
export class Policy {
  @Field(() => Int)
  version: number;

  @Field(() => [Band], { description: "In ascending order of `from`; the first starts at 0." })
  bands: Band[];

  @Field()
  note: string;
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
