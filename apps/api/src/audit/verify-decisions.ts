import type pg from "pg";
import {
  type Block,
  BlockBuilder,
  blockLeaf,
  type DecisionLine,
  decisionColumns,
  readDecisions,
  tagBytes,
  withReader,
} from "./decision-digests.js";
import type { Findings } from "./findings.js";
import { MerkleTree } from "./merkle.js";
import { checkRevisions } from "./verify-revisions.js";

export interface DecisionCheck {
  runs: number;
  decisions: number;
  /** Runs whose decisions were dropped, as the log says. */
  droppedRuns: number;
}

interface SealedRun {
  run_id: number;
  root: string | null;
  columns: string[] | null;
  is_dropped: boolean;
  has_rows: boolean;
}

/** Holds every run's decisions against what the log says of them. `client` is in a REPEATABLE READ transaction. */
export async function checkDecisions(
  pool: pg.Pool,
  client: pg.PoolClient,
  findings: Findings,
): Promise<DecisionCheck> {
  const result: DecisionCheck = { runs: 0, decisions: 0, droppedRuns: 0 };
  const exported = await client.query<{ snapshot: string }>("SELECT pg_export_snapshot() AS snapshot");
  const known = await decisionColumns(client);
  for (const run of await sealedRuns(client)) {
    const columns = run.columns?.filter((name) => known.includes(name)) ?? [];
    if (!run.has_rows && run.is_dropped) result.droppedRuns++;
    else if (!run.has_rows)
      findings.add("MISSING", `run ${run.run_id}`, "Its decisions are gone, and no event says why.");
    else if (run.columns === null || columns.length !== run.columns.length)
      findings.add("ALTERED", `run ${run.run_id}`, "What was digested of its decisions cannot be read.");
    else {
      result.runs++;
      result.decisions += await withReader(pool, exported.rows[0].snapshot, async (reader) => {
        const check = new RunCheck(client, findings, run.run_id);
        const own = await check.run(reader, columns, run.root);
        return own + (await checkRevisions(client, reader, findings, run.run_id, known));
      });
    }
  }
  await findUnsealedRuns(client, findings);
  return result;
}

/** Of each run the first digest counts: a later one may have been made to fit. */
async function sealedRuns(client: pg.PoolClient): Promise<SealedRun[]> {
  const { rows } = await client.query<SealedRun>(
    `SELECT s.*, EXISTS (SELECT 1 FROM audit_event d WHERE d.action = 'run.drop' AND d.subject = 'run:' || s.run_id) AS is_dropped,
       EXISTS (SELECT 1 FROM decision d WHERE d.run_id = s.run_id) AS has_rows
     FROM (SELECT DISTINCT ON (run_id) substring(subject FROM '^run:([0-9]{1,9})$')::int AS run_id, detail->>'root' AS root,
             CASE WHEN jsonb_typeof(detail->'columns') = 'array'
               THEN ARRAY(SELECT jsonb_array_elements_text(detail->'columns')) END AS columns
           FROM audit_event WHERE action = 'run.seal' AND subject ~ '^run:[0-9]{1,9}$' ORDER BY run_id, id) s`,
  );
  return rows;
}

async function findUnsealedRuns(client: pg.PoolClient, findings: Findings): Promise<void> {
  const { rows } = await client.query<{ id: number }>(
    `SELECT id FROM decision_run r
     WHERE (state = 'READY' OR id = (SELECT active_run_id FROM installation WHERE id = 1))
       AND NOT EXISTS (SELECT 1 FROM audit_event e WHERE e.action = 'run.seal' AND e.subject = 'run:' || r.id) ORDER BY id`,
  );
  for (const { id } of rows)
    findings.add("UNSEALED", `run ${id}`, "No event holds a digest of its decisions.");
}

/** Stored blocks read at once. */
const pageBlocks = 50;

/** Walks a run's decisions beside the blocks of its seal, both by loan, one block in memory. */
class RunCheck {
  private readonly tree = new MerkleTree();
  private blocks: Block[] = [];
  private fresh = new BlockBuilder();
  private read = 0;

  constructor(
    private readonly client: pg.PoolClient,
    private readonly findings: Findings,
    private readonly runId: number,
  ) {}

  /** @returns how many decisions were looked at */
  async run(reader: pg.PoolClient, columns: readonly string[], root: string | null): Promise<number> {
    let decisions = 0;
    let stored = await this.nextBlock();
    const where = `run_id = ${this.runId} AND revision = 0`;
    for await (const lines of readDecisions(reader, { source: "decision", columns, where })) {
      for (const line of lines) {
        while (stored && line.loanId > lastLoan(stored)) {
          this.compare(stored);
          stored = await this.nextBlock();
        }
        if (stored) this.fresh.add(line);
        else this.addUnsealed(line.loanId);
      }
      decisions += lines.length;
    }
    for (; stored; stored = await this.nextBlock()) this.compare(stored);
    if (this.tree.root().toString("hex") !== root)
      this.findings.add(
        "ALTERED",
        `run ${this.runId}`,
        "The digests of its decisions are not those in the log.",
      );
    return decisions;
  }

  private async nextBlock(): Promise<Block | null> {
    if (this.blocks.length === 0) {
      const { rows } = await this.client.query<Block>(
        "SELECT digest, tags FROM decision_seal WHERE run_id = $1 AND block >= $2 ORDER BY block LIMIT $3",
        [this.runId, this.read, pageBlocks],
      );
      this.blocks = rows;
      this.read += rows.length;
    }
    const block = this.blocks.shift() ?? null;
    if (block) this.tree.add(blockLeaf(block));
    return block;
  }

  private compare(stored: Block): void {
    const fresh = this.fresh.finish();
    this.fresh = new BlockBuilder();
    if (fresh.digest.equals(stored.digest) && fresh.tags.equals(stored.tags)) return;
    const [before, now] = [readTags(stored.tags), readTags(fresh.tags)];
    let named = 0;
    for (const [loanId, tag] of before) {
      const other = now.get(loanId);
      if (other === tag) continue;
      named++;
      const row = `decision of loan ${loanId} in run ${this.runId}`;
      if (other === undefined) this.findings.add("MISSING", row, "It was sealed and is gone.");
      else this.findings.add("ALTERED", row, "It is not what was sealed.");
    }
    for (const loanId of now.keys()) {
      if (before.has(loanId)) continue;
      named++;
      this.addUnsealed(loanId);
    }
    if (named === 0) {
      const row = `decisions of loans up to ${lastLoan(stored)} in run ${this.runId}`;
      this.findings.add("ALTERED", row, "They are not what was sealed.");
    }
  }

  private addUnsealed(loanId: DecisionLine["loanId"]): void {
    const row = `decision of loan ${loanId} in run ${this.runId}`;
    this.findings.add("UNSEALED", row, "It was added after the run was sealed.");
  }
}

function lastLoan({ tags }: Block): bigint {
  return tags.length < tagBytes ? -1n : tags.readBigInt64BE(tags.length - tagBytes);
}

function readTags(tags: Buffer): Map<bigint, bigint> {
  const byLoan = new Map<bigint, bigint>();
  for (let at = 0; at + tagBytes <= tags.length; at += tagBytes)
    byLoan.set(tags.readBigInt64BE(at), tags.readBigInt64BE(at + 8));
  return byLoan;
}
