import { factsOf } from "@loan-recovery/ml-core/strategy/columns";
import { Arg, Ctx, ID, Query, Resolver } from "type-graphql";
import { toContact } from "../contacts/contacts.type.js";
import type { Context } from "../context.js";
import { decisionReceipt, type Replay, replayDecision } from "./receipt.js";
import { DecisionReceipt, DecisionReplay } from "./receipt.type.js";

@Resolver()
export class ReceiptResolver {
  @Query(() => DecisionReceipt, {
    nullable: true,
    description: "Why a loan was decided as it was, now or long ago. Null where the decision is not kept.",
  })
  async decisionReceipt(@Ctx() context: Context, @Arg("id", () => ID) id: string): Promise<object | null> {
    const receipt = await decisionReceipt(context, id);
    if (receipt === null) return null;
    const { decision, run, model, policy, rule, contact, explanation, ...rest } = receipt;
    const { currency } = context.config;
    const money = (amount: number) => ({ amount: amount.toFixed(2), currency });
    return {
      ...rest,
      decision,
      facts: factsOf(decision.facts),
      rawScore: explanation?.raw ?? null,
      explanation: explanation && {
        ...explanation,
        reasons: explanation.reasons.map((reason) => ({
          ...reason,
          usual: model.report.usual[reason.feature] ?? null,
        })),
      },
      rule: rule.text,
      contact: { ...contact, contact: contact.answer && toContact(contact.answer) },
      alternatives: rule.alternatives.map((alternative) => ({
        ...alternative,
        expectedNetRecovery:
          alternative.expectedNetRecovery === null ? null : money(alternative.expectedNetRecovery),
        capacityPrice: money(alternative.capacityPrice),
      })),
      modelVersion: model.version,
      modelHash: model.hash,
      policyVersion: policy.version,
      runNumber: run.id,
      actor: run.created_by,
      inForceSince: run.activated_at,
    };
  }

  @Query(() => DecisionReplay, {
    nullable: true,
    description: "Decides a loan again from its stored snapshot, model and policy: the bytes are the same.",
  })
  replayDecision(@Ctx() context: Context, @Arg("id", () => ID) id: string): Promise<Replay | null> {
    return replayDecision(context, id);
  }
}
