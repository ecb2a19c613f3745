import { sortNumbers } from "../../features/sort-numbers.ts";
import type { CategoryColumn, Column, NumberColumn } from "../../table/table.ts";

/** A number: (value, kept within `low..high`, - mean) / deviation. */
export interface NumberTerm {
  readonly kind: "number";
  readonly name: string;
  readonly low: number;
  readonly high: number;
  readonly mean: number;
  readonly deviation: number;
  /** Whether missing values have a coefficient of their own, as they do where training rows had some. */
  readonly hasMissing: boolean;
}

/** A category: a coefficient for each level, then for the rarer ones together, then for missing ones. */
export interface CategoryTerm {
  readonly kind: "category";
  readonly name: string;
  readonly levels: readonly string[];
  readonly hasOther: boolean;
  readonly hasMissing: boolean;
}

export type Term = NumberTerm | CategoryTerm;

/** Levels beyond so many of the most frequent share a coefficient. */
const maxLevels = 30;
/** Numbers are kept between these quantiles: a few huge incomes must not decide the slope of all. */
const tail = 0.005;

/** Coefficients that a term takes. */
export function termSize(term: Term): number {
  if (term.kind === "number") return 1 + (term.hasMissing ? 1 : 0);
  return term.levels.length + (term.hasOther ? 1 : 0) + (term.hasMissing ? 1 : 0);
}

/** What the coefficients of a term stand for: null is the number itself. */
export function termLevels(term: Term): (string | null)[] {
  const missing = term.hasMissing ? ["(missing)"] : [];
  if (term.kind === "number") return [null, ...missing];
  return [...term.levels, ...(term.hasOther ? ["(other)"] : []), ...missing];
}

/** Learns how a column enters the regression. Never sees an outcome. */
export function fitTerm(column: Column): Term {
  return column.kind === "number" ? fitNumber(column) : fitCategory(column);
}

function fitNumber({ name, values }: NumberColumn): NumberTerm {
  const sorted = sortNumbers(values.filter(Number.isFinite));
  const hasMissing = sorted.length < values.length;
  if (sorted.length === 0)
    return { kind: "number", name, low: 0, high: 0, mean: 0, deviation: 1, hasMissing };
  const last = sorted.length - 1;
  const low = sorted[Math.floor(tail * last)];
  const high = sorted[Math.ceil((1 - tail) * last)];
  let sum = 0;
  for (const value of sorted) sum += clip(value, low, high) - low;
  const mean = low + sum / sorted.length;
  let squares = 0;
  for (const value of sorted) squares += (clip(value, low, high) - mean) ** 2;
  const deviation = Math.sqrt(squares / sorted.length);
  return { kind: "number", name, low, high, mean, deviation: deviation > 0 ? deviation : 1, hasMissing };
}

function clip(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

function fitCategory({ name, codes, categories }: CategoryColumn): CategoryTerm {
  const counts = new Float64Array(categories.length);
  let missing = 0;
  for (const code of codes) {
    if (code >= 0) counts[code]++;
    else missing++;
  }
  const used = Array.from(counts.keys()).filter((code) => counts[code] > 0);
  // By text among equals, so that the order of the rows does not matter.
  used.sort((a, b) => counts[b] - counts[a] || (categories[a] < categories[b] ? -1 : 1));
  const hasOther = used.length > maxLevels;
  const levels = used.slice(0, hasOther ? maxLevels - 1 : maxLevels).map((code) => categories[code]);
  return { kind: "category", name, levels, hasOther, hasMissing: missing > 0 };
}

/** One entry of each row: which of the term's coefficients applies (-1: none), and by what it is multiplied. */
export interface Entries {
  readonly place: Int32Array;
  readonly value: Float64Array;
}

/**
 * Rows `from..to` of a column as entries of its term. A column that is not there is missing in every row. What was
 * never seen in training (an unknown level, a missing value where none was missing) has no entry: it counts as the
 * average row.
 */
export function readTerm(term: Term, column: Column | undefined, from: number, to: number): Entries {
  const place = new Int32Array(to - from).fill(-1);
  const value = new Float64Array(to - from);
  if (column === undefined) {
    if (term.hasMissing) place.fill(termSize(term) - 1);
    value.fill(1);
  } else if (term.kind === "number") readNumbers(term, column, from, place, value);
  else readLevels(term, column, from, place, value);
  return { place, value };
}

function readNumbers(
  term: NumberTerm,
  column: Column,
  from: number,
  place: Int32Array,
  value: Float64Array,
): void {
  const texts = column.kind === "category" ? column.categories.map(numberOf) : [];
  for (let i = 0; i < place.length; i++) {
    const x =
      column.kind === "number" ? column.values[from + i] : (texts[column.codes[from + i]] ?? Number.NaN);
    if (Number.isFinite(x)) {
      place[i] = 0;
      value[i] = (clip(x, term.low, term.high) - term.mean) / term.deviation;
    } else if (term.hasMissing) {
      place[i] = 1;
      value[i] = 1;
    }
  }
}

function numberOf(text: string): number {
  return text.trim() === "" ? Number.NaN : Number(text);
}

function readLevels(
  term: CategoryTerm,
  column: Column,
  from: number,
  place: Int32Array,
  value: Float64Array,
): void {
  const places = new Map(term.levels.map((level, i) => [level, i]));
  const other = term.hasOther ? term.levels.length : -1;
  const missing = term.hasMissing ? term.levels.length + (term.hasOther ? 1 : 0) : -1;
  const known =
    column.kind === "category"
      ? Int32Array.from(column.categories, (level) => places.get(level) ?? other)
      : null;
  value.fill(1);
  for (let i = 0; i < place.length; i++) {
    if (column.kind === "category" && known !== null) {
      const code = column.codes[from + i];
      place[i] = code < 0 ? missing : known[code];
    } else if (column.kind === "number") {
      const x = column.values[from + i];
      place[i] = Number.isFinite(x) ? (places.get(String(x)) ?? other) : missing;
    }
  }
}
