import { createUnionType, Field, Int, ObjectType } from "type-graphql";
import { connectionType } from "../graphql/connection.js";
import { Refusal } from "../graphql/types.js";
import { DraftState } from "../policies/drafts.type.js";

@ObjectType({ description: "A model that somebody wants in force and another admin must approve." })
export class ModelPromotion {
  @Field(() => Int)
  id: number;

  @Field(() => DraftState)
  state: keyof typeof DraftState;

  @Field(() => String, { nullable: true })
  note: string | null;

  @Field()
  author: string;

  @Field(() => String, { nullable: true })
  reviewer: string | null;
}

export const ModelPromotionConnection = connectionType("ModelPromotion", () => ModelPromotion);

export const ModelPromotionResult = createUnionType({
  name: "ModelPromotionResult",
  types: () => [ModelPromotion, Refusal] as const,
  resolveType: (value: object) => ("problems" in value ? Refusal : ModelPromotion),
});
