import { decideUnder } from "@loan-recovery/ml-core/strategy/experiment/decide-under";
import type { CompletePolicy } from "@loan-recovery/ml-core/strategy/policy";
import type pg from "pg";
import type { Actor } from "../access/actor.js";
import { recordAudit } from "../audit/audit.js";
import type { App } from "../context.js";
import { transaction } from "../database/pool.js";
import type { Book } from "../decisions/book.js";
import { findRuns } from "../decisions/runs.js";
import { type ExperimentRow, findExperiment } from "../experiments/experiments.js";
import { type Refusal, refuse } from "../graphql/refusal.js";
import {
  type DraftRow,
  type DraftState,
  findDraft,
  lockDraft,
  type ShownEffect,
  showEffect,
  writeEffect,
} from "./drafts.js";
import { effectId, runningOn } from "./effect.js";
import { personHasToAsk, readFourEyes } from "./four-eyes.js";
import { publish } from "./policies.js";
import { readActiveBook } from "./preview.js";

/** Loans that may get another treatment than the approver saw, as a share of the book, before it needs approval again. */
const toleratedShare = 0.01;

/** Sends a draft to review, with its effect on the book as it is now. */
export async function submitDraft(app: App, actor: Actor, id: number): Promise<DraftRow | Refusal> {
  return step(app, id, ["DRAFT", "REJECTED"], async (draft) => {
    if (draft.author_id !== actor.id) return refuse("id", `Draft ${id} is ${draft.author}'s.`);
    if (actor.kind !== "user" && (await readFourEyes(app.sql)).approvalNeeded) {
      return refuse("id", personHasToAsk);
    }
    const shown = await showEffect(app, draft.rules);
    return async (client) => {
      await writeEffect(client, id, shown);
      await client.query("UPDATE policy_draft SET state = 'IN_REVIEW', failure = NULL WHERE id = $1", [id]);
      await recordAudit(client, actor, "policy-draft.submit", `draft:${id}`);
    };
  });
}

interface Approval {
  id: number;
  /** The effect that the approver was shown. */
  effectId: string;
  note?: string | null;
  /** When to publish; left out: at once. */
  publishAt?: Date | null;
}

/** Approves what was shown, and publishes it unless that is for later. */
export async function approveDraft(app: App, actor: Actor, approval: Approval): Promise<DraftRow | Refusal> {
  const { id, publishAt } = approval;
  const approved = await step(app, id, ["IN_REVIEW"], async (draft) => {
    if ((await readFourEyes(app.sql)).approvalNeeded) {
      if (draft.author_id === actor.id) return refuse("id", "Another admin has to approve what you wrote.");
      if (actor.kind !== "user") return refuse("id", "A person has to approve this, not a token.");
    }
    if (draft.simulation === null || effectId(draft.rules, draft.simulation) !== approval.effectId) {
      return refuse("effectId", "This is not the effect that the draft has now: look at it again.");
    }
    return async (client) => {
      await client.query(
        `UPDATE policy_draft SET state = 'APPROVED', reviewer = $2, reviewed_at = now(), review_note = $3, publish_at = $4
         WHERE id = $1`,
        [id, actor.name, approval.note?.trim() || null, publishAt ?? null],
      );
      await recordAudit(client, actor, "policy-draft.approve", `draft:${id}`, {
        effect: approval.effectId,
        publishAt: publishAt?.toISOString() ?? null,
      });
    };
  });
  if ("problems" in approved || publishAt) return approved;
  return publishDraft(app, actor, id);
}

/** Says no to a draft, with a reason; its author may mend it and send it again. */
export function rejectDraft(app: App, actor: Actor, id: number, note: string): Promise<DraftRow | Refusal> {
  return end(app, actor, id, ["IN_REVIEW", "APPROVED"], "REJECTED", note);
}

/** Takes a draft back, whatever became of it, unless it is published. */
export function withdrawDraft(app: App, actor: Actor, id: number): Promise<DraftRow | Refusal> {
  return end(app, actor, id, ["DRAFT", "IN_REVIEW", "APPROVED", "REJECTED"], "WITHDRAWN", null);
}

function end(
  app: App,
  actor: Actor,
  id: number,
  from: DraftState[],
  to: "REJECTED" | "WITHDRAWN",
  note: string | null,
): Promise<DraftRow | Refusal> {
  return step(app, id, from, async (draft) => {
    if (to === "WITHDRAWN" && draft.author_id !== actor.id)
      return refuse("id", `Draft ${id} is ${draft.author}'s.`);
    if (note?.trim() === "") return refuse("note", "Say why.");
    return async (client) => {
      await client.query(
        `UPDATE policy_draft SET state = $2::"DraftState", publish_at = NULL, updated_at = now(),
           reviewer = CASE WHEN $3::text IS NULL THEN reviewer ELSE $4 END,
           reviewed_at = CASE WHEN $3::text IS NULL THEN reviewed_at ELSE now() END,
           review_note = coalesce($3, review_note) WHERE id = $1`,
        [id, to, note, actor.name],
      );
      await recordAudit(
        client,
        actor,
        `policy-draft.${to === "REJECTED" ? "reject" : "withdraw"}`,
        `draft:${id}`,
        { note },
      );
    };
  });
}

