import { findContactFacts, findPastContactFacts } from "../contacts/contact-facts.js";
import { type ContactAnswer, channelOf, contactVerdict } from "../contacts/verdict.js";
import type { App } from "../context.js";
import type { PolicyRow } from "../policies/policies.js";
import type { DecisionRow } from "./decisions.js";
import type { RunRow } from "./runs.js";

/** What the contact rules said of carrying a decision out, and as of when. */
export interface ReceiptContact {
  at: Date;
  /** False: what was known then is not kept, so `at` is the time of the receipt. */
  isOfDecision: boolean;
  /** The pack that is in use today: which one was set then is not kept. */
  jurisdiction: string;
  /** Null: the treatment reaches nobody. */
  answer: ContactAnswer | null;
}

/**
 * Whether a decision could be carried out when it came into force, by what was known of the borrower at that moment.
 * It is no part of the decision's bytes: no policy asks the contact rules, so a replay need not know them.
 */
export async function contactOfDecision(
  { sql, config: { jurisdiction } }: App,
  decision: DecisionRow,
  run: RunRow,
  { rules }: PolicyRow,
): Promise<ReceiptContact> {
  const then = await readDecidedAt({ sql }, decision, run);
  const past = await findPastContactFacts(sql, decision.borrower_id, then.getTime());
  const at = past === null ? new Date() : then;
  const facts = past ?? (await findContactFacts(sql, [decision.borrower_id], at.getTime()))[0].facts;
  const channel = channelOf(rules, decision.treatment);
  const question = { jurisdiction, instant: at.getTime() };
  const answer = channel && contactVerdict(facts, decision.loan_id, channel, question);
  return { at, isOfDecision: past !== null, jurisdiction, answer };
}

/** A run's own decisions count from when it came into force, later ones from when they were made, if that is later. */
async function readDecidedAt({ sql }: Pick<App, "sql">, decision: DecisionRow, run: RunRow): Promise<Date> {
  const begun = run.activated_at ?? run.created_at;
  if (decision.revision === 0) return begun;
  const { rows } = await sql.query<{ at: Date }>(
    `SELECT at FROM audit_event WHERE action = 'decision.revise' AND subject = $1 AND detail->'rows' @> $2 LIMIT 1`,
    [`run:${run.id}`, JSON.stringify([[decision.loan_id, decision.revision]])],
  );
  return rows[0] && rows[0].at > begun ? rows[0].at : begun;
}
