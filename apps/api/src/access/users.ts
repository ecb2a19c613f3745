import { randomUUID } from "node:crypto";
import { hashPassword } from "better-auth/crypto";
import type pg from "pg";
import { recordAudit } from "../audit/audit.js";
import { randomPassword } from "../config.js";
import { type Sql, transaction } from "../database/pool.js";
import {
  type ConnectionOf,
  decodeCursor,
  encodeCursor,
  pageSize,
  toConnection,
} from "../graphql/connection.js";
import { type Refusal, refuse } from "../graphql/refusal.js";
import type { Actor, RoleName } from "./actor.js";

export interface UserRow {
  id: string;
  email: string;
  name: string;
  role: RoleName;
  disabled: boolean;
  created_at: Date;
}

const columns = `id, email, name, role, disabled, created_at`;

export async function findUser(sql: Sql, id: string): Promise<UserRow | null> {
  const { rows } = await sql.query<UserRow>(`SELECT ${columns} FROM "user" WHERE id = $1`, [id]);
  return rows[0] ?? null;
}

/** A page of users by e-mail address. */
export async function listUsers(
  sql: pg.Pool,
  args: { first?: number | null; after?: string | null },
): Promise<ConnectionOf<UserRow>> {
  const size = pageSize(args.first);
  const after = args.after ? String(decodeCursor(args.after, 1)[0]) : null;
  const [page, count] = await Promise.all([
    sql.query<UserRow>(
      `SELECT ${columns} FROM "user" WHERE $1::text IS NULL OR email > $1 ORDER BY email LIMIT ${size + 1}`,
      [after],
    ),
    sql.query<{ count: string }>(`SELECT count(*) FROM "user"`),
  ]);
  const nodes = page.rows.slice(0, size);
  return toConnection({
    nodes,
    cursors: nodes.map((user) => encodeCursor([user.email])),
    hasNextPage: page.rows.length > size,
    hasPreviousPage: after !== null,
    totalCount: Number(count.rows[0].count),
  });
}

export interface NewUser {
  email: string;
  name?: string | null;
  role: RoleName;
  /** Left out: a random one, to be told once and changed. */
  password?: string;
}

export interface CreatedUser {
  user: UserRow;
  temporaryPassword: string;
}

/** Makes a user with a password. There is no other way to become one. */
export async function createUser(
  pool: pg.Pool,
  actor: Actor,
  request: NewUser,
): Promise<CreatedUser | Refusal> {
  const email = request.email.trim().toLowerCase();
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) || email.length > 254) {
    return refuse("email", `"${email.slice(0, 60)}" is no e-mail address.`);
  }
  const name = request.name?.trim() || email.slice(0, email.indexOf("@"));
  if (name.length > 200) return refuse("name", "A name has at most 200 characters.");
  const password = request.password ?? randomPassword();
  const hash = await hashPassword(password);
  return transaction(pool, async (client) => {
    const { rows } = await client.query<UserRow>(
      `INSERT INTO "user" (id, email, name, role, email_verified) VALUES ($1, $2, $3, $4::"Role", true)
       ON CONFLICT (email) DO NOTHING RETURNING ${columns}`,
      [randomUUID(), email, name, request.role],
    );
    if (rows.length === 0) return refuse("email", `There is already a user ${email}.`);
    await client.query(
      `INSERT INTO account (id, account_id, provider_id, user_id, password) VALUES ($1, $2, 'credential', $2, $3)`,
      [randomUUID(), rows[0].id, hash],
    );
    await recordAudit(client, actor, "user.create", `user:${rows[0].id}`, { role: request.role });
    return { user: rows[0], temporaryPassword: password };
  });
}

/** Ends the user's sessions and lets nobody sign in as them. The last admin stays, and nobody locks himself out. */
export async function disableUser(pool: pg.Pool, actor: Actor, id: string): Promise<UserRow | Refusal> {
  if (actor.kind === "user" && actor.id === id)
    return refuse("id", "You cannot disable yourself: ask another admin.");
  return transaction(pool, async (client) => {
    // All admins are locked, so that two who disable each other at once do not both succeed.
    const admins = await client.query<{ id: string }>(
      `SELECT id FROM "user" WHERE role = 'ADMIN' AND NOT disabled ORDER BY id FOR UPDATE`,
    );
    if (admins.rows.length === 1 && admins.rows[0].id === id)
      return refuse("id", "The last admin cannot be disabled.");
    const user = await setDisabled(client, id, true);
    if (!user) return refuse("id", "There is no such user.");
    await client.query("DELETE FROM session WHERE user_id = $1", [id]);
    await recordAudit(client, actor, "user.disable", `user:${id}`);
    return user;
  });
}

export async function enableUser(pool: pg.Pool, actor: Actor, id: string): Promise<UserRow | Refusal> {
  return transaction(pool, async (client) => {
    const user = await setDisabled(client, id, false);
    if (!user) return refuse("id", "There is no such user.");
    // A sign-in at the very moment of disabling may have left a session, useless until now.
    await client.query("DELETE FROM session WHERE user_id = $1", [id]);
    await recordAudit(client, actor, "user.enable", `user:${id}`);
    return user;
  });
}

async function setDisabled(
  client: pg.PoolClient,
  id: string,
  disabled: boolean,
): Promise<UserRow | undefined> {
  const { rows } = await client.query<UserRow>(
    `UPDATE "user" SET disabled = $2, updated_at = now() WHERE id = $1 RETURNING ${columns}`,
    [id, disabled],
  );
  return rows[0];
}

/** Gives the user a new random password and ends their sessions. */
export async function resetUserPassword(
  pool: pg.Pool,
  actor: Actor,
  id: string,
): Promise<CreatedUser | Refusal> {
  const password = randomPassword();
  const hash = await hashPassword(password);
  return transaction(pool, async (client) => {
    const user = await findUser(client, id);
    if (!user) return refuse("id", "There is no such user.");
    await client.query(
      "UPDATE account SET password = $2, updated_at = now() WHERE user_id = $1 AND provider_id = 'credential'",
      [id, hash],
    );
    await client.query("DELETE FROM session WHERE user_id = $1", [id]);
    await recordAudit(client, actor, "user.reset-password", `user:${id}`);
    return { user, temporaryPassword: password };
  });
}
