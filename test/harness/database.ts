import { readFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";

/** Connects to the embedded database of a running server, past the program. */
export async function withDatabase<T>(dataDir: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const lines = (await readFile(join(dataDir, "postgres", "postmaster.pid"), "utf8")).split("\n");
  const password = (await readFile(join(dataDir, "postgres-password"), "utf8")).trim();
  const client = new pg.Client({
    host: "127.0.0.1",
    port: Number(lines[3]),
    user: "postgres",
    password,
    database: "loan_recovery",
  });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
