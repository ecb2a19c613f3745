import { createUnionType, Field, Float, InputType, Int, ObjectType } from "type-graphql";
import { connectionType } from "../graphql/connection.js";
import { Book, enumOf, Money, Refusal } from "../graphql/types.js";
import { Job } from "../jobs/jobs.type.js";

const ExperimentState = enumOf(
  "ExperimentState",
  ["DRAFT", "RUNNING", "STOPPED"],
  "A draft changes nothing. What has stopped never starts again.",
);

export const ArmName = enumOf("ArmName", ["CHAMPION", "CHALLENGER"], "The sides of an experiment.");

export const NoWinner = enumOf(
  "NoWinner",
  ["NO_WINDOW_OVER", "FATE_UNKNOWN", "TOO_FEW", "SAMPLE_RATIO", "TOO_SKEWED", "NO_DIFFERENCE"],
  "Why no winner is named.",
);

@ObjectType({
  description: "The sample size that an experiment needs. Amounts are assumptions from today's scores.",
})
export class ExperimentPlan {
  @Field(() => Int, { description: "In the book on the day of the plan." })
  borrowers: number;

  @Field(() => Float, {
    description:
      "In both arms together, to find the smallest difference that matters with 80 % power while watched daily.",
  })
  requiredBorrowers: number;

  @Field(() => Money, {
    description:
      "Cash per borrower, assuming that each loan is paid in full with the probability that its score says, or not at all.",
  })
  mean: Money;

  @Field(() => Money, { description: "Standard deviation between borrowers under the same assumption." })
  deviation: Money;
}

@ObjectType({ description: "A mean over borrowers with its 95 % interval, null below two borrowers." })
export class MeanEstimate {
  @Field(() => Float)
  mean: number;

  @Field(() => Float, { nullable: true })
  low: number | null;

  @Field(() => Float, { nullable: true })
  high: number | null;
}

@ObjectType({ description: "One side of an experiment: who has entered it, as they were on entry." })
export class ExperimentArm {
  @Field()
  name: string;

  @Field(() => Float, { description: "Planned, of the borrowers." })
  share: number;

  @Field(() => Int)
  borrowers: number;

  @Field(() => Int)
  loans: number;

  @Field(() => MeanEstimate, { nullable: true, description: "A borrower's mean risk." })
  risk: MeanEstimate | null;

  @Field(() => MeanEstimate, {
    nullable: true,
    description: "Owed per borrower, in the installation's currency.",
  })
  outstanding: MeanEstimate | null;
}

@ObjectType({
  description:
    "What later imports say of the borrowers whose window is over: what was owed on loans recovered in full within it, less the assumed cost of the first treatment. Payments are not imported, so part payments count as nothing.",
})
export class ExperimentResult {
  @Field(() => Int, { description: "Borrowers whose window was over before the experiment stopped." })
  windowsOver: number;

  @Field(() => Int, { description: "Of these, borrowers of all of whose loans the imports say what became." })
  fatesKnown: number;

  @Field(() => ArmName, { nullable: true })
  winner: keyof typeof ArmName | null;

  @Field(() => NoWinner, { nullable: true, description: "Null where a winner is named." })
  refusal: keyof typeof NoWinner | null;

  @Field(() => Float, {
    nullable: true,
    description: "Challenger minus champion per borrower; null where even that must not be named.",
  })
  difference: number | null;

  @Field(() => Float, { nullable: true, description: "Of the interval that holds at every look at once." })
  low: number | null;

  @Field(() => Float, { nullable: true })
  high: number | null;
}

@ObjectType({ description: "What is in force against a challenger, on borrowers assigned by a hash." })
export class Experiment {
  @Field(() => Int)
  id: number;

  @Field(() => Book)
  book: keyof typeof Book;

  @Field()
  name: string;

  @Field(() => ExperimentState)
  state: keyof typeof ExperimentState;

  @Field(() => Float, { description: "Of the borrowers, for the challenger." })
  share: number;

  @Field(() => [String], {
    description: "Drawn evenly per borrower; empty where the challenger is a policy or a model.",
  })
  treatments: string[];
}

export const ExperimentConnection = connectionType("Experiment", () => Experiment);

@InputType({
  description:
    "The challenger is one of these: a policy's version, a model's version, or treatments drawn at random.",
})
export class ExperimentInput {
  @Field()
  name: string;

  @Field(() => Float, { description: "Of the borrowers, for the challenger: 0.01 to 0.99." })
  share: number;

  @Field(() => Int, { nullable: true })
  policyVersion?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: "Scores the challenger's borrowers, whom the policy in force then decides by it.",
  })
  modelVersion?: number | null;

  @Field(() => [String], { nullable: true })
  treatments?: string[] | null;

  @Field(() => Int, { description: "Days after a borrower's entry in which cash counts." })
  windowDays: number;

  @Field(() => Float, { description: "Smallest difference in net cash per borrower that matters." })
  minimumEffect: number;
}

@ObjectType({ description: "The experiment, and the job that puts the change in force." })
class ExperimentChange {
  @Field(() => Experiment)
  experiment: Experiment;

  @Field(() => Job)
  job: Job;
}

export const PlanExperimentResult = createUnionType({
  name: "PlanExperimentResult",
  types: () => [ExperimentPlan, Refusal] as const,
  resolveType: (value: object) => ("problems" in value ? Refusal : ExperimentPlan),
});

export const ExperimentAnswer = createUnionType({
  name: "ExperimentAnswer",
  types: () => [Experiment, Refusal] as const,
  resolveType: (value: object) => ("problems" in value ? Refusal : Experiment),
});

export const ExperimentChangeResult = createUnionType({
  name: "ExperimentChangeResult",
  types: () => [ExperimentChange, Refusal] as const,
  resolveType: (value: object) => ("problems" in value ? Refusal : ExperimentChange),
});
