import type pg from "pg";
import { type EventContent, eventDigest, remainsDigest } from "./canonical.js";
import { readErasure } from "./erase.js";
import { type Findings, mostListed } from "./findings.js";
import type { Leaf } from "./seal.js";

interface StoredEvent extends EventContent {
  salt: Buffer | null;
  digest: Buffer;
}

const storedColumns = "id, at, actor, action, subject, detail::text AS detail, salt, digest";
/** Events read at once. */
const pageEvents = 1000;
/** Of these the contents are compared with each other, to tell rows that changed places from rows that changed. */
const mostCompared = 200;

interface Mismatch {
  leaf: Leaf;
  event: StoredEvent;
}

/** Holds the events against the leaves that were sealed, in the order of sealing. */
export class EventCheck {
  erased = 0;
  private readonly mismatches: Mismatch[] = [];

  private constructor(
    private readonly client: pg.PoolClient,
    private readonly findings: Findings,
  ) {}

  /** Inside a transaction: the ids that were looked at are kept in a temporary table of it. */
  static async open(client: pg.PoolClient, findings: Findings): Promise<EventCheck> {
    await client.query("CREATE TEMP TABLE looked_at (id bigint) ON COMMIT DROP");
    return new EventCheck(client, findings);
  }

  async check(leaves: readonly Leaf[]): Promise<void> {
    for (let from = 0; from < leaves.length; from += pageEvents) {
      await this.checkPage(leaves.slice(from, from + pageEvents));
    }
  }

  private async checkPage(leaves: readonly Leaf[]): Promise<void> {
    const ids = leaves.map(({ eventId }) => eventId);
    await this.client.query("INSERT INTO looked_at SELECT unnest($1::bigint[])", [ids]);
    const events = await this.read(ids);
    const isErased = ({ salt }: StoredEvent) => salt === null;
    const erasures = await this.read([...events.values()].filter(isErased).map(erasureId));
    for (const leaf of leaves) {
      const event = events.get(leaf.eventId);
      if (!event) this.findings.add("MISSING", `event ${leaf.eventId}`, "It was sealed and is gone.");
      else if (isErased(event)) this.checkErased(leaf, event, erasures.get(erasureId(event)));
      else if (isIntact(leaf, event)) continue;
      else if (this.mismatches.length < mostCompared) this.mismatches.push({ leaf, event });
      else this.addAltered(leaf);
    }
  }

  private async read(ids: readonly string[]): Promise<Map<string, StoredEvent>> {
    if (ids.length === 0) return new Map();
    const { rows } = await this.client.query<StoredEvent>(
      `SELECT ${storedColumns} FROM audit_event WHERE id = ANY($1)`,
      [ids],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** An erased row passes only where an intact erasure names it together with what it left of it. */
  private checkErased(leaf: Leaf, event: StoredEvent, erasure: StoredEvent | undefined): void {
    const isCovered =
      erasure?.salt != null &&
      eventDigest(erasure.salt, erasure).equals(erasure.digest) &&
      readErasure(erasure.action, erasure.detail)[event.id] === remainsDigest(event).toString("hex");
    if (isCovered && event.digest.equals(leaf.digest)) this.erased++;
    else
      this.findings.add(
        "ALTERED",
        `event ${event.id}`,
        "Its content was destroyed, and no erasure in the log says so.",
      );
  }

  /** Names what differs, and the events that nobody sealed. */
  async finish(): Promise<void> {
    for (const { leaf, event } of this.mismatches) {
      const holder = this.mismatches.find(
        (other) => other.event !== event && holds(other.event, leaf, event),
      );
      if (holder) {
        const where = `What was sealed as this event now stands in event ${holder.event.id}.`;
        this.findings.add("REORDERED", `event ${leaf.eventId}`, where);
      } else this.addAltered(leaf);
    }
    const { rows } = await this.client.query<{ id: string; all: string }>(
      `SELECT id, count(*) OVER () AS all FROM audit_event e
       WHERE NOT EXISTS (SELECT 1 FROM looked_at l WHERE l.id = e.id) ORDER BY id LIMIT ${mostListed}`,
    );
    for (const { id } of rows)
      this.findings.add("UNSEALED", `event ${id}`, "It is neither sealed nor waiting to be sealed.");
    if (rows.length > 0) this.findings.count += Number(rows[0].all) - rows.length;
  }

  private addAltered({ eventId }: Leaf): void {
    this.findings.add("ALTERED", `event ${eventId}`, "It is not what was sealed.");
  }
}

/** The event by which this one was erased, as its subject names it; 0 where it names none. */
function erasureId({ subject }: StoredEvent): string {
  return subject?.match(/^erased:(\d{1,18})$/)?.[1] ?? "0";
}

function isIntact({ digest }: Leaf, event: StoredEvent): boolean {
  return event.digest.equals(digest) && eventDigest(event.salt!, event).equals(digest);
}

/** Whether `event` holds what was sealed in `leaf`, with its own salt or the one that stayed in the original place. */
function holds(event: StoredEvent, leaf: Leaf, original: StoredEvent): boolean {
  const content = { ...event, id: leaf.eventId };
  return [event.salt!, original.salt!].some((salt) => eventDigest(salt, content).equals(leaf.digest));
}
