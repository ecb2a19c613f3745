import type pg from "pg";
import { transaction } from "../database/pool.js";
import { logError } from "../log.js";
import { type HeadContent, headHash } from "./canonical.js";
import { MerkleTree, sha256 } from "./merkle.js";
import { findPublicKey, type PublicKey, signHead } from "./signing.js";

/** Events in one seal at most: its leaves are read at once. */
const batchEvents = 10_000;
const sealEveryMs = 2000;

/** Of a seal's leaves: an event's id in 8 bytes, its digest in 32. */
export const leafBytes = 40;

export interface Leaf {
  eventId: string;
  digest: Buffer;
}

/** What the first head is chained to: heads of two installations differ from the first on. */
export function genesis(publicKey: PublicKey): Buffer {
  return sha256(publicKey);
}

/** The Merkle root of a seal's leaves. */
export function rootOf(leaves: Buffer): Buffer {
  const tree = new MerkleTree();
  for (let at = 0; at < leaves.length; at += leafBytes) tree.add(leaves.subarray(at, at + leafBytes));
  return tree.root();
}

export function readLeaves(leaves: Buffer): Leaf[] {
  const whole = Math.floor(leaves.length / leafBytes);
  return Array.from({ length: whole }, (_, i) => ({
    eventId: leaves.readBigInt64BE(i * leafBytes).toString(),
    digest: leaves.subarray(i * leafBytes + 8, (i + 1) * leafBytes),
  }));
}

function writeLeaves(rows: readonly { event_id: string; digest: Buffer }[]): Buffer {
  const ids = rows.map(({ event_id }) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64BE(BigInt(event_id));
    return bytes;
  });
  return Buffer.concat(rows.flatMap(({ digest }, i) => [ids[i], digest]));
}

/**
 * Seals what has been committed and is not sealed yet: a batch in the order of ids, chained to the batch before. An
 * event that commits late joins a later batch. Of several processes one seals at a time; the others do nothing.
 * @returns how many events were sealed
 */
async function sealPending(sql: pg.Pool): Promise<number> {
  for (let sealed = 0; ; ) {
    const count = await transaction(sql, sealBatch);
    sealed += count;
    if (count < batchEvents) return sealed;
  }
}

async function sealBatch(client: pg.PoolClient): Promise<number> {
  const lock = await client.query<{ locked: boolean }>(
    "SELECT pg_try_advisory_xact_lock(hashtext('audit seal')) AS locked",
  );
  if (!lock.rows[0].locked) return 0;
  const { rows } = await client.query<{ event_id: string; digest: Buffer }>(
    `WITH taken AS (
       DELETE FROM audit_pending WHERE event_id IN (SELECT event_id FROM audit_pending ORDER BY event_id LIMIT ${batchEvents})
       RETURNING event_id, digest
     ) SELECT * FROM taken ORDER BY event_id`,
  );
  const publicKey = await findPublicKey(client);
  if (rows.length === 0) return 0;
  if (publicKey === null) throw new Error("There is no key to sign with: the first start did not finish.");
  const last = await client.query<{ number: number; total: number; head: Buffer }>(
    "SELECT number, total, head FROM audit_seal ORDER BY number DESC LIMIT 1",
  );
  const before = last.rows[0] ?? { number: 0, total: 0, head: genesis(publicKey) };
  const clock = await client.query<{ now: Date }>("SELECT now()::timestamptz(3) AS now");
  const leaves = writeLeaves(rows);
  const content: HeadContent = {
    number: before.number + 1,
    count: rows.length,
    total: before.total + rows.length,
    root: rootOf(leaves),
    previous: before.head,
    sealedAt: clock.rows[0].now,
  };
  const head = headHash(content);
  const { number, count, total, root, previous, sealedAt } = content;
  await client.query(
    `INSERT INTO audit_seal (number, count, total, leaves, root, previous, sealed_at, head, signature)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [number, count, total, leaves, root, previous, sealedAt, head, await signHead(client, head)],
  );
  return rows.length;
}

/** Seals every two seconds until the process ends. */
export function keepSealing(sql: pg.Pool): void {
  setInterval(() => {
    sealPending(sql).catch((error: Error) => logError("The audit log was not sealed", error));
  }, sealEveryMs);
}
