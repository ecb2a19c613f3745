import type pg from "pg";
import type { Actor } from "../access/actor.js";
import { recordAudit } from "../audit/audit.js";
import type { App } from "../context.js";
import { transaction } from "../database/pool.js";
import { lockInstallation, requestRun } from "../decisions/request-run.js";
import { type Refusal, refuse } from "../graphql/refusal.js";
import { personHasToAsk, readFourEyes } from "../policies/four-eyes.js";
import { findPolicies } from "../policies/policies.js";
import { type ChallengerChoice, findChallenger } from "./challenger.js";
import {
  challengerProblems,
  type ExperimentRow,
  type ExperimentState,
  findExperiment,
  findRunningExperiment,
} from "./experiments.js";
import { type ExperimentPlan, planOn, readLiveBook, sizingProblems } from "./plan.js";

/** What a person says of an experiment. */
export interface NewExperiment extends ChallengerChoice {
  name: string;
  share: number;
  windowDays: number;
  minimumEffect: number;
}

/** Saves an experiment that changes nothing yet, with the sample size that it needs. */
export async function createExperiment(
  app: App,
  actor: Actor,
  input: NewExperiment,
): Promise<ExperimentRow | Refusal> {
  const problems = [...plainProblems(input), ...sizingProblems(input)];
  if (problems.length > 0) return { problems };
  const live = await readLiveBook(app);
  if ("problems" in live) return live;
  const challenger = await findChallenger(app, live.book.run, input);
  if ("problems" in challenger) return challenger;
  const { policy, modelId, treatments, words } = challenger;
  const named = {
    id: 0,
    share: input.share,
    treatments,
    policy_rules: policy?.rules ?? null,
    model_id: modelId,
  };
  const unfit = challengerProblems(live.policy.rules, named);
  if (unfit.length > 0) return { problems: unfit };
  const plan = planOn(live.book, input);
  if ("problems" in plan) return plan;
  const name = input.name.trim();
  const { share, windowDays, minimumEffect } = input;
  return transaction(app.sql, async (client) => {
    const { rows } = await client.query<{ id: number }>(
      `INSERT INTO experiment (book, name, share, policy_id, model_id, treatments, window_days, minimum_effect, plan,
         created_by, created_by_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id`,
      [
        ...[live.book.run.book, name, share, policy?.id ?? null, modelId, treatments],
        ...[windowDays, minimumEffect, JSON.stringify(plan), actor.name],
        actor.kind === "user" ? actor.id : null,
      ],
    );
    await recordAudit(client, actor, "experiment.create", `experiment:${rows[0].id}`, {
      name,
      share,
      challenger: words,
    });
    return (await findExperiment(client, rows[0].id))!;
  });
}

function plainProblems({ name, windowDays }: NewExperiment): Refusal["problems"] {
  const problems: Refusal["problems"] = [];
  const { length } = name.trim();
  if (length < 1 || length > 80) problems.push({ path: "name", message: "A name has 1 to 80 characters." });
  if (windowDays < 1 || windowDays > 730)
    problems.push({ path: "windowDays", message: "The window is 1 to 730 days." });
  return problems;
}

export interface Changed {
  experiment: ExperimentRow;
  jobId: string;
}

/**
 * Starts an experiment, with its sample size planned on today's book, and a decision run that applies it. It decides
 * about borrowers as publishing does, so where there is another admin, who planned it does not start it.
 */
export async function startExperiment(app: App, actor: Actor, id: number): Promise<Changed | Refusal> {
  const draft = await findExperiment(app.sql, id);
  if (draft === null) return refuse("id", `There is no experiment ${id}.`);
  const live = await readLiveBook(app);
  if ("problems" in live) return live;
  if (live.book.run.book !== draft.book)
    return refuse("id", "It was planned on other loans than those that are worked on now.");
  if (live.book.run.model_id === draft.model_id)
    return refuse("id", `Model ${draft.model_version} is in force by now: there is nothing to compare.`);
  const plan = planOn(live.book, { share: draft.share, minimumEffect: draft.minimum_effect });
  if ("problems" in plan) return plan;
  return changeState(app, actor, id, "DRAFT", async (client, row, policyId) => {
    const refusal = (await readFourEyes(client)).approvalNeeded ? whyNotAlone(row, actor) : null;
    if (refusal) return refuse("id", refusal);
    const other = await findRunningExperiment(client, row.book);
    if (other) return refuse("id", `"${other.name}" is running: stop it first.`);
    const [champion] = await findPolicies(client, [policyId]);
    const problems = challengerProblems(champion.rules, row);
    if (problems.length > 0) return { problems };
    await client.query(
      "UPDATE experiment SET state = 'RUNNING', plan = $2, started_at = now(), started_by = $3 WHERE id = $1",
      [id, JSON.stringify(plan), actor.name],
    );
    return { action: "experiment.start", detail: { ...plan } };
  });
}

/** Why an admin may not start an experiment where it takes two; null where two have been at it. */
function whyNotAlone({ created_by_id: planner }: ExperimentRow, actor: Actor): string | null {
  if (actor.kind !== "user" || planner === null) return personHasToAsk;
  return planner === actor.id ? "Another admin has to start what you planned." : null;
}

/** Stops an experiment for good, and starts a decision run without it. */
export function stopExperiment(app: App, actor: Actor, id: number): Promise<Changed | Refusal> {
  return changeState(app, actor, id, "RUNNING", async (client) => {
    await client.query(
      "UPDATE experiment SET state = 'STOPPED', stopped_at = now(), stopped_by = $2 WHERE id = $1",
      [id, actor.name],
    );
    return { action: "experiment.stop", detail: {} };
  });
}

type Change = (
  client: pg.PoolClient,
  row: ExperimentRow,
  policyId: number,
) => Promise<Refusal | { action: string; detail: Partial<ExperimentPlan> }>;

/** One step of an experiment under the installation's lock, with its audit event and the run that it asks for. */
function changeState(
  app: App,
  actor: Actor,
  id: number,
  from: ExperimentState,
  change: Change,
): Promise<Changed | Refusal> {
  return transaction(app.sql, async (client) => {
    const installation = await lockInstallation(client);
    const row = await findExperiment(client, id);
    if (row?.state !== from)
      return refuse("id", row ? `It is ${row.state.toLowerCase()}.` : `There is no experiment ${id}.`);
    const changed = await change(client, row, installation.policy_id!);
    if ("problems" in changed) return changed;
    await recordAudit(client, actor, changed.action, `experiment:${id}`, {
      name: row.name,
      ...changed.detail,
    });
    const { jobId } = await requestRun(client, app.queue, actor, { book: row.book });
    return { experiment: (await findExperiment(client, id))!, jobId };
  });
}

/** Forgets an experiment that has not been started. */
export function discardExperiment(app: App, actor: Actor, id: number): Promise<ExperimentRow | Refusal> {
  return transaction(app.sql, async (client) => {
    await lockInstallation(client);
    const row = await findExperiment(client, id);
    if (row === null) return refuse("id", `There is no experiment ${id}.`);
    if (row.state !== "DRAFT") return refuse("id", "What has been started is kept.");
    await client.query("DELETE FROM experiment WHERE id = $1", [id]);
    await recordAudit(client, actor, "experiment.discard", `experiment:${id}`, { name: row.name });
    return row;
  });
}
