import type { Policy } from "@loan-recovery/ml-core/strategy/policy";
import type { App } from "../context.js";
import type { RunRow } from "../decisions/runs.js";
import { type Refusal, refuse } from "../graphql/refusal.js";
import { findModelVersion } from "../models/models.js";
import { findPolicyVersion } from "../policies/policies.js";

/** What a person names as the challenger: one of these. */
export interface ChallengerChoice {
  policyVersion?: number | null;
  modelVersion?: number | null;
  treatments?: string[] | null;
}

/** What an experiment keeps of its challenger. */
export interface FoundChallenger {
  policy: { id: number; rules: Policy } | null;
  modelId: number | null;
  treatments: string[];
  /** For the audit log. */
  words: string | string[];
}

/** Looks a challenger up. @returns a refusal where it is not there, or must not decide about anybody */
export async function findChallenger(
  app: App,
  run: RunRow,
  { policyVersion, modelVersion, treatments }: ChallengerChoice,
): Promise<FoundChallenger | Refusal> {
  const drawn = [...new Set(treatments ?? [])];
  const named = [policyVersion != null, modelVersion != null, drawn.length > 0].filter(Boolean).length;
  if (named !== 1) {
    const message =
      "The challenger is a policy's version, a model's version or treatments drawn at random: name one.";
    return refuse("policyVersion", message);
  }
  if (policyVersion != null) {
    const policy = await findPolicyVersion(app.sql, policyVersion);
    if (policy === null) return refuse("policyVersion", `There is no version ${policyVersion}.`);
    return { policy, modelId: null, treatments: [], words: `policy ${policyVersion}` };
  }
  if (modelVersion == null) return { policy: null, modelId: null, treatments: drawn, words: drawn };
  const model = await findModelVersion(app.sql, modelVersion);
  if (model === null) return refuse("modelVersion", `There is no model ${modelVersion}.`);
  if (model.book !== run.book)
    return refuse(
      "modelVersion",
      `Model ${modelVersion} was trained on other loans than those worked on now.`,
    );
  if (model.classifier === "base-rate")
    return refuse("modelVersion", `Model ${modelVersion} gives every loan the same score.`);
  const { promotable, allowed, notPromotableReason, verdictText } = model.report;
  if (!promotable || allowed.length > 0) return refuse("modelVersion", notPromotableReason ?? verdictText);
  if (model.id === run.model_id) return refuse("modelVersion", `Model ${modelVersion} is the one in force.`);
  return { policy: null, modelId: model.id, treatments: [], words: `model ${modelVersion}` };
}
