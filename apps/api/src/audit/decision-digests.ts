import { hash } from "node:crypto";
import type pg from "pg";
import { type Actor, systemActor } from "../access/actor.js";
import { copyOut } from "../database/copy.js";
import { transaction } from "../database/pool.js";
import { recordAudit } from "./audit.js";
import { MerkleTree, sha256 } from "./merkle.js";

/** Decisions in one block of a run's seal. */
const blockRows = 1000;
/** Blocks written at once. */
const pageBlocks = 50;
/** Decisions in one audit event at most. */
const eventRows = 1000;
/** Of a block's tags: a loan's id in 8 bytes, the beginning of its row's digest in 8. */
export const tagBytes = 16;

/** One decision as the database writes it: the row's text is what is digested. */
export interface DecisionLine {
  loanId: bigint;
  revision: number;
  text: Buffer;
}

/** The columns of a decision, the loan and the revision first. A digest names those that it covers. */
export async function decisionColumns(sql: pg.Pool | pg.PoolClient): Promise<string[]> {
  const { rows } = await sql.query<{ name: string }>(
    `SELECT attname AS name FROM pg_attribute WHERE attrelid = 'decision'::regclass AND attnum > 0 AND NOT attisdropped
     ORDER BY attname <> 'loan_id', attname <> 'revision', attnum`,
  );
  return rows.map(({ name }) => name);
}

/** Runs `work` in a transaction of its own that only reads, on the snapshot that another one exported or a new one. */
export async function withReader<T>(
  sql: pg.Pool,
  snapshot: string | null,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await sql.connect();
  try {
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ");
    if (snapshot !== null) await client.query(`SET TRANSACTION SNAPSHOT ${client.escapeLiteral(snapshot)}`);
    return await work(client);
  } finally {
    // Left in the middle of a COPY it cannot be used again.
    client.release(true);
  }
}

/** Rows of `source` that fit `where`, by loan and revision, some at a time. Inside a transaction of `client`. */
export async function* readDecisions(
  client: pg.PoolClient,
  { source, columns, where }: { source: string; columns: readonly string[]; where: string },
): AsyncGenerator<DecisionLine[]> {
  // Whatever the role or the database is set to, equal values have equal text.
  await client.query(
    "SET LOCAL extra_float_digits = 1; SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO'; SET LOCAL bytea_output = 'hex'",
  );
  const list = columns.map((column) => client.escapeIdentifier(column)).join(", ");
  const query = `SELECT ${list} FROM ${source} WHERE ${where} ORDER BY loan_id, revision`;
  let rest = Buffer.alloc(0);
  for await (const chunk of copyOut(client, query) as AsyncIterable<Buffer>) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    const lines: DecisionLine[] = [];
    let from = 0;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, from)) {
      lines.push(readLine(bytes.subarray(from, end)));
      from = end + 1;
    }
    rest = Buffer.from(bytes.subarray(from));
    if (lines.length > 0) yield lines;
  }
}

function readLine(text: Buffer): DecisionLine {
  const [loanId, revision] = text.toString("latin1", 0, 40).split("\t", 2);
  return { loanId: BigInt(loanId), revision: Number(revision), text };
}

/** The digest of one decision: 32 bytes. */
export function decisionDigest({ text }: DecisionLine): Buffer {
  return hash("sha256", text, "buffer");
}

/** Collects the rows of one block. Its digest finds a change, its tags name the loan. */
export class BlockBuilder {
  private readonly texts: Buffer[] = [];
  private readonly tags: Buffer[] = [];

  get rows(): number {
    return this.texts.length;
  }

  add(line: DecisionLine): void {
    const tag = Buffer.alloc(tagBytes);
    tag.writeBigInt64BE(line.loanId);
    decisionDigest(line).copy(tag, 8, 0, tagBytes - 8);
    this.tags.push(tag);
    this.texts.push(line.text, newline);
  }

  finish(): Block {
    return { digest: sha256(Buffer.concat(this.texts)), tags: Buffer.concat(this.tags) };
  }
}

const newline = Buffer.from("\n");

export interface Block {
  digest: Buffer;
  tags: Buffer;
}

/** What a run's tree has as the leaf of a block. */
export function blockLeaf({ digest, tags }: Block): Buffer {
  return Buffer.concat([digest, tags]);
}

