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

/**
 * The facts of borrower `b` as one JSON value.
 * @param instant milliseconds since 1970 UTC: what happened later is left out
 */
export function contactFactsJson(instant: number): string {
  const until = `to_timestamp(${instant / 1000})`;
  const talked = conversations.map((result) => `'${result}'`).join(", ");
  return `json_build_object('timeZone', b.time_zone,
    'consent', json_build_array(${contactChannels.map((channel) => `b.${consentColumns[channel]}`).join(", ")}),
    'hasPhone', b.phone IS NOT NULL, 'hasEmail', b.email IS NOT NULL,
    'holds', (SELECT coalesce(json_agg(json_build_object('fact', h.fact, 'until', h.last_day, 'loan', h.loan_id::text)), '[]')
      FROM hold h WHERE h.borrower_id = b.id AND h.ended_at IS NULL),
    'history', (SELECT coalesce(json_agg(json_build_object('channel', a.channel, 'at', extract(epoch FROM a.at) * 1000,
        'talked', a.result IN (${talked}), 'inbound', a.direction = 'INBOUND', 'loan', a.loan_id::text)), '[]')
      FROM activity a WHERE a.borrower_id = b.id AND a.at <= ${until}
        AND a.at > ${until} - interval '${historyDays} days'))`;
}

export async function findContactFacts(
  sql: Sql,
  borrowerIds: readonly string[],
  instant: number,
): Promise<{ id: string; facts: ContactFacts }[]> {
  const { rows } = await sql.query<{ id: string; facts: ContactFacts }>(
    `SELECT b.id, ${contactFactsJson(instant)} AS facts FROM borrower b WHERE b.id = ANY($1)`,
    [borrowerIds],
  );
  return rows;
}
