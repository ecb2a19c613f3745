import { ArgsType, Field, Int } from "type-graphql";

@ArgsType()
export class PageArgs {
  @Field(() => Int, { nullable: true, description: "How many rows, 1 to 200; 50 unless told." })
  first?: number | null;

  @Field(() => String, { nullable: true, description: "The cursor after which the page starts." })
  after?: string | null;
}
