import { type Band, type Policy, seedPolicy, validatePolicy } from "@loan-recovery/ml-core/strategy/policy";
import type pg from "pg";
import { type Actor, systemActor } from "../access/actor.js";
import { recordAudit } from "../audit/audit.js";
import type { App } from "../context.js";
import { type Sql, transaction } from "../database/pool.js";
import { lockInstallation, requestRun } from "../decisions/request-run.js";
import type { ConnectionOf } from "../graphql/connection.js";
import { toConnection } from "../graphql/connection.js";
import { newestFirst } from "../graphql/keyset.js";

export interface PolicyRow {
  id: number;
  version: number;
  bands: Band[];
  note: string;
  created_at: Date;
  created_by: string | null;
}

const columns = "id, version, bands, note, created_at, created_by";

export async function findPolicies(sql: Sql, ids: readonly number[]): Promise<PolicyRow[]> {
  return (await sql.query<PolicyRow>(`SELECT ${columns} FROM policy WHERE id = ANY($1)`, [ids])).rows;
}

export async function listPolicies(
  sql: pg.Pool,
  args: { first?: number | null; after?: string | null },
): Promise<ConnectionOf<PolicyRow>> {
  return toConnection(await newestFirst<PolicyRow>(sql, { table: "policy", columns }, args));
}

export type PublishResult =
  | { problems: { path: string; message: string }[] }
  | { policy: PolicyRow; jobId: string };

/**
 * Publishes the bands as the next version and asks for a decision run with it; the policy is in force when that run
 * becomes active. Version, audit event and job are made in one transaction, or none of them is.
 */
export async function publishPolicy(
  app: App,
  actor: Actor,
  bands: Band[],
  note: string,
): Promise<PublishResult> {
  const problems = validatePolicy({ bands });
  if (note.trim() === "")
    problems.push({ path: "note", message: "Say in a few words what changes and why." });
  if (note.length > 2000) problems.push({ path: "note", message: "A note has at most 2,000 characters." });
  if (problems.length > 0) return { problems };
  return transaction(app.sql, async (client) => {
    const installation = await lockInstallation(client);
    const current = (await findPolicies(client, [installation.policy_id!]))[0];
    if (current && isSamePolicy(current, { bands })) {
      return {
        problems: [{ path: "bands", message: `Version ${current.version} already says exactly this.` }],
      };
    }
    const policy = await insertPolicy(client, bands, note.trim(), actor);
    await recordAudit(client, actor, "policy.publish", `policy:${policy.version}`, {
      from: current?.bands ?? null,
      to: bands,
      note: policy.note,
    });
    const { jobId } = await requestRun(client, app.queue, actor, { policyId: policy.id });
    return { policy, jobId };
  });
}

/** The first version, at the first start. */
export async function insertSeedPolicy(client: pg.PoolClient): Promise<PolicyRow> {
  return insertPolicy(client, [...seedPolicy.bands], "The seed policy.", systemActor);
}

async function insertPolicy(
  client: pg.PoolClient,
  bands: Band[],
  note: string,
  actor: Actor,
): Promise<PolicyRow> {
  const { rows } = await client.query<PolicyRow>(
    `INSERT INTO policy (version, bands, note, created_by)
     SELECT coalesce(max(version), 0) + 1, $1, $2, $3 FROM policy RETURNING ${columns}`,
    [JSON.stringify(bands), note, actor.name],
  );
  return rows[0];
}

function isSamePolicy(a: Policy, b: Policy): boolean {
  const plain = (policy: Policy) =>
    policy.bands.map(({ treatment, from, fromInclusive }) => [treatment, from, fromInclusive]);
  return JSON.stringify(plain(a)) === JSON.stringify(plain(b));
}
