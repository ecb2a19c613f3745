import { Field, Float, ID, ObjectType } from "type-graphql";
import { connectionType } from "../graphql/connection.js";
import { JobKind, JobState } from "../graphql/types.js";

@ObjectType({ description: "Long work: an import, a training, a decision run." })
export class Job {
  @Field(() => ID)
  id: string;

  @Field(() => JobKind)
  kind: keyof typeof JobKind;

  @Field(() => JobState)
  state: keyof typeof JobState;

  @Field(() => Float, { description: "From 0 to 1." })
  progress: number;

  @Field({ description: "What it is doing." })
  message: string;

  @Field(() => String, { nullable: true })
  failure: string | null;
}

export const JobConnection = connectionType("Job", () => Job);
