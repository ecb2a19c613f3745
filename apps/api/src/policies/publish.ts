import type { CompletePolicy } from "@loan-recovery/ml-core/strategy/policy";
import type { Actor } from "../access/actor.js";
import type { App } from "../context.js";
import { transaction } from "../database/pool.js";
import { type Refusal, refuse } from "../graphql/refusal.js";
import { readRules, simulateRules } from "./effect.js";
import { readFourEyes } from "./four-eyes.js";
import { findPolicyVersion, type Published, publish } from "./policies.js";
import { prefixed, readActiveBook } from "./preview.js";

/** What is wrong with a note: a change of policy says why. */
export function noteProblems(note: string): Refusal["problems"] {
  if (note.trim() === "") return [{ path: "note", message: "Say in a few words what changes and why." }];
  if (note.length > 2000) return [{ path: "note", message: "A note has at most 2,000 characters." }];
  return [];
}

/** Publishes rules at once, where nobody else needs to approve them. */
export async function publishPolicy(
  app: App,
  actor: Actor,
  input: { rules: object; note: string; basedOn?: number | null },
): Promise<Published | Refusal> {
  const rules = readRules(input.rules);
  const problems = ["problems" in rules ? prefixed(rules).problems : [], noteProblems(input.note)].flat();
  if ("problems" in rules || problems.length > 0) return { problems };
  if ((await readFourEyes(app.sql)).approvalNeeded) {
    return refuse("", "Another admin has to approve this: save it as a draft and send it to review.");
  }
  return publishOnTodaysBook(app, actor, { rules, note: input.note, basedOn: input.basedOn });
}

/**
 * Publishes an old version's rules again, as the next version and on today's book. It was approved once, so that it
 * needs no second approval: going back must be quick.
 */
export async function rollBackPolicy(
  app: App,
  actor: Actor,
  input: { version: number; note: string },
): Promise<Published | Refusal> {
  const old = await findPolicyVersion(app.sql, input.version);
  if (old === null) return refuse("version", `There is no version ${input.version}.`);
  const note = input.note.trim() || `Back to version ${old.version}.`;
  const problems = noteProblems(note);
  if (problems.length > 0) return { problems };
  return publishOnTodaysBook(app, actor, { rules: old.rules, note });
}

async function publishOnTodaysBook(
  app: App,
  actor: Actor,
  { rules, note, basedOn }: { rules: CompletePolicy; note: string; basedOn?: number | null },
): Promise<Published | Refusal> {
  const active = await readActiveBook(app);
  const simulated = active && simulateRules(active.book, active.policy.rules, rules, true, active.experiment);
  return transaction(app.sql, (client) =>
    publish(client, app.queue, actor, {
      rules: simulated?.rules ?? rules,
      note: note.trim(),
      author: actor.name,
      approver: null,
      effect: simulated?.effect ?? null,
      basedOn,
    }),
  );
}
