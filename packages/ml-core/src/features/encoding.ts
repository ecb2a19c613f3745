import { missingCode as missing } from "../models/random-forest/nodes.ts";
import type { CategoryColumn, Column, Table } from "../table/table.ts";
import { encodeNumberValues } from "./number-codes.ts";
import { sortNumbers, sortWithin } from "./sort-numbers.ts";

/** Codes 0..254 are left for values. */
const maxBins = 255;
/** With more categories than this the rarest share the code after the last one. */
const maxCategories = 250;

/** Value v gets the code `number of edges below v`. Edges ascend; at most 254 of them. */
export interface NumberEncoding {
  readonly kind: "number";
  readonly name: string;
  readonly edges: Float64Array;
}

/** Category i gets code i; with `other`, every category that is not listed gets the code after the last. */
export interface CategoryEncoding {
  readonly kind: "category";
  readonly name: string;
  readonly categories: readonly string[];
  readonly other: boolean;
}

export type FeatureEncoding = NumberEncoding | CategoryEncoding;

/** Codes that values of the feature may get, besides the one for missing: 1..255. */
export function codeCount(encoding: FeatureEncoding): number {
  return encoding.kind === "number"
    ? encoding.edges.length + 1
    : Math.max(1, encoding.categories.length + (encoding.other ? 1 : 0));
}

/** Learns the bins of one column: quantiles of numbers, frequencies of categories. Never sees an outcome. */
export function fitEncoding(column: Column): FeatureEncoding {
  return column.kind === "number"
    ? fitNumbers(column.name, sortNumbers(column.values.filter(Number.isFinite)))
    : fitCategories(column);
}

/**
 * `fitEncoding` of a column of numbers, without further memory.
 * @param values of all rows; what they are afterwards is not said
 * @param spare as long as `values`
 */
export function fitEncodingWithin(name: string, values: Float64Array, spare: Float64Array): NumberEncoding {
  let finite = 0;
  for (let row = 0; row < values.length; row++) {
    values[finite] = values[row];
    if (Number.isFinite(values[row])) finite++;
  }
  return fitNumbers(name, sortWithin(values.subarray(0, finite), spare.subarray(0, finite)));
}

/**
 * Quantile bins; equal values never part, and a value that fills many bins leaves the rest of the bins to the
 * rest of the values. Edges lie halfway between neighbours. Infinite values count as missing.
 */
function fitNumbers(name: string, sorted: Float64Array): NumberEncoding {
  const edges: number[] = [];
  let binsLeft = maxBins;
  let inBin = 0;
  let rowsLeft = sorted.length;
  let target = rowsLeft / binsLeft;
  const distinct = countDistinct(sorted);
  for (let at = 0; at < sorted.length; ) {
    const value = sorted[at];
    let next = at + 1;
    while (next < sorted.length && sorted[next] === value) next++;
    inBin += next - at;
    if (next < sorted.length && (distinct <= maxBins || inBin >= target)) {
      edges.push(between(value, sorted[next]));
      rowsLeft -= inBin;
      inBin = 0;
      binsLeft--;
      if (binsLeft === 1) break;
      target = rowsLeft / binsLeft;
    }
    at = next;
  }
  return { kind: "number", name, edges: Float64Array.from(edges) };
}

function countDistinct(sorted: Float64Array): number {
  let distinct = sorted.length > 0 ? 1 : 0;
  for (let i = 1; i < sorted.length; i++) if (sorted[i] !== sorted[i - 1]) distinct++;
  return distinct;
}

/** A number e with low <= e < high, halfway where floating point allows. */
function between(low: number, high: number): number {
  const middle = low / 2 + high / 2;
  return middle >= low && middle < high ? middle : low;
}

function fitCategories(column: CategoryColumn): CategoryEncoding {
  const counts = new Float64Array(column.categories.length);
  for (const code of column.codes) if (code >= 0) counts[code]++;
  const used = Array.from(counts.keys()).filter((code) => counts[code] > 0);
  // By text among equals, so that the order of the rows (and of the code book) does not matter.
  used.sort((a, b) => counts[b] - counts[a] || (column.categories[a] < column.categories[b] ? -1 : 1));
  const other = used.length > maxCategories + 1;
  const kept = other ? used.slice(0, maxCategories) : used;
  return {
    kind: "category",
    name: column.name,
    categories: kept.map((code) => column.categories[code]),
    other,
  };
}

/**
 * Writes the codes of rows `from..to` of `column` to `out[offset..]`. A column that is not there is all missing;
 * one of the other kind is read by its text ("3" as 3, 3 as "3"); a category that was not trained on is missing,
 * or "other" where the encoding has that.
 */
export function encodeColumn(
  encoding: FeatureEncoding,
  column: Column | undefined,
  from: number,
  to: number,
  out: Uint8Array,
  offset: number,
): void {
  if (column === undefined) out.fill(missing, offset, offset + to - from);
  else if (encoding.kind === "number") encodeNumbers(encoding.edges, column, from, to, out, offset);
  else encodeCategories(encoding, column, from, to, out, offset);
}

function encodeNumbers(
  edges: Float64Array,
  column: Column,
  from: number,
  to: number,
  out: Uint8Array,
  offset: number,
): void {
  if (column.kind === "category") {
    const codes = new Uint8Array(column.categories.length);
    encodeNumberValues(edges, Float64Array.from(column.categories, numberOf), codes, 0);
    for (let row = from; row < to; row++) {
      const code = column.codes[row];
      out[offset + row - from] = code < 0 ? missing : codes[code];
    }
    return;
  }
  encodeNumberValues(edges, column.values.subarray(from, to), out, offset);
}

function numberOf(text: string): number {
  return text.trim() === "" ? Number.NaN : Number(text);
}

function encodeCategories(
  encoding: CategoryEncoding,
  column: Column,
  from: number,
  to: number,
  out: Uint8Array,
  offset: number,
): void {
  const codeOf = new Map(encoding.categories.map((category, code) => [category, code]));
  const unlisted = encoding.other ? encoding.categories.length : missing;
  if (column.kind === "number") {
    for (let row = from; row < to; row++) {
      const value = column.values[row];
      out[offset + row - from] = Number.isFinite(value) ? (codeOf.get(String(value)) ?? unlisted) : missing;
    }
    return;
  }
  const codes = Uint8Array.from(column.categories, (category) => codeOf.get(category) ?? unlisted);
  for (let row = from; row < to; row++) {
    const code = column.codes[row];
    out[offset + row - from] = code < 0 ? missing : codes[code];
  }
}

/** The columns of `table` that are named, in that order; undefined where there is none. */
export function columnsFor(
  named: readonly { readonly name: string }[],
  table: Table,
): (Column | undefined)[] {
  const byName = new Map(table.columns.map((column) => [column.name, column]));
  return named.map(({ name }) => byName.get(name));
}