/**
 * Publishes an approved draft. Where the book has moved since, its effect is computed again: if more than 1 % of the
 * loans would get another treatment than the approver saw, the draft goes back to review.
 */
export async function publishDraft(app: App, actor: Actor, id: number): Promise<DraftRow | Refusal> {
  let outcome: Refusal | null = null;
  const result = await step(app, id, ["APPROVED"], async (draft) => {
    const moved = await movedSinceApproval(app, draft);
    const shown = await showEffect(app, draft.rules);
    return async (client) => {
      if (moved !== null && moved > toleratedShare) {
        outcome = await sendBack(client, draft, shown, moved);
        return;
      }
      const published = await publish(client, app.queue, actor, {
        rules: draft.rules,
        note: draft.note,
        author: draft.author,
        approver: draft.reviewer,
        effect: draft.simulation,
        basedOn: draft.base_version,
      });
      if ("problems" in published) outcome = published;
      await client.query(
        `UPDATE policy_draft SET state = $2::"DraftState", policy_id = $3, job_id = $4, failure = $5, publish_at = NULL, updated_at = now()
         WHERE id = $1`,
        "problems" in published
          ? [id, "IN_REVIEW", null, null, published.problems[0].message]
          : [id, "PUBLISHED", published.policy.id, published.jobId, null],
      );
      if ("problems" in published) await writeEffect(client, id, shown);
    };
  });
  return outcome ?? result;
}

async function sendBack(
  client: pg.PoolClient,
  { id }: DraftRow,
  shown: ShownEffect,
  moved: number,
): Promise<Refusal> {
  const share = (100 * moved).toFixed(1);
  const message = `The book has moved since the approval: ${share} % of the loans would get another treatment. It needs a new approval.`;
  await writeEffect(client, id, shown);
  await client.query(
    "UPDATE policy_draft SET state = 'IN_REVIEW', publish_at = NULL, failure = $2 WHERE id = $1",
    [id, message],
  );
  return refuse("effectId", message);
}

/**
 * Share of the loans of either book that a draft treats differently now, the experiments of then and now counted in as
 * previews do; null where book and experiment are the same.
 */
async function movedSinceApproval(app: App, draft: DraftRow): Promise<number | null> {
  const active = await readActiveBook(app);
  if (active === null || draft.run_id === null) return null;
  const { book, experiment } = active;
  const shownUnder = draft.simulation?.experimentId ?? null;
  const isSameBook = book.run.id === draft.run_id && book.changeNumber === draft.change_number;
  if (isSameBook && (experiment?.id ?? null) === shownUnder) return null;
  const [run] = await findRuns(app.sql, [draft.run_id]);
  if (!run) return 1;
  const old = await app.books.read(run, draft.change_number ?? 0);
  const then = shownUnder === null ? null : await findExperiment(app.sql, shownUnder);
  return differentShare(draft.rules, { book: old, experiment: then }, { book, experiment });
}

interface Circumstances {
  book: Book;
  experiment: ExperimentRow | null;
}

/** Loans that are in one book only count as different: nobody has seen what happens to them. */
function differentShare(rules: CompletePolicy, then: Circumstances, now: Circumstances): number {
  const [a, b] = [then, now].map(
    ({ book, experiment }) => decideUnder(rules, book.columns, runningOn(book, rules, experiment)).treatment,
  );
  const [before, after] = [then.book, now.book];
  const places = new Map(before.loanIds.map((loanId, i) => [loanId, i]));
  let same = 0;
  after.loanIds.forEach((loanId, i) => {
    const place = places.get(loanId);
    if (place !== undefined && a[place] === b[i]) same++;
  });
  const all = before.loanIds.length + after.loanIds.length - countShared(places, after);
  return all === 0 ? 0 : 1 - same / all;
}

function countShared(places: Map<string, number>, { loanIds }: Book): number {
  return loanIds.reduce((count, loanId) => count + Number(places.has(loanId)), 0);
}

type Change = (client: pg.PoolClient) => Promise<void>;

/**
 * One step of a draft's way. `prepare` looks at it and may take long; the change itself is made under a lock, if the
 * draft is still as it was looked at.
 */
async function step(
  app: App,
  id: number,
  from: readonly DraftState[],
  prepare: (draft: DraftRow) => Promise<Change | Refusal>,
): Promise<DraftRow | Refusal> {
  const draft = await findDraft(app.sql, id);
  if (draft === null) return refuse("id", `There is no draft ${id}.`);
  if (!from.includes(draft.state)) return refuse("id", `Draft ${id} is ${stateInWords(draft.state)}.`);
  const change = await prepare(draft);
  if ("problems" in change) return change;
  return transaction(app.sql, async (client) => {
    const now = (await lockDraft(client, id))!;
    if (now.updated_at.getTime() !== draft.updated_at.getTime() || now.state !== draft.state) {
      return refuse("id", `Draft ${id} has been changed meanwhile: look at it again.`);
    }
    await change(client);
    return (await findDraft(client, id))!;
  });
}

function stateInWords(state: DraftState): string {
  return state.toLowerCase().replace("_", " ");
}
