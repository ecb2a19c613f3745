import type pg from "pg";
import { type DecisionRow, decisionFields, isCurrent } from "../decisions/decisions.js";
import { findActiveRun, findRuns, type RunRow } from "../decisions/runs.js";
import { decodeCursor, encodeCursor, type Page, pageSize } from "../graphql/connection.js";
import { badInput } from "../graphql/errors.js";
import { findModels, type ModelRow } from "../models/models.js";
import { findPolicies, type PolicyRow } from "../policies/policies.js";
import { type BorrowerRow, borrowerFields } from "./borrowers.js";

export interface WorklistFilter {
  treatment?: string[] | null;
  segment?: string[] | null;
  minRiskScore?: number | null;
  maxRiskScore?: number | null;
  minOutstanding?: string | null;
  maxOutstanding?: string | null;
  minDaysPastDue?: number | null;
  maxDaysPastDue?: number | null;
  text?: string | null;
}

export type SortKey = "PRIORITY" | "RISK_SCORE" | "OUTSTANDING" | "DAYS_PAST_DUE";
export interface SortOrder {
  by: SortKey;
  direction: "ASC" | "DESC";
}

export interface WorklistRequest {
  first?: number | null;
  after?: string | null;
  last?: number | null;
  before?: string | null;
  filter?: WorklistFilter | null;
  orderBy?: SortOrder[] | null;
}

interface WorklistRow {
  borrower: BorrowerRow;
  decision: DecisionRow;
}

export interface Worklist extends Page<WorklistRow> {
  run: RunRow | null;
  model: ModelRow | null;
  totalCountIsExact: boolean;
  notice: string | null;
}

