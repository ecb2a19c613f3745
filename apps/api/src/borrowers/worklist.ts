import type { CompletePolicy } from "@loan-recovery/ml-core/strategy/policy";
import type pg from "pg";
import { areContactable, mayBeContactable } from "../contacts/contactable.js";
import type { ContactQuestion } from "../contacts/verdict.js";
import { findActiveRun, findRuns, type RunRow } from "../decisions/runs.js";
import { decodeCursor, encodeCursor, type Page, pageSize } from "../graphql/connection.js";
import { badInput } from "../graphql/errors.js";
import { findModels, type ModelRow } from "../models/models.js";
import { findPolicies, type PolicyRow } from "../policies/policies.js";
import {
  addFilter,
  addKeyset,
  type ListedRow,
  QueryBuilder,
  readPage,
  type SortOrder,
  toWorklistRow,
  type WorklistFilter,
  type WorklistRow,
} from "./worklist-query.js";

export interface WorklistRequest {
  first?: number | null;
  after?: string | null;
  last?: number | null;
  before?: string | null;
  filter?: WorklistFilter | null;
  orderBy?: SortOrder[] | null;
}

export interface Worklist extends Page<WorklistRow> {
  run: RunRow | null;
  model: ModelRow | null;
  totalCountIsExact: boolean;
  notice: string | null;
}

const defaultOrder: SortOrder[] = [
  { by: "PRIORITY", direction: "DESC" },
  { by: "DAYS_PAST_DUE", direction: "DESC" },
];

/** Counted exactly up to here; beyond it a list says "more than". */
const countedExactly = 10_000;

/**
 * A page of borrowers by their lead decision in the active run. A cursor remembers its run, so that paging goes on
 * through the list it started in while a newer run becomes active.
 * @throws a GraphQL error where the arguments do not fit together
 */
export async function listWorklist(
  sql: pg.Pool,
  request: WorklistRequest,
  question: ContactQuestion,
): Promise<Worklist> {
  const backwards = request.last != null;
  if (backwards && request.first != null)
    throw badInput("Ask for the first or for the last rows, not for both.");
  if (backwards ? request.after : request.before) {
    throw badInput(backwards ? "`last` goes with `before`, not with `after`." : "`before` goes with `last`.");
  }
  const size = pageSize(backwards ? request.last : request.first);
  const order = checkOrder(request.orderBy);
  const cursor = (backwards ? request.before : request.after) ?? null;
  const position = cursor === null ? null : readCursor(cursor, order);
  const run = position ? (await findRuns(sql, [position.runId]))[0] : await findActiveRun(sql);
  if (run?.state !== "READY") return emptyList(position !== null);

  const [[model], [policy]] = await Promise.all([
    findModels(sql, [run.model_id]),
    findPolicies(sql, [run.policy_id]),
  ]);
  const query = new QueryBuilder(run, leadsOf(request.filter ?? {}, policy));
  const segments = model.report.segments.map((segment) => segment.name);
  addFilter(query, request.filter ?? {}, segments, run.book);
  const list: List = { sql, query, order, backwards, from: position?.values ?? null };
  const [page, counted] = request.filter?.contactableNow
    ? await readContactable(list, policy.rules, question, size)
    : await Promise.all([readPage(sql, from(list), order, size, backwards), count(sql, query, run)]);
  const rows = backwards ? page.rows.reverse() : page.rows;
  return {
    nodes: rows.map(toWorklistRow),
    cursors: rows.map((row) => writeCursor(run.id, order, row)),
    hasNextPage: backwards ? cursor !== null : page.hasMore,
    hasPreviousPage: backwards ? page.hasMore : cursor !== null,
    totalCount: counted.total,
    totalCountIsExact: counted.isExact,
    run,
    model,
    notice: noticeOf(run, model),
  };
}

/** A filtered list, read from a position on. */
interface List {
  sql: pg.Pool;
  query: QueryBuilder;
  order: SortOrder[];
  backwards: boolean;
  from: string[] | null;
}

function from({ query, order, backwards, from: values }: List): QueryBuilder {
  const positioned = query.clone();
  if (values) addKeyset(positioned, order, values, backwards);
  return positioned;
}

/** Borrowers that are looked at together. */
const lookedAt = 500;

