import pg from "pg";

/** What every capability takes: a pool, or one client inside a transaction. */
export type Sql = pg.Pool | pg.PoolClient;

// bigint (20) and numeric (1700) stay text: ids are opaque and money must not pass through a float.
const types = new pg.TypeOverrides();
types.setTypeParser(pg.types.builtins.DATE, (value) => value);

/** A pool of at most `max` connections to `databaseUrl`. */
export function openPool(databaseUrl: string, max: number): pg.Pool {
  const pool = new pg.Pool({ connectionString: databaseUrl, max, types, application_name: "loan-recovery" });
  // An idle connection that the server closes is replaced at the next use; without a listener it would end the process.
  pool.on("error", () => {});
  return pool;
}

/** Runs `work` in one transaction: committed when it returns, rolled back when it throws. */
export async function transaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("BEGIN");
    const result = await work(client);
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK").catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}
