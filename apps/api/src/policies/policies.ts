import {
  canonicalPolicy,
  diffPolicies,
  type PolicyChange,
} from "@loan-recovery/ml-core/strategy/diff-policies";
import { type CompletePolicy, consolePolicy, type Policy } from "@loan-recovery/ml-core/strategy/policy";
import { upgradePolicy } from "@loan-recovery/ml-core/strategy/policy-defaults";
import type pg from "pg";
import { type Actor, systemActor } from "../access/actor.js";
import { recordAudit } from "../audit/audit.js";
import type { Sql } from "../database/pool.js";
import { currentBook, lockInstallation, requestRun } from "../decisions/request-run.js";
import { challengerProblems, findRunningExperiment } from "../experiments/experiments.js";
import type { ConnectionOf } from "../graphql/connection.js";
import { toConnection } from "../graphql/connection.js";
import { newestFirst } from "../graphql/keyset.js";
import { type Refusal, refuse } from "../graphql/refusal.js";
import type { Queue } from "../jobs/queue.js";
import type { PolicyEffect } from "./effect.js";

export interface PolicyRow {
  id: number;
  version: number;
  rules: CompletePolicy;
  note: string;
  created_at: Date;
  created_by: string | null;
  approved_by: string | null;
  /** What it was expected to do when it was published; null where nothing had been decided yet. */
  simulation: PolicyEffect | null;
  changes: PolicyChange[] | null;
}

const columns = "id, version, rules, note, created_at, created_by, approved_by, simulation, changes";

export async function findPolicies(sql: Sql, ids: readonly number[]): Promise<PolicyRow[]> {
  const { rows } = await sql.query<PolicyRow>(`SELECT ${columns} FROM policy WHERE id = ANY($1)`, [ids]);
  return rows.map(complete);
}

export async function findPolicyVersion(sql: Sql, version: number): Promise<PolicyRow | null> {
  const { rows } = await sql.query<PolicyRow>(`SELECT ${columns} FROM policy WHERE version = $1`, [version]);
  return rows.length > 0 ? complete(rows[0]) : null;
}

export async function listPolicies(
  sql: pg.Pool,
  args: { first?: number | null; after?: string | null },
): Promise<ConnectionOf<PolicyRow>> {
  const page = await newestFirst<PolicyRow>(sql, { table: "policy", columns }, args);
  return toConnection({ ...page, nodes: page.nodes.map(complete) });
}

/** A stored version may leave out what did not exist when it was written. */
function complete(row: PolicyRow): PolicyRow {
  return { ...row, rules: upgradePolicy(row.rules as Policy) };
}

export interface NewPolicy {
  readonly rules: CompletePolicy;
  readonly note: string;
  readonly author: string;
  readonly approver: string | null;
  readonly effect: PolicyEffect | null;
  /** The version that its author saw in force; another one by now is a refusal. Left out: whichever is. */
  readonly basedOn?: number | null;
}

export interface Published {
  policy: PolicyRow;
  jobId: string;
}

/**
 * Publishes rules as the next version and asks for a decision run with it; the policy is in force when that run becomes
 * active. Version, audit event and job are made in one transaction, or none of them is. Of two publishes at once one
 * wins and the other is told.
 */
export async function publish(
  client: pg.PoolClient,
  queue: Queue,
  actor: Actor,
  next: NewPolicy,
): Promise<Published | Refusal> {
  const installation = await lockInstallation(client);
  const current = (await findPolicies(client, [installation.policy_id!])).at(0);
  if (current && next.basedOn != null && current.version !== next.basedOn) {
    const who = current.created_by ?? "somebody";
    return refuse(
      "basedOn",
      `Version ${current.version} was published meanwhile by ${who}: look at what it changed, then publish again.`,
    );
  }
  if (current && canonicalPolicy(current.rules) === canonicalPolicy(next.rules)) {
    return refuse("rules", `Version ${current.version} already says exactly this.`);
  }
  const running = await findRunningExperiment(client, await currentBook(client));
  if (running && challengerProblems(next.rules, running).length > 0) {
    return refuse(
      "rules.treatments",
      `"${running.name}" is running and gives treatments that these rules do not allow it: stop the experiment first.`,
    );
  }
  const policy = await insertPolicy(client, next, current ? diffPolicies(current.rules, next.rules) : null);
  await recordAudit(client, actor, "policy.publish", `policy:${policy.version}`, {
    from: current?.version ?? null,
    changes: policy.changes?.map(({ text }) => text) ?? null,
    note: policy.note,
    approvedBy: policy.approved_by,
  });
  const { jobId } = await requestRun(client, queue, actor, { policyId: policy.id });
  return { policy, jobId };
}

/** The first version, at the first start: the seed's bands with two guardrails. */
export async function insertSeedPolicy(client: pg.PoolClient): Promise<PolicyRow> {
  const note = "The first policy: nobody is treated before the due date, no legal action before 90 days.";
  const seed = { rules: consolePolicy, note, author: systemActor.name, approver: null, effect: null };
  return insertPolicy(client, seed, null);
}

async function insertPolicy(
  client: pg.PoolClient,
  { rules, note, author, approver, effect }: NewPolicy,
  changes: PolicyChange[] | null,
): Promise<PolicyRow> {
  const { rows } = await client.query<PolicyRow>(
    `INSERT INTO policy (version, rules, note, created_by, approved_by, simulation, changes)
     SELECT coalesce(max(version), 0) + 1, $1::jsonb, $2, $3, $4, $5::jsonb, $6::jsonb FROM policy RETURNING ${columns}`,
    [
      JSON.stringify(rules),
      note,
      author,
      approver,
      effect && JSON.stringify(effect),
      changes && JSON.stringify(changes),
    ],
  );
  return complete(rows[0]);
}
