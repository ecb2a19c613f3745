import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "./client.ts";
import { withDatabase } from "./database.ts";
import type { RunningServer } from "./server.ts";

export interface Head {
  number: number;
  count: number;
  total: number;
  root: string;
  previous: string;
  head: string;
  sealedAt: string;
  signature: string;
  publicKey: string;
}

export interface Verified {
  isIntact: boolean;
  seals: number;
  events: number;
  pending: number;
  erased: number;
  runs: number;
  decisions: number;
  droppedRuns: number;
  findingCount: number;
  findings: { kind: string; row: string; message: string }[];
}

export async function verify(admin: Client, head?: Partial<Head>): Promise<Verified> {
  const { number, total, head: hash, signature, publicKey } = head ?? {};
  const { result } = await admin.data<{ result: Verified }>(
    `query ($head: AuditHeadInput) { result: verifyAuditLog(head: $head) { ... on AuditVerification {
       isIntact seals events pending erased runs decisions droppedRuns findingCount findings { kind row message } }
       ... on Refusal { problems { message } } } }`,
    { head: head && { number, total, head: hash, signature, publicKey } },
  );
  return result;
}

/** What was found, as "KIND row". */
export async function findings(admin: Client, head?: Partial<Head>): Promise<string[]> {
  return (await verify(admin, head)).findings.map(({ kind, row }) => `${kind} ${row}`);
}

/** Waits until every event is sealed. @returns the newest head */
export async function sealed(server: RunningServer, admin: Client): Promise<Head> {
  await withDatabase(server.dataDir, async (client) => {
    while ((await client.query("SELECT 1 FROM audit_pending LIMIT 1")).rowCount !== 0) await sleep(50);
  });
  const { auditHead } = await admin.data<{ auditHead: Head }>(
    "{ auditHead { number count total root previous head sealedAt signature publicKey } }",
  );
  return auditHead;
}

const watched = ["audit_event", "audit_seal", "audit_pending", "decision_seal", "decision"];

/**
 * Changes rows as somebody does who rules the database, past every trigger; looks at what `look` finds, and puts
 * everything back.
 */
export async function tampered<T>(
  server: RunningServer,
  statements: string,
  look: () => Promise<T>,
): Promise<T> {
  return withDatabase(server.dataDir, async (client) => {
    await client.query("SET session_replication_role = replica");
    // The sealer goes on meanwhile: what is kept, and put back, is one moment's.
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ");
    for (const table of watched) await client.query(`CREATE TEMP TABLE kept_${table} AS TABLE ${table}`);
    await client.query("COMMIT");
    try {
      await client.query(statements);
      return await look();
    } finally {
      await client.query(`BEGIN; LOCK TABLE ${watched.join(", ")} IN EXCLUSIVE MODE`);
      for (const table of watched)
        await client.query(`DELETE FROM ${table}; INSERT INTO ${table} SELECT * FROM kept_${table}`);
      await client.query("COMMIT");
    }
  });
}
