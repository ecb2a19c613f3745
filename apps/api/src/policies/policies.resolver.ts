import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from "type-graphql";
import type { Context, SignedInContext } from "../context.js";
import type { ConnectionOf } from "../graphql/connection.js";
import { PageArgs } from "../graphql/page-args.js";
import type { Refusal } from "../graphql/refusal.js";
import { toJobResult } from "../jobs/job-result.js";
import { PolicyEffect } from "./effect.type.js";
import { listPolicies, type PolicyRow, type Published } from "./policies.js";
import { Policy, PolicyConnection, PublishPolicyResult } from "./policies.type.js";
import { Band, PolicyRules, PolicyRulesInput } from "./policy-rules.type.js";
import { publishPolicy, rollBackPolicy } from "./publish.js";
import { showEffect } from "./show-effect.js";

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
      "Publishes rules as the next version and starts a run with it. Refused where another admin has to approve: see savePolicyDraft.",
  })
  async publishPolicy(
    @Ctx() context: SignedInContext,
    @Arg("rules", () => PolicyRulesInput) rules: PolicyRulesInput,
    @Arg("note", () => String) note: string,
    @Arg("basedOn", () => Int, {
      nullable: true,
      description: "The version that you saw in force; refused where another one is by now.",
    })
    basedOn: number | null,
  ): Promise<object> {
    return withJob(context, await publishPolicy(context, context.actor, { rules, note, basedOn }));
  }

  @Mutation(() => PublishPolicyResult, {
    description: "Publishes an old version's rules again, as the next version, on today's book.",
  })
  async rollBackPolicy(
    @Ctx() context: SignedInContext,
    @Arg("version", () => Int) version: number,
    @Arg("note", () => String, { defaultValue: "" }) note: string,
  ): Promise<object> {
    return withJob(context, await rollBackPolicy(context, context.actor, { version, note }));
  }

  @FieldResolver(() => ID)
  id(@Root() row: PolicyRow): string {
    return String(row.id);
  }

  @FieldResolver(() => PolicyRules)
  rules(@Root() row: PolicyRow): PolicyRules {
    return row.rules as PolicyRules;
  }

  @FieldResolver(() => [Band], { description: "The rules' bands." })
  bands(@Root() row: PolicyRow): Band[] {
    return [...row.rules.bands];
  }

  @FieldResolver(() => Date)
  createdAt(@Root() row: PolicyRow): Date {
    return row.created_at;
  }

  @FieldResolver(() => String, { nullable: true })
  createdBy(@Root() row: PolicyRow): string | null {
    return row.created_by;
  }

  @FieldResolver(() => String, { nullable: true })
  approvedBy(@Root() row: PolicyRow): string | null {
    return row.approved_by;
  }

  @FieldResolver(() => PolicyEffect, {
    nullable: true,
    description: "What it was expected to do when it was published; null where nothing had been decided yet.",
  })
  effect(@Root() { rules, simulation }: PolicyRow, @Ctx() { config }: Context): PolicyEffect | null {
    return simulation && showEffect(rules, simulation, config.currency);
  }

  @FieldResolver(() => Boolean, { description: "The active run was decided with it." })
  async active(@Root() row: PolicyRow, @Ctx() { loaders }: Context): Promise<boolean> {
    return (await loaders.activeRun())?.policy_id === row.id;
  }
}

async function withJob(context: Context, result: Published | Refusal): Promise<object> {
  if ("problems" in result) return result;
  return { policy: result.policy, job: await toJobResult(context, result.jobId) };
}
