import { Field, Float, Int, ObjectType } from "type-graphql";

@ObjectType({ description: "How often randomized loans around a risk were recovered in full." })
export class EstimatedPoint {
  @Field(() => Float, { description: "Mean of the loans' risk scores." })
  risk: number;

  @Field(() => Float)
  probability: number;

  @Field(() => Float, { description: "Of the 95 % interval." })
  low: number;

  @Field(() => Float)
  high: number;

  @Field(() => Int)
  loans: number;
}

@ObjectType({ description: "What randomized borrowers tell of one treatment." })
export class TreatmentRecovery {
  @Field()
  treatment: string;

  @Field(() => [EstimatedPoint], { description: "By rising risk; empty where there are too few borrowers." })
  points: EstimatedPoint[];

  @Field(() => Int, { description: "Randomized loans with a known fate." })
  loans: number;

  @Field(() => Int, {
    description:
      "Borrowers that are missing before anything is said, each with one loan and drawn alike; 0 where there are enough.",
  })
  missing: number;
}

@ObjectType({
  description:
    "Recovery in full within a window after the first treatment, estimated from borrowers whom experiments gave it by chance. Payments are not imported: a settlement or a part payment counts as not recovered.",
})
export class RecoveryEstimates {
  @Field(() => Int, { nullable: true, description: "Days. Null where no randomized outcome is known." })
  windowDays: number | null;

  @Field(() => [String], { description: "Names of the experiments that it rests on." })
  experiments: string[];

  @Field(() => [TreatmentRecovery], { description: "Of the policy in force." })
  treatments: TreatmentRecovery[];
}
