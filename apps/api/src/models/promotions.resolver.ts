import {
  Arg,
  Args,
  Ctx,
  Field,
  FieldResolver,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from "type-graphql";
import type { Context, SignedInContext } from "../context.js";
import { DecisionRun } from "../decisions/decisions.type.js";
import type { RunRow } from "../decisions/runs.js";
import type { ConnectionOf } from "../graphql/connection.js";
import { PageArgs } from "../graphql/page-args.js";
import type { ModelRow } from "./models.js";
import { Model } from "./models.type.js";
import { promotionEffect } from "./promotion-effect.js";
import { approvePromotion, listPromotions, type PromotionRow, rejectPromotion } from "./promotions.js";
import { ModelPromotion, ModelPromotionConnection, ModelPromotionResult } from "./promotions.type.js";

@ObjectType({ description: "The loans that go from one treatment to another." })
class RunMovement {
  @Field(() => String, { nullable: true, description: "Null: the loan was not in the book." })
  from: string | null;

  @Field(() => String, { nullable: true, description: "Null: the loan is no longer in the book." })
  to: string | null;

  @Field(() => Int)
  loans: number;
}

@Resolver(() => ModelPromotion)
export class ModelPromotionResolver {
  @Query(() => ModelPromotionConnection, { description: "Newest first." })
  modelPromotions(
    @Ctx() { sql }: Context,
    @Args(() => PageArgs) page: PageArgs,
  ): Promise<ConnectionOf<PromotionRow>> {
    return listPromotions(sql, page);
  }

  @Mutation(() => ModelPromotionResult, { description: "Puts a model in force by the run that was shown." })
  approveModelPromotion(@Ctx() context: SignedInContext, @Arg("id", () => Int) id: number): Promise<object> {
    return approvePromotion(context, context.actor, id);
  }

  @Mutation(() => ModelPromotionResult)
  rejectModelPromotion(
    @Ctx() context: SignedInContext,
    @Arg("id", () => Int) id: number,
    @Arg("note", () => String) note: string,
  ): Promise<object> {
    return rejectPromotion(context, context.actor, id, note);
  }

  @FieldResolver(() => Model)
  model(@Root() row: PromotionRow, @Ctx() { loaders }: Context): Promise<ModelRow | null> {
    return loaders.model.load(row.model_id);
  }

  @FieldResolver(() => DecisionRun, {
    nullable: true,
    description: "What it decides, beside what is in force.",
  })
  run(@Root() row: PromotionRow, @Ctx() { loaders }: Context): Promise<RunRow | null> {
    return loaders.run.load(row.run_id);
  }

  @FieldResolver(() => [RunMovement], {
    nullable: true,
    description: "What it changes, loan by loan; null while its run is being built.",
  })
  movements(@Root() row: PromotionRow, @Ctx() context: Context): Promise<RunMovement[] | null> {
    return promotionEffect(context, row);
  }

  @FieldResolver(() => Date)
  createdAt(@Root() row: PromotionRow): Date {
    return row.created_at;
  }

  @FieldResolver(() => Date, { nullable: true })
  reviewedAt(@Root() row: PromotionRow): Date | null {
    return row.reviewed_at;
  }

  @FieldResolver(() => String, { nullable: true })
  reviewNote(@Root() row: PromotionRow): string | null {
    return row.review_note;
  }

  @FieldResolver(() => Boolean)
  isOwn(@Root() row: PromotionRow, @Ctx() { actor }: Context): boolean {
    return row.author_id === actor?.id;
  }
}
