import { Field, ObjectType } from "type-graphql";
import { Book, DateScalar, LoanState } from "../graphql/types.js";

@ObjectType({ description: "One account, with the facts of its newest snapshot." })
export class Loan {
  @Field(() => LoanState)
  state: keyof typeof LoanState;

  @Field(() => Book)
  book: keyof typeof Book;
}

@ObjectType({ description: "A column of the lender's file." })
export class Attribute {
  @Field()
  name: string;

  @Field()
  value: string;
}

@ObjectType({ description: "What became of a loan." })
export class Outcome {
  @Field({ description: "The lender's own word for it." })
  label: string;

  @Field()
  notRecovered: boolean;

  @Field(() => DateScalar, { nullable: true })
  date: string | null;
}

@ObjectType({ description: "What the lender said of a loan as of a date. Never changed." })
export class LoanSnapshot {}
