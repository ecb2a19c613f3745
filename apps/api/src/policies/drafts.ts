import type { CompletePolicy } from "@loan-recovery/ml-core/strategy/policy";
import type pg from "pg";
import type { Actor } from "../access/actor.js";
import { recordAudit } from "../audit/audit.js";
import type { App } from "../context.js";
import { type Sql, transaction } from "../database/pool.js";
import { type ConnectionOf, toConnection } from "../graphql/connection.js";
import { newestFirst } from "../graphql/keyset.js";
import { type Refusal, refuse } from "../graphql/refusal.js";
import { type PolicyEffect, readRules, simulateRules } from "./effect.js";
import { prefixed, readActiveBook } from "./preview.js";
import { noteProblems } from "./publish.js";

export type DraftState = "DRAFT" | "IN_REVIEW" | "APPROVED" | "REJECTED" | "WITHDRAWN" | "PUBLISHED";

export interface DraftRow {
  id: number;
  state: DraftState;
  rules: CompletePolicy;
  note: string;
  author_id: string;
  author: string;
  created_at: Date;
  updated_at: Date;
  base_version: number | null;
  simulation: PolicyEffect | null;
  run_id: number | null;
  change_number: number | null;
  reviewer: string | null;
  reviewed_at: Date | null;
  review_note: string | null;
  publish_at: Date | null;
  failure: string | null;
  policy_id: number | null;
  /** The job that puts it in force. */
  job_id: string | null;
}

const columns = `id, state, rules, note, author_id, author, created_at, updated_at, base_version, simulation, run_id,
  change_number, reviewer, reviewed_at, review_note, publish_at, failure, policy_id, job_id`;

export async function findDraft(sql: Sql, id: number): Promise<DraftRow | null> {
  const { rows } = await sql.query<DraftRow>(`SELECT ${columns} FROM policy_draft WHERE id = $1`, [id]);
  return rows[0] ?? null;
}

/** The draft, kept from changing until the transaction ends. */
export async function lockDraft(client: pg.PoolClient, id: number): Promise<DraftRow | null> {
  const { rows } = await client.query<DraftRow>(
    `SELECT ${columns} FROM policy_draft WHERE id = $1 FOR UPDATE`,
    [id],
  );
  return rows[0] ?? null;
}

export async function listDrafts(
  sql: pg.Pool,
  args: { first?: number | null; after?: string | null },
): Promise<ConnectionOf<DraftRow>> {
  return toConnection(await newestFirst<DraftRow>(sql, { table: "policy_draft", columns }, args));
}

/** A draft that is over cannot be changed; everything else goes back to being a draft when it is. */
const over: readonly DraftState[] = ["PUBLISHED", "WITHDRAWN"];

/** Saves rules as a new draft, or over one of the actor's own, with their effect on today's book. */
export async function saveDraft(
  app: App,
  actor: Actor,
  input: { id?: number | null; rules: object; note: string },
): Promise<DraftRow | Refusal> {
  const rules = readRules(input.rules);
  const problems = ["problems" in rules ? prefixed(rules).problems : [], noteProblems(input.note)].flat();
  if ("problems" in rules || problems.length > 0) return { problems };
  const shown = await showEffect(app, rules);
  return transaction(app.sql, async (client) => {
    const old = input.id == null ? null : await lockDraft(client, input.id);
    if (input.id != null) {
      if (old === null) return refuse("id", `There is no draft ${input.id}.`);
      if (old.author_id !== actor.id) return refuse("id", `Draft ${old.id} is ${old.author}'s.`);
      if (over.includes(old.state)) return refuse("id", `Draft ${old.id} is ${old.state.toLowerCase()}.`);
    }
    const id = old?.id ?? (await insertDraft(client, actor));
    await writeEffect(client, id, shown);
    await client.query(
      `UPDATE policy_draft SET state = 'DRAFT', note = $2, publish_at = NULL, failure = NULL, reviewer = NULL,
         reviewed_at = NULL, review_note = NULL WHERE id = $1`,
      [id, input.note.trim()],
    );
    await recordAudit(client, actor, "policy-draft.save", `draft:${id}`, { note: input.note.trim() });
    return (await findDraft(client, id))!;
  });
}

async function insertDraft(client: pg.PoolClient, actor: Actor): Promise<number> {
  const { rows } = await client.query<{ id: number }>(
    `INSERT INTO policy_draft (state, rules, note, author_id, author) VALUES ('DRAFT', '{}', '', $1, $2) RETURNING id`,
    [actor.id, actor.name],
  );
  return rows[0].id;
}

/** Rules with their prices solved, and what they do, on today's book. */
export interface ShownEffect {
  rules: CompletePolicy;
  baseVersion: number | null;
  effect: PolicyEffect | null;
}

export async function showEffect(app: App, rules: CompletePolicy): Promise<ShownEffect> {
  const active = await readActiveBook(app);
  if (active === null) return { rules, baseVersion: null, effect: null };
  const simulated = simulateRules(active.book, active.policy.rules, rules, true, active.experiment);
  return { rules: simulated.rules, baseVersion: active.policy.version, effect: simulated.effect };
}

export async function writeEffect(client: pg.PoolClient, id: number, shown: ShownEffect): Promise<void> {
  const { rules, baseVersion, effect } = shown;
  await client.query(
    `UPDATE policy_draft SET rules = $2, base_version = $3, simulation = $4, run_id = $5, change_number = $6,
       updated_at = now() WHERE id = $1`,
    [
      id,
      JSON.stringify(rules),
      baseVersion,
      effect && JSON.stringify(effect),
      effect?.runId ?? null,
      effect?.changeNumber ?? null,
    ],
  );
}