/** Like `readPage` and `count`, of the borrowers alone who may be contacted at this moment. */
async function readContactable(
  list: List,
  rules: CompletePolicy,
  question: ContactQuestion,
  size: number,
): Promise<[{ rows: ListedRow[]; hasMore: boolean }, Counted]> {
  list.query.conditions.push(mayBeContactable(rules, question, (value) => list.query.parameter(value)));
  const rows: ListedRow[] = [];
  for await (const row of walkContactable(list, rules, question)) if (rows.push(row) > size) break;
  let total = 0;
  // Counting begins at the beginning; a page that is the beginning has been counted as far as it goes.
  if (list.from === null && rows.length <= size) total = rows.length;
  else
    for await (const _ of walkContactable({ ...list, from: null }, rules, question))
      if (++total > countedExactly) break;
  const isExact = total <= countedExactly;
  const page = { rows: rows.slice(0, size), hasMore: rows.length > size };
  return [page, { total: isExact ? total : countedExactly, isExact }];
}

async function* walkContactable(
  list: List,
  rules: CompletePolicy,
  question: ContactQuestion,
): AsyncGenerator<ListedRow> {
  for (let position = list.from; ; ) {
    const query = from({ ...list, from: position });
    const { rows, hasMore } = await readPage(list.sql, query, list.order, lookedAt, list.backwards);
    const allowed = await areContactable(list.sql, rules, rows, question);
    for (let i = 0; i < rows.length; i++) if (allowed[i]) yield rows[i];
    if (!hasMore) return;
    position = rows[rows.length - 1].keys;
  }
}

function emptyList(isStaleCursor: boolean): Worklist {
  if (isStaleCursor)
    throw badInput("The cursor belongs to a run that is no longer kept: start from the first page.");
  const page = { nodes: [], cursors: [], hasNextPage: false, hasPreviousPage: false, totalCount: 0 };
  return { ...page, run: null, model: null, totalCountIsExact: true, notice: null };
}

function checkOrder(requested: SortOrder[] | null | undefined): SortOrder[] {
  if (!requested || requested.length === 0) return defaultOrder;
  if (new Set(requested.map(({ by }) => by)).size !== requested.length)
    throw badInput("Each sort key goes in once.");
  return requested;
}

/**
 * Which decisions place a borrower: those in the queue, and the ones on HOLD where somebody asks for that treatment or
 * looks for a person, who may be the one on the phone.
 */
function leadsOf({ treatment, text }: WorklistFilter, policy: PolicyRow): string {
  const isHold = (name: string) =>
    policy.rules.treatments.some((definition) => definition.name === name && definition.kind === "HOLD");
  if (!treatment) return text?.trim() ? "(d.is_lead OR d.is_held_lead)" : "d.is_lead";
  if (!treatment.some(isHold)) return "d.is_lead";
  return treatment.every(isHold) ? "d.is_held_lead" : "(d.is_lead OR d.is_held_lead)";
}

interface Counted {
  total: number;
  isExact: boolean;
}

async function count(sql: pg.Pool, query: QueryBuilder, run: RunRow): Promise<Counted> {
  if (!query.isFiltered && run.borrower_count !== null) return { total: run.borrower_count, isExact: true };
  const { rows } = await sql.query<{ total: number }>(
    `SELECT count(*)::int AS total FROM (SELECT 1 FROM decision d WHERE ${query.where} LIMIT ${countedExactly + 1}) found`,
    query.parameters,
  );
  const isExact = rows[0].total <= countedExactly;
  return { total: isExact ? rows[0].total : countedExactly, isExact };
}

function orderSignature(order: SortOrder[]): string {
  return order.map(({ by, direction }) => `${by} ${direction}`).join();
}

function writeCursor(runId: number, order: SortOrder[], row: ListedRow): string {
  return encodeCursor([runId, orderSignature(order), row.keys]);
}

function readCursor(cursor: string, order: SortOrder[]): { runId: number; values: string[] } {
  const [runId, signature, values] = decodeCursor(cursor, 3);
  const isWhole =
    Number.isInteger(runId) &&
    Array.isArray(values) &&
    values.length === order.length + 1 &&
    values.every((value) => typeof value === "string" && /^-?[\d.]+(e[+-]?\d+)?$/i.test(value));
  if (!isWhole) throw badInput("The cursor does not belong to this list.");
  if (signature !== orderSignature(order)) throw badInput("The cursor was made under another sort order.");
  return { runId: runId as number, values: values as string[] };
}

/** What a reader of the list must know about its order. */
function noticeOf(run: RunRow, model: ModelRow): string | null {
  const notices: string[] = [];
  if (model.classifier === "base-rate") {
    notices.push(
      "No usable model is active: every score is the base rate, and the list is ordered by outstanding amount, then by days past due.",
    );
  }
  if (run.unknown_outstanding) {
    notices.push(
      `${run.unknown_outstanding.toLocaleString("en")} loans have no outstanding amount: their priority is the risk alone.`,
    );
  }
  return notices.length > 0 ? notices.join(" ") : null;
}
