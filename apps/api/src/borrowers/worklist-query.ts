import type pg from "pg";
import { type DecisionRow, decisionFields, isCurrent } from "../decisions/decisions.js";
import type { RunRow } from "../decisions/runs.js";
import { badInput } from "../graphql/errors.js";
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
  contactableNow?: boolean | null;
}

export type SortKey = "PRIORITY" | "RISK_SCORE" | "OUTSTANDING" | "DAYS_PAST_DUE";
export interface SortOrder {
  by: SortKey;
  direction: "ASC" | "DESC";
}

export interface WorklistRow {
  borrower: BorrowerRow;
  decision: DecisionRow;
}

/** Unknown amounts and days sort below every known one, and are compared as this. */
const expressions: Record<SortKey, string> = {
  PRIORITY: "d.priority",
  RISK_SCORE: "d.risk_score",
  OUTSTANDING: "coalesce(d.outstanding, -1)",
  DAYS_PAST_DUE: "coalesce(d.days_past_due, -1)",
};

/** Conditions with their parameters, numbered as they come. */
export class QueryBuilder {
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

export function addFilter(
  query: QueryBuilder,
  filter: WorklistFilter,
  segments: string[],
  book: string,
): void {
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
export function addKeyset(
  query: QueryBuilder,
  order: SortOrder[],
  values: unknown[],
  backwards: boolean,
): void {
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

export type ListedRow = DecisionRow & Omit<BorrowerRow, "id"> & { id: string; keys: string[] };

export async function readPage(
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

export function toWorklistRow(row: ListedRow): WorklistRow {
  const { id, book, external_id, name, phone, email, time_zone, erased_at, keys: _, ...decision } = row;
  return { borrower: { id, book, external_id, name, phone, email, time_zone, erased_at }, decision };
}
