import type pg from "pg";
import { transaction } from "../database/pool.js";
import { type Refusal, refuse } from "../graphql/refusal.js";
import { headHash } from "./canonical.js";
import { type Finding, Findings } from "./findings.js";
import type { SignedHead } from "./heads.js";
import { genesis, type Leaf, leafBytes, readLeaves, rootOf } from "./seal.js";
import { findPublicKey, isSigned, type PublicKey } from "./signing.js";
import { checkDecisions, type DecisionCheck } from "./verify-decisions.js";
import { EventCheck } from "./verify-events.js";

/** What of a kept head a verification needs; hashes in hex, signature and key in base64. */
export type KeptHead = Pick<SignedHead, "number" | "total" | "head" | "signature" | "publicKey">;

export interface Verification extends DecisionCheck {
  isIntact: boolean;
  seals: number;
  /** Sealed events. */
  events: number;
  /** Events that wait for the sealer; they were checked, too. */
  pending: number;
  /** Events whose content an erasure destroyed, as the log says. */
  erased: number;
  findingCount: number;
  findings: Finding[];
}

/**
 * Verifies the whole log and, unless told otherwise, every decision, on one snapshot of the database: each row against
 * the digest that was sealed, the seals against each other, and all of it against `kept`, a head that was kept outside.
 * Without one it cannot tell a log that was cut off, or written anew by whoever has the key. Reads page by page.
 */
export async function verifyAuditLog(
  pool: pg.Pool,
  kept: KeptHead | null,
  withDecisions: boolean,
): Promise<Verification | Refusal> {
  return transaction(pool, async (client) => {
    await client.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
    const lock = await client.query<{ locked: boolean }>(
      "SELECT pg_try_advisory_xact_lock(hashtext('audit verify')) AS locked",
    );
    if (!lock.rows[0].locked) return refuse("", "A verification is under way: wait for its end.");
    const publicKey = await findPublicKey(client);
    if (publicKey === null) return refuse("", "There is no audit log yet.");
    const findings = new Findings();
    const events = await EventCheck.open(client, findings);
    const chain = new ChainCheck(client, findings, publicKey, checkKept(kept, publicKey, findings));
    await chain.run(events);
    const pending = await checkPending(client, events);
    await events.finish();
    const decisions = withDecisions
      ? await checkDecisions(pool, client, findings)
      : { runs: 0, decisions: 0, droppedRuns: 0 };
    return {
      ...decisions,
      isIntact: findings.count === 0,
      seals: chain.number,
      events: chain.total,
      pending,
      erased: events.erased,
      findingCount: findings.count,
      findings: findings.listed,
    };
  });
}

/** A head that is not this installation's, or that it never signed, says nothing about this log. */
function checkKept(kept: KeptHead | null, publicKey: PublicKey, findings: Findings): KeptHead | null {
  if (kept === null) return null;
  const row = `head ${kept.number}`;
  if (kept.publicKey !== publicKey.toString("base64")) {
    findings.add("OTHER_INSTALLATION", row, "It was signed with the key of another installation.");
    return null;
  }
  if (isSigned(Buffer.from(kept.head, "hex"), Buffer.from(kept.signature, "base64"), publicKey)) return kept;
  findings.add("WRONG_SIGNATURE", row, "Its signature is not this installation's.");
  return null;
}

interface SealRow {
  number: number;
  count: number;
  total: number;
  leaves: Buffer;
  root: Buffer;
  previous: Buffer;
  sealed_at: Date;
  head: Buffer;
  signature: Buffer;
}

/** Seals read at once; each holds up to 400 kB of leaves. */
const pageSeals = 8;

/** Walks the seals from the first on. */
class ChainCheck {
  number = 0;
  total = 0;
  private head: Buffer;
  private newest: SealRow | null = null;

  constructor(
    private readonly client: pg.PoolClient,
    private readonly findings: Findings,
    private readonly publicKey: PublicKey,
    private readonly kept: KeptHead | null,
  ) {
    this.head = genesis(publicKey);
  }

  async run(events: EventCheck): Promise<void> {
    for (;;) {
      const { rows } = await this.client.query<SealRow>(
        `SELECT * FROM audit_seal WHERE number > $1 ORDER BY number LIMIT ${pageSeals}`,
        [this.number],
      );
      for (const seal of rows) {
        this.checkSeal(seal);
        await events.check(readLeaves(seal.leaves));
      }
      if (rows.length < pageSeals) break;
    }
    this.checkEnd();
  }

  private checkSeal(seal: SealRow): void {
    const row = `seal ${seal.number}`;
    const gap = seal.number - this.number - 1;
    if (gap > 0) {
      const events = seal.total - seal.count - this.total;
      this.findings.add("MISSING", `seals before ${seal.number}`, `${gap} with ${events} events are gone.`);
    } else if (!seal.previous.equals(this.head) || seal.total !== this.total + seal.count) {
      this.findings.add("ALTERED", row, "It does not follow the one before.");
    }
    const head = headHash({ ...seal, sealedAt: seal.sealed_at });
    const isWhole =
      head.equals(seal.head) &&
      rootOf(seal.leaves).equals(seal.root) &&
      seal.leaves.length === seal.count * leafBytes;
    if (!isWhole) this.findings.add("ALTERED", row, "It is not what was sealed.");
    this.number = seal.number;
    this.total = seal.total;
    this.head = seal.head;
    this.newest = seal;
    if (this.kept?.number === seal.number) this.checkAgainstKept(this.kept, head, seal.total);
  }

  private checkAgainstKept(kept: KeptHead, head: Buffer, total: number): void {
    if (kept.head === head.toString("hex") && kept.total === total) return;
    this.findings.add(
      "REWRITTEN",
      `seal ${kept.number}`,
      "The log up to here is not the one that the kept head was signed for.",
    );
  }

  private checkEnd(): void {
    const { newest, kept } = this;
    if (newest && !isSigned(newest.head, newest.signature, this.publicKey))
      this.findings.add(
        "WRONG_SIGNATURE",
        `seal ${newest.number}`,
        "Its signature is not this installation's.",
      );
    if (kept && kept.number > this.number) {
      const events = kept.total - this.total;
      this.findings.add(
        "CUT_OFF",
        `seals after ${this.number}`,
        `The kept head counts ${kept.total} events; the last ${events} are gone.`,
      );
    }
  }
}

const pagePending = 5000;

/** Events that wait are held against the digests that wait with them. */
async function checkPending(client: pg.PoolClient, events: EventCheck): Promise<number> {
  let count = 0;
  for (let after = "0"; ; ) {
    const { rows } = await client.query<Leaf>(
      `SELECT event_id AS "eventId", digest FROM audit_pending WHERE event_id > $1 ORDER BY event_id LIMIT ${pagePending}`,
      [after],
    );
    await events.check(rows);
    count += rows.length;
    if (rows.length < pagePending) return count;
    after = rows[rows.length - 1].eventId;
  }
}
