import { sha256 } from "./merkle.js";

/**
 * Fields as bytes that no other fields have: each as "length:text," with its length in bytes of UTF-8 (a netstring),
 * a missing one as "-,".
 */
export function canonical(fields: readonly (string | null)[]): string {
  return fields.map((field) => (field === null ? "-," : `${Buffer.byteLength(field)}:${field},`)).join("");
}

/** What an event's digest covers. `detail` is the database's own text of the JSON, which is the same for equal JSON. */
export interface EventContent {
  id: string;
  at: Date;
  actor: string;
  action: string;
  subject: string | null;
  detail: string | null;
}

/** The salted digest of an event: 32 bytes. Without its salt nobody can try out what an erased event said. */
export function eventDigest(salt: Buffer, event: EventContent): Buffer {
  return sha256(salt, eventText(event));
}

/** The digest of what is left of an erased event, which holds nothing to hide: 32 bytes. */
export function remainsDigest(event: EventContent): Buffer {
  return sha256(eventText(event));
}

function eventText({ id, at, actor, action, subject, detail }: EventContent): string {
  return canonical([id, at.toISOString(), actor, action, subject, detail]);
}

export interface HeadContent {
  number: number;
  count: number;
  total: number;
  root: Buffer;
  previous: Buffer;
  sealedAt: Date;
}

/** What is signed: one hash over a seal and, through `previous`, over all before it. */
export function headHash({ number, count, total, root, previous, sealedAt }: HeadContent): Buffer {
  return sha256(
    canonical([
      "loan-recovery audit head 1",
      String(number),
      String(count),
      String(total),
      root.toString("hex"),
      previous.toString("hex"),
      sealedAt.toISOString(),
    ]),
  );
}