/** Unknown amounts and days sort below every known one, and are compared as this. */
const expressions: Record<SortKey, string> = {
  PRIORITY: "d.priority",
  RISK_SCORE: "d.risk_score",
  OUTSTANDING: "coalesce(d.outstanding, -1)",
  DAYS_PAST_DUE: "coalesce(d.days_past_due, -1)",
};

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
export async function listWorklist(sql: pg.Pool, request: WorklistRequest): Promise<Worklist> {
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
  const filterOnly = query.clone();
  if (position) addKeyset(query, order, position.values, backwards);
  const [page, counted] = await Promise.all([
    readPage(sql, query, order, size, backwards),
    count(sql, filterOnly, run),
  ]);
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

/** Conditions with their parameters, numbered as they come. */
class QueryBuilder {
  readonly conditions: string[];
  readonly parameters: unknown[] = [];
  private readonly unfiltered: number;

  constructor(run: RunRow, leads: string) {
    // The run's number is one of ours and stands in the text, so that only its partition is planned for.
    this.conditions = [`d.run_id = ${run.id}`, leads];
    if (run.change_number > 0) this.conditions.push(isCurrent(run.id));
    this.unfiltered = this.conditions.length;
  }

  get isFiltered(): boolean {
    return this.conditions.length > this.unfiltered;
  }

  parameter(value: unknown): string {
    return `$${this.parameters.push(value)}`;
  }

  clone(): QueryBuilder {
    const copy = Object.create(QueryBuilder.prototype) as QueryBuilder;
    return Object.assign(copy, {
      ...this,
      conditions: [...this.conditions],
      parameters: [...this.parameters],
    });
  }

  get where(): string {
    return this.conditions.join(" AND ");
  }
}

function addFilter(query: QueryBuilder, filter: WorklistFilter, segments: string[], book: string): void {
  const { conditions } = query;
  if (filter.treatment) conditions.push(`d.treatment = ANY(${query.parameter(filter.treatment)}::text[])`);
  if (filter.segment) {
    const codes = filter.segment.map((name) => segments.indexOf(name)).filter((code) => code >= 0);
    conditions.push(`d.segment = ANY(${query.parameter(codes)}::smallint[])`);
  }
  addRange(query, "d.risk_score", filter.minRiskScore, filter.maxRiskScore, "float8");
  addRange(query, "d.outstanding", decimal(filter.minOutstanding), decimal(filter.maxOutstanding), "numeric");
  addRange(query, "d.days_past_due", filter.minDaysPastDue, filter.maxDaysPastDue, "float8");
  const text = filter.text?.trim();
  if (text) {
    const prefix = query.parameter(`${escapeLike(text.toLowerCase())}%`);
    const anywhere = query.parameter(`%${escapeLike(text)}%`);
    conditions.push(`d.borrower_id IN (
      SELECT id FROM borrower WHERE book = '${book}' AND (lower(external_id) LIKE ${prefix} OR name ILIKE ${anywhere})
      UNION ALL SELECT borrower_id FROM loan WHERE book = '${book}' AND lower(external_id) LIKE ${prefix})`);
  }
}

function addRange(query: QueryBuilder, column: string, min: unknown, max: unknown, type: string): void {
  if (min != null) query.conditions.push(`${column} >= ${query.parameter(min)}::${type}`);
  if (max != null) query.conditions.push(`${column} <= ${query.parameter(max)}::${type}`);
}

function decimal(value: string | null | undefined): string | null {
  if (value == null) return null;
  if (!/^-?\d{1,20}(\.\d{1,10})?$/.test(value))
    throw badInput(`An amount is a decimal number such as 1234.50, not "${value}".`);
  return value;
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}

/** The loan's id settles ties, in the direction of the last key, so that no two rows are equal. */
function keysOf(order: SortOrder[]): { expression: string; direction: "ASC" | "DESC" }[] {
  const keys = order.map(({ by, direction }) => ({ expression: expressions[by], direction }));
  return [...keys, { expression: "d.loan_id", direction: order[order.length - 1].direction }];
}

/**
 * Only the rows beyond `values`. Keys of one direction compare as a row, which is one range of an index; mixed ones
 * need the long form, with a bound on the first key that an index can use.
 */
function addKeyset(query: QueryBuilder, order: SortOrder[], values: unknown[], backwards: boolean): void {
  const keys = keysOf(order);
  const parameters = values.map(
    (value, i) => `${query.parameter(value)}::${i === keys.length - 1 ? "bigint" : "float8"}`,
  );
  order.forEach(({ by }, i) => {
    if (by === "OUTSTANDING") parameters[i] = parameters[i].replace("float8", "numeric");
  });
  const sign = ({ direction }: { direction: string }) => ((direction === "ASC") !== backwards ? ">" : "<");
  if (keys.every(({ direction }) => direction === keys[0].direction)) {
    const left = keys.map(({ expression }) => expression).join(", ");
    query.conditions.push(`(${left}) ${sign(keys[0])} (${parameters.join(", ")})`);
    return;
  }
  let condition = "false";
  for (let i = keys.length - 1; i >= 0; i--) {
    const { expression } = keys[i];
    condition = `(${expression} ${sign(keys[i])} ${parameters[i]} OR (${expression} = ${parameters[i]} AND ${condition}))`;
  }
  query.conditions.push(`${keys[0].expression} ${sign(keys[0])}= ${parameters[0]}`, condition);
}

type ListedRow = DecisionRow & Omit<BorrowerRow, "id"> & { id: string; keys: string[] };

async function readPage(
  sql: pg.Pool,
  query: QueryBuilder,
  order: SortOrder[],
  size: number,
  backwards: boolean,
) {
  const keys = keysOf(order);
  const sorted = keys.map(({ expression, direction }) => {
    return `${expression} ${(direction === "ASC") !== backwards ? "ASC" : "DESC"}`;
  });
  // The page is cut from the index first; borrowers are looked up for its rows only.
  const { rows } = await sql.query<ListedRow>(
    `SELECT page.*, ${borrowerFields} FROM (
       SELECT ${decisionFields}, ARRAY[${keys.map(({ expression }) => `(${expression})::text`).join(", ")}] AS keys,
         row_number() OVER () AS position
       FROM (SELECT * FROM decision d WHERE ${query.where} ORDER BY ${sorted.join(", ")} LIMIT ${size + 1}) d
     ) page JOIN borrower b ON b.id = page.borrower_id ORDER BY page.position`,
    query.parameters,
  );
  return { rows: rows.slice(0, size), hasMore: rows.length > size };
}

function toWorklistRow(row: ListedRow): WorklistRow {
  const { id, book, external_id, name, phone, email, time_zone, keys: _, ...decision } = row;
  return { borrower: { id, book, external_id, name, phone, email, time_zone }, decision };
}

async function count(
  sql: pg.Pool,
  query: QueryBuilder,
  run: RunRow,
): Promise<{ total: number; isExact: boolean }> {
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
