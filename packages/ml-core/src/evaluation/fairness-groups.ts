import { isPresent } from "../features/columns.ts";
import { plainName } from "../table/names.ts";
import type { Column, NumberColumn } from "../table/table.ts";
import type { Groups } from "./groups.ts";
import { ascendingOrder } from "./sorting.ts";
import { borrowersByPart } from "./subgroups.ts";

/** Groups of rows by the value of a protected column: `of[row]` indexes `names`. */
export interface ValueGroups {
  readonly of: Int32Array;
  readonly names: readonly string[];
  /** Index of the group of rows without a value, or -1. */
  readonly missing: number;
}

/** Lower ends of the age bands, in years; people younger than the first are "under 25". */
const ageBands = [25, 35, 45, 55, 65];
/** Numbers with at most so many distinct values (dependents, children) are groups of their own. */
const fewValues = 8;
const quantileBands = 4;

/**
 * The groups that a protected column makes. Categories are their own groups. Numbers named as ages go into ten-year
 * bands, numbers with few values are groups of their own, others are cut at the quartiles. A row without a value is
 * in the group "(missing)", because people who do not say are treated too.
 */
export function groupByValue(column: Column): ValueGroups {
  if (column.kind === "category") {
    return named(column, (row) => column.codes[row], [...column.categories]);
  }
  const distinct = distinctValues(column, fewValues);
  if (isAge(column.name)) {
    return named(column, (row) => bandOf(ageBands, column.values[row]), bandNames(ageBands));
  }
  if (distinct !== null) {
    const place = new Map(distinct.map((value, i) => [value, i]));
    return named(column, (row) => place.get(column.values[row]) ?? 0, distinct.map(String));
  }
  const edges = quantileEdges(column);
  return named(column, (row) => bandOf(edges, column.values[row]), bandNames(edges));
}

function isAge(name: string): boolean {
  return / age( (in )?years?)? $/.test(` ${plainName(name)} `);
}

/** Only groups that have rows are kept. */
function named(column: Column, groupOf: (row: number) => number, names: string[]): ValueGroups {
  const rows = column.kind === "number" ? column.values.length : column.codes.length;
  const of = new Int32Array(rows);
  const counts = new Float64Array(names.length + 1);
  for (let row = 0; row < rows; row++) {
    of[row] = isPresent(column, row) ? groupOf(row) : names.length;
    counts[of[row]]++;
  }
  const all = [...names, "(missing)"];
  const kept = all.flatMap((_, group) => (counts[group] > 0 ? [group] : []));
  const place = new Int32Array(all.length).fill(-1);
  kept.forEach((group, i) => {
    place[group] = i;
  });
  for (let row = 0; row < rows; row++) of[row] = place[of[row]];
  return { of, names: kept.map((group) => all[group]), missing: place[names.length] };
}

/** The distinct finite values ascending, or null where there are more than `most`. */
function distinctValues({ values }: NumberColumn, most: number): number[] | null {
  const seen = new Set<number>();
  for (const value of values) {
    if (Number.isFinite(value)) seen.add(value);
    if (seen.size > most) return null;
  }
  return [...seen].sort((a, b) => a - b);
}

function quantileEdges(column: NumberColumn): number[] {
  const present = column.values.filter(Number.isFinite);
  const order = ascendingOrder(present);
  const edges = new Set<number>();
  for (let band = 1; band < quantileBands; band++) {
    const edge = present[order[Math.floor((band * present.length) / quantileBands)]];
    if (edge > present[order[0]]) edges.add(edge);
  }
  return [...edges];
}

function bandOf(edges: readonly number[], value: number): number {
  let band = 0;
  while (band < edges.length && value >= edges[band]) band++;
  return band;
}

function bandNames(edges: readonly number[]): string[] {
  if (edges.length === 0) return ["all"];
  const inner = edges.slice(1).map((to, i) => `${edges[i]} to under ${to}`);
  return [`under ${edges[0]}`, ...inner, `${edges[edges.length - 1]} and over`];
}

/**
 * Joins the groups with fewer than `fewest` borrowers into one, which is shown like any other: small groups are where
 * unfair treatment is most easily overlooked. A group that stays small even so is flagged by its caller.
 */
export function poolSmall(
  groups: ValueGroups,
  borrowers: Groups,
  fewest: number,
): { readonly groups: ValueGroups; readonly pooled: readonly (readonly string[])[] } {
  const sizes = borrowersByPart(groups.of, groups.names.length, borrowers);
  const small = sizes.flatMap((size, group) => (size < fewest && group !== groups.missing ? [group] : []));
  if (small.length < 2) return { groups, pooled: groups.names.map(() => []) };
  const kept = groups.names.flatMap((_, group) => (small.includes(group) ? [] : [group]));
  const names = [...kept.map((group) => groups.names[group]), "(small groups together)"];
  const place = groups.names.map((_, group) => (small.includes(group) ? kept.length : kept.indexOf(group)));
  return {
    groups: {
      of: groups.of.map((group) => place[group]),
      names,
      missing: groups.missing < 0 ? -1 : place[groups.missing],
    },
    pooled: names.map((_, i) => (i < kept.length ? [] : small.map((group) => groups.names[group]))),
  };
}
