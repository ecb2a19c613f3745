import type { ContactChannel } from "@loan-recovery/ml-core/strategy/contact/rules";
import type pg from "pg";
import type { Actor } from "../access/actor.js";
import { recordAudit } from "../audit/audit.js";
import { findContactFacts } from "../contacts/contact-facts.js";
import { contactVerdict, whyNot } from "../contacts/verdict.js";
import type { App } from "../context.js";
import { type Sql, transaction } from "../database/pool.js";
import { type Refusal, refuse } from "../graphql/refusal.js";
import { findLoans } from "../loans/loans.js";
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
  created_by: string;
}

const columns = `a.id, a.borrower_id, a.loan_id, a.channel, a.direction, a.at, a.result, a.note, a.promise_amount,
  a.promise_day, a.created_by`;

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
}

/** A clock may be this much ahead of ours. */
const clockTolerance = 120_000;

/**
 * Records a contact. One of ours that the contact rules forbid at its time is refused: the borrower's row is locked
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
    if (!activity.inbound) {
      const [{ facts }] = await findContactFacts(client, [loan.borrower_id], at);
      const question = { jurisdiction: app.config.jurisdiction, instant: at };
      const answer = contactVerdict(facts, loan.id, activity.channel, question);
      if (answer.verdict !== "ALLOW") return refuse("channel", whyNot(answer).blockedBy!);
    }
    return insert(client, actor, loan.borrower_id, activity, new Date(at));
  });
}

function checkActivity({ note, promise, result }: NewActivity, at: number, now: number): Refusal["problems"] {
  const problems: Refusal["problems"] = [];
  if (at > now + clockTolerance) problems.push({ path: "at", message: "It lies in the future." });
  if ((note?.length ?? 0) > 2000)
    problems.push({ path: "note", message: "A note has at most 2,000 characters." });
  if (promise && result !== "PROMISE_TO_PAY") {
    problems.push({ path: "promise", message: "An amount and a day belong to the result PROMISE_TO_PAY." });
  }
  if (promise && !/^\d{1,15}(\.\d{1,4})?$/.test(promise.amount)) {
    problems.push({ path: "promise.amount", message: "An amount is a decimal number such as 1234.50." });
  }
  return problems;
}

async function insert(
  client: pg.PoolClient,
  actor: Actor,
  borrowerId: string,
  { loanId, channel, inbound, result, note, promise }: NewActivity,
  at: Date,
): Promise<ActivityRow> {
  const { rows } = await client.query<ActivityRow>(
    `INSERT INTO activity AS a (borrower_id, loan_id, channel, direction, at, result, note, promise_amount, promise_day,
       created_by)
     VALUES ($1, $2, $3, $4::"Direction", $5, $6, $7, $8, $9, $10) RETURNING ${columns}`,
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
    ],
  );
  await recordAudit(client, actor, "activity.record", `activity:${rows[0].id}`, { channel, result });
  return rows[0];
}
