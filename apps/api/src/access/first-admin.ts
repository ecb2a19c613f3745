import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type pg from "pg";
import { type Config, randomPassword } from "../config.js";
import { transaction } from "../database/pool.js";
import { systemActor } from "./actor.js";
import { createUser } from "./users.js";

export interface FirstAdmin {
  email: string;
  /** Null where ADMIN_PASSWORD was given: whoever set it knows it. */
  password: string | null;
  passwordFile: string | null;
}

/** Makes the first admin in a database without users. @returns null where there are some */
export async function ensureFirstAdmin(sql: pg.Pool, config: Config): Promise<FirstAdmin | null> {
  return transaction(sql, async (client) => {
    // Of several processes that start on one empty database, the first makes the admin and the others find one.
    await client.query("SELECT pg_advisory_xact_lock(hashtext('first admin'))");
    const { rowCount } = await client.query(`SELECT 1 FROM "user" LIMIT 1`);
    return rowCount === 0 ? makeFirstAdmin(sql, config) : null;
  });
}

async function makeFirstAdmin(sql: pg.Pool, config: Config): Promise<FirstAdmin> {
  const passwordFile = config.adminPassword === null ? join(config.dataDir, "admin-password") : null;
  const password = config.adminPassword ?? randomPassword();
  // The file comes first: an admin whose password nobody knows would lock everybody out.
  if (passwordFile) await writeSecret(passwordFile, `${password}\n`);
  const created = await createUser(sql, systemActor, { email: config.adminEmail, role: "ADMIN", password });
  if ("problems" in created)
    throw new Error(`The first admin could not be made: ${created.problems[0].message}`);
  return { email: config.adminEmail, password: passwordFile ? password : null, passwordFile };
}

/** Writes a file that only its owner can read, also where one with other rights was in its place. */
async function writeSecret(path: string, text: string): Promise<void> {
  await rm(path, { force: true });
  await writeFile(path, text, { mode: 0o600, flag: "wx" });
}
