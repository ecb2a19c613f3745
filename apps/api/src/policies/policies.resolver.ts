import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import type { Context, SignedInContext } from "../context.js";
import type { ConnectionOf } from "../graphql/connection.js";
import { PageArgs } from "../graphql/page-args.js";
import { toJobResult } from "../jobs/job-result.js";
import { listPolicies, type PolicyRow, publishPolicy } from "./policies.js";
import { BandInput, Policy, PolicyConnection, PublishPolicyResult } from "./policies.type.js";

@Resolver(() => Policy)
export class PolicyResolver {
  @Query(() => PolicyConnection, { description: "Every version, newest first." })
  policies(@Ctx() { sql }: Context, @Args(() => PageArgs) page: PageArgs): Promise<ConnectionOf<PolicyRow>> {
    return listPolicies(sql, page);
  }

  @Query(() => Policy, { nullable: true, description: "The policy of the active run." })
  async activePolicy(@Ctx() { loaders }: Context): Promise<PolicyRow | null> {
    const run = await loaders.activeRun();
    return run ? loaders.policy.load(run.policy_id) : null;
  }

  @Mutation(() => PublishPolicyResult, {
    description:
      "Publishes the bands as the next version and starts a run with it. Also the way back to an old one.",
  })
  async publishPolicy(
    @Ctx() context: SignedInContext,
    @Arg("bands", () => [BandInput]) bands: BandInput[],
    @Arg("note", () => String) note: string,
  ): Promise<object> {
    const result = await publishPolicy(context, context.actor, bands, note);
    if ("problems" in result) return result;
    return { policy: result.policy, job: await toJobResult(context, result.jobId) };
  }

  @FieldResolver(() => ID)
  id(@Root() row: PolicyRow): string {
    return String(row.id);
  }

  @FieldResolver(() => Date)
  createdAt(@Root() row: PolicyRow): Date {
    return row.created_at;
  }

  @FieldResolver(() => String, { nullable: true })
  createdBy(@Root() row: PolicyRow): string | null {
    return row.created_by;
  }

  @FieldResolver(() => Boolean, { description: "The active run was decided with it." })
  async active(@Root() row: PolicyRow, @Ctx() { loaders }: Context): Promise<boolean> {
    return (await loaders.activeRun())?.policy_id === row.id;
  }
}
