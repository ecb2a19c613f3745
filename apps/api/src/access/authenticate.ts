import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { fromNodeHeaders } from "better-auth/node";
import type pg from "pg";
import type { Actor, RoleName } from "./actor.js";
import type { Auth } from "./auth.js";

/** Finds out who is asking from a request's headers: a bearer token, or the session's cookie. */
export type Authenticate = (headers: IncomingHttpHeaders) => Promise<Actor | null>;

export function authenticator(auth: Auth, sql: pg.Pool): Authenticate {
  return async (headers) => {
    const token = /^Bearer (\S+)$/.exec(headers.authorization ?? "")?.[1];
    if (token !== undefined) return machineOf(sql, token);
    if (!headers.cookie) return null;
    const found = await auth.api.getSession({ headers: fromNodeHeaders(headers) });
    if (!found || found.user.disabled) return null;
    const { user, session } = found;
    return {
      kind: "user",
      id: user.id,
      name: user.email,
      role: user.role as RoleName,
      sessionId: session.id,
    };
  };
}

/** Tokens are random, so a plain hash is enough to keep them: there is nothing to guess. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

async function machineOf(sql: pg.Pool, token: string): Promise<Actor | null> {
  // The time of use is kept to the minute: one write a minute and key, not one a request.
  const { rows } = await sql.query<{ id: number; name: string; role: RoleName }>(
    `WITH used AS (
       UPDATE api_key SET last_used_at = now()
       WHERE hash = $1 AND revoked_at IS NULL AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute'))
     SELECT id, name, role FROM api_key WHERE hash = $1 AND revoked_at IS NULL`,
    [hashToken(token)],
  );
  const key = rows[0];
  return key
    ? { kind: "api-key", id: String(key.id), name: `token ${key.name}`, role: key.role, sessionId: null }
    : null;
}
