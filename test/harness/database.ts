import { readFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";

/** Where the embedded database of a running server listens, with a superuser's login. */
export async function databaseOf(dataDir: string): Promise<pg.ClientConfig> {
  const lines = (await readFile(join(dataDir, "postgres", "postmaster.pid"), "utf8")).split("\n");
  const password = (await readFile(join(dataDir, "postgres-password"), "utf8")).trim();
  return {
    host: "127.0.0.1",
    port: Number(lines[3]),
    user: "postgres",
    password,
    database: "loan_recovery",
  };
}

/** Connects to the embedded database of a running server, past the program. */
export async function withDatabase<T>(dataDir: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(await databaseOf(dataDir));
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
