import { Ctx, Query, Resolver } from "type-graphql";
import type { Context } from "../context.js";
import { type RecoveryEstimates as Estimates, estimateRecoveries } from "./recovery.js";
import { RecoveryEstimates } from "./recovery.type.js";

@Resolver()
export class RecoveryResolver {
  @Query(() => RecoveryEstimates, {
    description: "To hold against the assumed recovery curves of a policy.",
  })
  recoveryEstimates(@Ctx() context: Context): Promise<Estimates> {
    return estimateRecoveries(context);
  }
}
