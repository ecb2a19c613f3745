import { Ctx, Mutation, Resolver } from "type-graphql";
import type { SignedInContext } from "../context.js";
import { removeSampleData } from "./remove.js";

@Resolver()
export class SampleResolver {
  @Mutation(() => Boolean, { description: "Removes every sample row; false where there is none." })
  removeSampleData(@Ctx() context: SignedInContext): Promise<boolean> {
    return removeSampleData(context, context.actor);
  }
}