export interface RunDigest {
  decisions: number;
  /** Merkle root of the blocks, in hex. */
  root: string;
  columns: string[];
}

/**
 * Digests the run's own decisions (revision 0), as they are stored in `source`, and keeps the digest of each block.
 * In memory is one page of blocks. A second attempt starts afresh.
 */
export async function digestRun(sql: pg.Pool, runId: number, source: string): Promise<RunDigest> {
  await sql.query("DELETE FROM decision_seal WHERE run_id = $1", [runId]);
  const columns = await decisionColumns(sql);
  const tree = new MerkleTree();
  let decisions = 0;
  let block = new BlockBuilder();
  let page: Block[] = [];
  const writePage = async () => {
    await writeBlocks(sql, runId, tree.leaves - page.length, page);
    page = [];
  };
  const closeBlock = () => {
    page.push(block.finish());
    tree.add(blockLeaf(page[page.length - 1]));
    block = new BlockBuilder();
  };
  await withReader(sql, null, async (client) => {
    const where = `run_id = ${runId} AND revision = 0`;
    for await (const lines of readDecisions(client, { source, columns, where })) {
      for (const line of lines) {
        block.add(line);
        decisions++;
        if (decisions % blockRows === 0) closeBlock();
      }
      if (page.length >= pageBlocks) await writePage();
    }
  });
  if (decisions % blockRows !== 0) closeBlock();
  await writePage();
  return { decisions, root: tree.root().toString("hex"), columns };
}

async function writeBlocks(sql: pg.Pool, runId: number, first: number, blocks: Block[]): Promise<void> {
  await sql.query(
    `INSERT INTO decision_seal (run_id, block, digest, tags)
     SELECT $1, $2::int + place - 1, digest, tags FROM unnest($3::bytea[], $4::bytea[]) WITH ORDINALITY AS b (digest, tags, place)`,
    [runId, first, blocks.map(({ digest }) => digest), blocks.map(({ tags }) => tags)],
  );
}

/** Puts a run's digest into the audit log, in the transaction that makes the run ready. */
export async function recordRunDigest(
  client: pg.PoolClient,
  runId: number,
  digest: RunDigest,
): Promise<void> {
  await recordAudit(client, systemActor, "run.seal", `run:${runId}`, { ...digest });
}

/** Says in the audit log that runs are dropped with their decisions, in the transaction that does it. */
export async function recordRunDrop(
  client: pg.PoolClient,
  actor: Actor,
  runIds: readonly number[],
  reason: string,
): Promise<void> {
  for (const id of runIds) await recordAudit(client, actor, "run.drop", `run:${id}`, { reason });
}

/**
 * Puts later revisions of a run's decisions into the audit log. To be called in the transaction that inserted them,
 * once per revision.
 */
export async function recordRevisions(
  client: pg.PoolClient,
  actor: Actor,
  runId: number,
  revisions: readonly { loanId: string; revision: number }[],
): Promise<void> {
  const columns = await decisionColumns(client);
  for (let from = 0; from < revisions.length; from += eventRows) {
    const keys = revisions
      .slice(from, from + eventRows)
      .map(({ loanId, revision }) => `(${BigInt(loanId)}, ${Math.trunc(revision)})`);
    const where = `run_id = ${runId} AND (loan_id, revision) IN (${keys.join(", ")})`;
    const rows: [string, number, string][] = [];
    for await (const lines of readDecisions(client, { source: "decision", columns, where })) {
      for (const line of lines)
        rows.push([String(line.loanId), line.revision, decisionDigest(line).toString("hex")]);
    }
    await recordAudit(client, actor, "decision.revise", `run:${runId}`, { columns, rows });
  }
}

/** Digests the runs that were made ready before there were digests. Once, at the start of a worker. */
export async function digestOlderRuns(sql: pg.Pool): Promise<void> {
  await transaction(sql, async (client) => {
    await client.query("SELECT pg_advisory_xact_lock(hashtext('audit older runs'))");
    const { rows } = await client.query<{ id: number }>(
      `SELECT id FROM decision_run r WHERE state = 'READY'
         AND NOT EXISTS (SELECT 1 FROM audit_event e WHERE e.action = 'run.seal' AND e.subject = 'run:' || r.id)
       ORDER BY id`,
    );
    for (const { id } of rows) await recordRunDigest(client, id, await digestRun(sql, id, "decision"));
  });
}
