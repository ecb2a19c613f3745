import type { ContactChannel } from "@loan-recovery/ml-core/strategy/contact/rules";
import type { Fact } from "@loan-recovery/ml-core/strategy/policy";
import { conversations } from "../activities/results.js";
import type { Sql } from "../database/pool.js";

/** The channels that reach somebody, with the column that says whether the borrower agreed to each. */
export const consentColumns: Readonly<Record<ContactChannel, string>> = {
  CALL: "consent_call",
  SMS: "consent_sms",
  EMAIL: "consent_email",
  LETTER: "consent_letter",
  VISIT: "consent_visit",
};
export const contactChannels = Object.keys(consentColumns) as ContactChannel[];

/** What the contact rules look at, of one borrower. */
export interface ContactFacts {
  timeZone: string | null;
  /** In the order of `contactChannels`; null: not known. */
  consent: (boolean | null)[];
  hasPhone: boolean;
  hasEmail: boolean;
  /** Of the borrower (loan null) and of single loans. */
  holds: { fact: Fact; until: string | null; loan: string | null }[];
  history: { channel: ContactChannel; at: number; talked: boolean; inbound: boolean; loan: string }[];
}

/** Longer than the longest window of any rule, with a day to spare for time zones. */
const historyDays = 10;

/** Which holds `h` and activities `a` count. */
interface Known {
  holds: string;
  history: string;
}

/** The holds in force, and what was done not long before an instant. */
function knownAt(instant: number): Known {
  const until = timestamp(instant);
  return {
    holds: "h.ended_at IS NULL",
    history: `a.at <= ${until} AND a.at > ${until} - interval '${historyDays} days'`,
  };
}

const holdsJson = `json_agg(json_build_object('fact', h.fact, 'until', h.last_day, 'loan', h.loan_id::text))`;
const historyJson = `json_agg(json_build_object('channel', a.channel, 'at', extract(epoch FROM a.at) * 1000,
  'talked', a.result IN (${conversations.map((result) => `'${result}'`).join(", ")}),
  'inbound', a.direction = 'INBOUND', 'loan', a.loan_id::text))`;

function factsJson(holds: string, history: string): string {
  return `json_build_object('timeZone', b.time_zone,
    'consent', json_build_array(${contactChannels.map((channel) => `b.${consentColumns[channel]}`).join(", ")}),
    'hasPhone', b.phone IS NOT NULL, 'hasEmail', b.email IS NOT NULL,
    'holds', coalesce(${holds}, '[]'), 'history', coalesce(${history}, '[]'))`;
}

/** The facts of a few borrowers `b` as one JSON value. */
function contactFactsJson(known: Known): string {
  return factsJson(
    `(SELECT ${holdsJson} FROM hold h WHERE h.borrower_id = b.id AND ${known.holds})`,
    `(SELECT ${historyJson} FROM activity a WHERE a.borrower_id = b.id AND ${known.history})`,
  );
}

/**
 * The same for every borrower `b` of a book: a column, and the joins that it needs, which read holds and activities once.
 * @param instant milliseconds since 1970 UTC: what happened later is left out
 */
export function bookContactFacts(instant: number): { column: string; joins: string } {
  const { holds, history } = knownAt(instant);
  return {
    column: factsJson("held.holds", "done.history"),
    joins: `LEFT JOIN (SELECT h.borrower_id, ${holdsJson} AS holds FROM hold h WHERE ${holds} GROUP BY h.borrower_id) held
        ON held.borrower_id = b.id
      LEFT JOIN (SELECT a.borrower_id, ${historyJson} AS history FROM activity a WHERE ${history} GROUP BY a.borrower_id) done
        ON done.borrower_id = b.id`,
  };
}

function timestamp(instant: number): string {
  return `to_timestamp(${instant / 1000})`;
}

export async function findContactFacts(
  sql: Sql,
  borrowerIds: readonly string[],
  instant: number,
): Promise<{ id: string; facts: ContactFacts }[]> {
  const { rows } = await sql.query<{ id: string; facts: ContactFacts }>(
    `SELECT b.id, ${contactFactsJson(knownAt(instant))} AS facts FROM borrower b WHERE b.id = ANY($1)`,
    [borrowerIds],
  );
  return rows;
}

/**
 * What was known of a borrower at a past instant; null where that is not kept: it was before the past of borrowers was
 * kept at all, or the borrower has been erased since.
 */
export async function findPastContactFacts(
  sql: Sql,
  borrowerId: string,
  instant: number,
): Promise<ContactFacts | null> {
  const then = timestamp(instant);
  const known = {
    holds: `h.created_at <= ${then} AND (h.ended_at IS NULL OR h.ended_at > ${then})`,
    history: `${knownAt(instant).history} AND a.created_at <= ${then}`,
  };
  const consents = Object.values(consentColumns).join(", ");
  const { rows } = await sql.query<{ facts: ContactFacts }>(
    `SELECT ${contactFactsJson(known)} AS facts FROM (
       SELECT 0 AS step, id AS change, borrower_id AS id, time_zone, nullif(has_phone, false) AS phone,
         nullif(has_email, false) AS email, ${consents} FROM borrower_past WHERE borrower_id = $1 AND until > ${then}
       UNION ALL
       SELECT 1, 0, id, time_zone, nullif(phone IS NOT NULL, false), nullif(email IS NOT NULL, false), ${consents}
         FROM borrower WHERE id = $1
       ORDER BY step, change LIMIT 1) b
     WHERE ${then} >= (SELECT contact_facts_since FROM installation WHERE id = 1)
       AND NOT EXISTS (SELECT 1 FROM borrower WHERE id = $1 AND erased_at > ${then})`,
    [borrowerId],
  );
  return rows[0]?.facts ?? null;
}
