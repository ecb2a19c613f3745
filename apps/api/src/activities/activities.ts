import type { ContactChannel } from "@loan-recovery/ml-core/strategy/contact/rules";
import type pg from "pg";
import type { Actor } from "../access/actor.js";
import { recordAudit } from "../audit/audit.js";
import { findContactFacts } from "../contacts/contact-facts.js";
import { contactVerdict, whyNot } from "../contacts/verdict.js";
import type { App } from "../context.js";
import { type Sql, transaction } from "../database/pool.js";
import { type Refusal, refuse } from "../graphql/refusal.js";
import { findLoans, type LoanRow } from "../loans/loans.js";
import type { ActivityResult } from "./results.js";

export interface ActivityRow {
  id: string;
  borrower_id: string;
  loan_id: string;
  channel: ContactChannel;
  direction: "OUTBOUND" | "INBOUND";
  at: Date;
  result: ActivityResult;
  note: string | null;
  promise_amount: string | null;
  promise_day: string | null;
  /** The contact rule that forbade it; null where it was permitted. */
  against_rule: string | null;
  against_words: string | null;
  override_reason: string | null;
  created_by: string;
}

const columns = `a.id, a.borrower_id, a.loan_id, a.channel, a.direction, a.at, a.result, a.note, a.promise_amount,
  a.promise_day, a.against_rule, a.against_words, a.override_reason, a.created_by`;

const shownAtMost = 200;

/** The newest activities of each borrower, newest first. */
export async function findActivitiesOfBorrowers(
  sql: Sql,
  borrowerIds: readonly string[],
): Promise<ActivityRow[]> {
  const { rows } = await sql.query<ActivityRow>(
    `SELECT a.* FROM unnest($1::bigint[]) AS b (id) CROSS JOIN LATERAL (
       SELECT ${columns} FROM activity a WHERE a.borrower_id = b.id ORDER BY a.at DESC, a.id DESC LIMIT ${shownAtMost}) a`,
    [borrowerIds],
  );
  return rows;
}

export interface NewActivity {
  loanId: string;
  channel: ContactChannel;
  result: ActivityResult;
  /** The borrower contacted us. */
  inbound: boolean;
  /** Default: now. */
  at?: Date | null;
  note?: string | null;
  promise?: { amount: string; day: string } | null;
  /** It happened although the rules forbade it: not looked at where they did not. */
  override?: { reason: string } | null;
}

/** Which rule a contact broke, in words, and why it happened all the same. */
interface Breach {
  rule: string;
  words: string;
  reason: string;
}

/** A clock may be this much ahead of ours. */
const clockTolerance = 120_000;

/**
 * Records a contact. One of ours that the contact rules forbid at its time is refused, unless it comes with a reason:
 * then it is kept and marked, because what happened counts for every later verdict. The borrower's row is locked
 * meanwhile, so that two people do not make the seventh attempt both.
 */
export async function recordActivity(
  app: App,
  actor: Actor,
  activity: NewActivity,
): Promise<ActivityRow | Refusal> {
  const now = Date.now();
  const at = activity.at?.getTime() ?? now;
  const problems = checkActivity(activity, at, now);
  if (problems.length > 0) return { problems };
  return transaction(app.sql, async (client) => {
    const [loan] = await findLoans(client, [activity.loanId]);
    if (!loan) return refuse("loanId", `There is no loan ${activity.loanId}.`);
    await client.query("SELECT 1 FROM borrower WHERE id = $1 FOR UPDATE", [loan.borrower_id]);
    const forbidden = activity.inbound ? null : await whatForbids(client, app, loan, activity.channel, at);
    const reason = activity.override?.reason.trim() ?? "";
    if (forbidden && !/^.{5,2000}$/s.test(reason)) {
      const { problems } = refuse("channel", forbidden.words);
      if (activity.override) problems.push({ path: "override.reason", message: needsReason });
      return { problems };
    }
    const breach = forbidden && { ...forbidden, reason };
    return insert(client, actor, loan.borrower_id, activity, new Date(at), breach);
  });
}

const needsReason = "Say in 5 to 2,000 characters why it happened.";

async function whatForbids(
  client: pg.PoolClient,
  app: App,
  loan: LoanRow,
  channel: ContactChannel,
  at: number,
): Promise<Omit<Breach, "reason"> | null> {
  const [{ facts }] = await findContactFacts(client, [loan.borrower_id], at);
  const question = { jurisdiction: app.config.jurisdiction, instant: at };
  const answer = contactVerdict(facts, loan.id, channel, question);
  return answer.verdict === "ALLOW" ? null : { rule: answer.rule!, words: whyNot(answer).blockedBy! };
}

function checkActivity({ note, promise, result }: NewActivity, at: number, now: number): Refusal["problems"] {
  const problems: Refusal["problems"] = [];
  if (at > now + clockTolerance) problems.push({ path: "at", message: "It lies in the future." });
  if ((note?.length ?? 0) > 2000)
    problems.push({ path: "note", message: "A note has at most 2,000 characters." });
  if (promise && result !== "PROMISE_TO_PAY") {
    problems.push({ path: "promise", message: "An amount and a day belong to the result PROMISE_TO_PAY." });
  }
  if (promise && !(/^\d{1,15}(\.\d{1,4})?$/.test(promise.amount) && Number(promise.amount) > 0)) {
    problems.push({
      path: "promise.amount",
      message: "An amount is a decimal number above 0, such as 1234.50.",
    });
  }
  // No place's date is more than a day behind the one in UTC.
  if (promise && Date.parse(promise.day) < at - 2 * 86_400_000) {
    problems.push({ path: "promise.day", message: "It is promised for a day before the contact." });
  }
  return problems;
}

async function insert(
  client: pg.PoolClient,
  actor: Actor,
  borrowerId: string,
  { loanId, channel, inbound, result, note, promise }: NewActivity,
  at: Date,
  breach: Breach | null,
): Promise<ActivityRow> {
  const { rows } = await client.query<ActivityRow>(
    `INSERT INTO activity AS a (borrower_id, loan_id, channel, direction, at, result, note, promise_amount, promise_day,
       created_by, against_rule, against_words, override_reason)
     VALUES ($1, $2, $3, $4::"Direction", $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING ${columns}`,
    [
      borrowerId,
      loanId,
      channel,
      inbound ? "INBOUND" : "OUTBOUND",
      at,
      result,
      note?.trim() || null,
      promise?.amount ?? null,
      promise?.day ?? null,
      actor.name,
      breach?.rule ?? null,
      breach?.words ?? null,
      breach?.reason ?? null,
    ],
  );
  const detail = { activity: rows[0].id, channel, result, againstRule: breach?.rule ?? null };
  await recordAudit(client, actor, "activity.record", `borrower:${borrowerId}`, detail);
  return rows[0];
}
