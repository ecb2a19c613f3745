import { diffPolicies } from "@loan-recovery/ml-core/strategy/diff-policies";
import { Arg, Args, Ctx, FieldResolver, Int, Mutation, Query, Resolver, Root } from "type-graphql";
import type { Context, SignedInContext } from "../context.js";
import type { ConnectionOf } from "../graphql/connection.js";
import { PageArgs } from "../graphql/page-args.js";
import { findJob, type JobRow } from "../jobs/jobs.js";
import { Job } from "../jobs/jobs.type.js";
import { type DraftRow, findDraft, listDrafts, saveDraft } from "./drafts.js";
import { FourEyesResult, PolicyDraft, PolicyDraftConnection, PolicyDraftResult } from "./drafts.type.js";
import { PolicyEffect } from "./effect.type.js";
import { setFourEyes } from "./four-eyes.js";
import { findPolicyVersion, type PolicyRow } from "./policies.js";
import { Policy, PolicyChange } from "./policies.type.js";
import { PolicyRulesInput } from "./policy-rules.type.js";
import { approveDraft, publishDraft, rejectDraft, submitDraft, withdrawDraft } from "./review.js";
import { showEffect } from "./show-effect.js";

@Resolver(() => PolicyDraft)
export class PolicyDraftResolver {
  @Query(() => PolicyDraftConnection, { description: "Newest first." })
  policyDrafts(
    @Ctx() { sql }: Context,
    @Args(() => PageArgs) page: PageArgs,
  ): Promise<ConnectionOf<DraftRow>> {
    return listDrafts(sql, page);
  }

  @Query(() => PolicyDraft, { nullable: true })
  policyDraft(@Ctx() { sql }: Context, @Arg("id", () => Int) id: number): Promise<DraftRow | null> {
    return findDraft(sql, id);
  }

  @Mutation(() => PolicyDraftResult, { description: "Saves rules as a new draft, or over one of your own." })
  savePolicyDraft(
    @Ctx() context: SignedInContext,
    @Arg("rules", () => PolicyRulesInput) rules: PolicyRulesInput,
    @Arg("note", () => String) note: string,
    @Arg("id", () => Int, { nullable: true }) id: number | null,
  ): Promise<object> {
    return saveDraft(context, context.actor, { id, rules, note });
  }

  @Mutation(() => PolicyDraftResult, {
    description: "Sends a draft to review, with its effect on today's book.",
  })
  submitPolicyDraft(@Ctx() context: SignedInContext, @Arg("id", () => Int) id: number): Promise<object> {
    return submitDraft(context, context.actor, id);
  }

  @Mutation(() => PolicyDraftResult, {
    description: "Approves the effect that was shown, and publishes at once or at a set time.",
  })
  approvePolicyDraft(
    @Ctx() context: SignedInContext,
    @Arg("id", () => Int) id: number,
    @Arg("effectId", () => String) effectId: string,
    @Arg("note", () => String, { nullable: true }) note: string | null,
    @Arg("publishAt", () => Date, { nullable: true }) publishAt: Date | null,
  ): Promise<object> {
    return approveDraft(context, context.actor, { id, effectId, note, publishAt });
  }

  @Mutation(() => PolicyDraftResult, { description: "Publishes an approved draft before its time." })
  publishPolicyDraft(@Ctx() context: SignedInContext, @Arg("id", () => Int) id: number): Promise<object> {
    return publishDraft(context, context.actor, id);
  }

  @Mutation(() => PolicyDraftResult)
  rejectPolicyDraft(
    @Ctx() context: SignedInContext,
    @Arg("id", () => Int) id: number,
    @Arg("note", () => String) note: string,
  ): Promise<object> {
    return rejectDraft(context, context.actor, id, note);
  }

  @Mutation(() => PolicyDraftResult, { description: "Takes back a draft of your own." })
  withdrawPolicyDraft(@Ctx() context: SignedInContext, @Arg("id", () => Int) id: number): Promise<object> {
    return withdrawDraft(context, context.actor, id);
  }

  @Mutation(() => FourEyesResult, {
    description:
      "Whether somebody else must approve a policy, where there is another admin. Where there is, one admin asks to switch it off and another agrees, by asking the same.",
  })
  setFourEyes(@Ctx() context: SignedInContext, @Arg("on", () => Boolean) on: boolean): Promise<object> {
    return setFourEyes(context, context.actor, on);
  }

  @FieldResolver(() => Date)
  createdAt(@Root() row: DraftRow): Date {
    return row.created_at;
  }

  @FieldResolver(() => Date)
  updatedAt(@Root() row: DraftRow): Date {
    return row.updated_at;
  }

  @FieldResolver(() => Date, { nullable: true })
  reviewedAt(@Root() row: DraftRow): Date | null {
    return row.reviewed_at;
  }

  @FieldResolver(() => String, { nullable: true })
  reviewNote(@Root() row: DraftRow): string | null {
    return row.review_note;
  }

  @FieldResolver(() => Date, { nullable: true, description: "When it is to be published." })
  publishAt(@Root() row: DraftRow): Date | null {
    return row.publish_at;
  }

  @FieldResolver(() => Int, { nullable: true, description: "The version that it was written against." })
  baseVersion(@Root() row: DraftRow): number | null {
    return row.base_version;
  }

  @FieldResolver(() => Boolean)
  isOwn(@Root() row: DraftRow, @Ctx() { actor }: Context): boolean {
    return row.author_id === actor?.id;
  }

  @FieldResolver(() => PolicyEffect, {
    nullable: true,
    description: "Null where nothing has been decided yet.",
  })
  effect(@Root() { rules, simulation }: DraftRow, @Ctx() { config }: Context): PolicyEffect | null {
    return simulation && showEffect(rules, simulation, config.currency);
  }

  @FieldResolver(() => [PolicyChange], { description: "Against the version that it was written against." })
  async changes(@Root() row: DraftRow, @Ctx() { sql }: Context): Promise<PolicyChange[]> {
    const base = row.base_version === null ? null : await findPolicyVersion(sql, row.base_version);
    return base ? diffPolicies(base.rules, row.rules) : [];
  }

  @FieldResolver(() => Policy, { nullable: true, description: "What it was published as." })
  async policy(@Root() row: DraftRow, @Ctx() { loaders }: Context): Promise<PolicyRow | null> {
    return row.policy_id === null ? null : loaders.policy.load(row.policy_id);
  }

  @FieldResolver(() => Job, { nullable: true, description: "The job that puts it in force." })
  async job(@Root() { job_id }: DraftRow, @Ctx() { sql }: Context): Promise<JobRow | null> {
    return job_id === null ? null : findJob(sql, job_id);
  }
}
