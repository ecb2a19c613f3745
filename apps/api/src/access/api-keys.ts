import { randomBytes } from "node:crypto";
import type pg from "pg";
import { recordAudit } from "../audit/audit.js";
import { transaction } from "../database/pool.js";
import { type ConnectionOf, toConnection } from "../graphql/connection.js";
import { newestFirst } from "../graphql/keyset.js";
import { type Refusal, refuse } from "../graphql/refusal.js";
import type { Actor, RoleName } from "./actor.js";
import { hashToken } from "./authenticate.js";

export interface ApiKeyRow {
  id: number;
  name: string;
  role: RoleName;
  created_at: Date;
  last_used_at: Date | null;
  revoked_at: Date | null;
}

const columns = "id, name, role, created_at, last_used_at, revoked_at";

export async function listApiKeys(
  sql: pg.Pool,
  args: { first?: number | null; after?: string | null },
): Promise<ConnectionOf<ApiKeyRow>> {
  return toConnection(await newestFirst<ApiKeyRow>(sql, { table: "api_key", columns }, args));
}

/** Makes a bearer token for a machine. Its text is returned here and kept nowhere. */
export async function createApiKey(
  pool: pg.Pool,
  actor: Actor,
  request: { name: string; role: RoleName },
): Promise<{ apiKey: ApiKeyRow; token: string } | Refusal> {
  const name = request.name.trim();
  if (name === "" || name.length > 100) return refuse("name", "A name has 1 to 100 characters.");
  const token = `lrk_${randomBytes(32).toString("base64url")}`;
  return transaction(pool, async (client) => {
    const { rows } = await client.query<ApiKeyRow>(
      `INSERT INTO api_key (name, role, hash, created_by) VALUES ($1, $2::"Role", $3, $4) RETURNING ${columns}`,
      [name, request.role, hashToken(token), actor.name],
    );
    await recordAudit(client, actor, "api-key.create", `api-key:${rows[0].id}`, { name, role: request.role });
    return { apiKey: rows[0], token };
  });
}

/** @returns whether there was such a token that still worked */
export async function revokeApiKey(pool: pg.Pool, actor: Actor, id: string): Promise<boolean> {
  if (!/^\d{1,9}$/.test(id)) return false;
  return transaction(pool, async (client) => {
    const { rowCount } = await client.query(
      "UPDATE api_key SET revoked_at = now() WHERE id = $1 AND revoked_at IS NULL",
      [id],
    );
    if (rowCount === 0) return false;
    await recordAudit(client, actor, "api-key.revoke", `api-key:${id}`);
    return true;
  });
}
