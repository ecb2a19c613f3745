import type { DateOrder } from "./dates.ts";
import type { DecimalSeparator } from "./numbers.ts";
import type { OutcomeValue } from "./outcome.ts";
import type { ColumnProfile } from "./profile.ts";
import { findCanonical, type Role } from "./roles.ts";

/** Where a column of the file goes: a canonical column by its name, an extra attribute, or nowhere. */
export type Target = string;
export const attribute: Target = "attribute";
export const ignore: Target = "ignore";

export interface ColumnMapping {
  /** The column's place in the file, from 0. */
  readonly index: number;
  readonly target: Target;
  /** For an attribute: whether its cells are numbers. A cell that is none is then rejected, not kept as text. */
  readonly isNumber?: boolean;
  /** For a date: how its column writes day and month; "ASK" needs the mapping's `dateOrder`. */
  readonly dateOrder?: DateOrder | "ASK" | null;
}

/** How a file's columns become ours. Plain JSON: stored with the dataset and sent by the console. */
export interface Mapping {
  /** Columns that are not named are ignored. */
  readonly columns: readonly ColumnMapping[];
  readonly outcomeValues: readonly OutcomeValue[];
  /** For date columns whose order the file itself does not settle. */
  readonly dateOrder: DateOrder | null;
  readonly decimal: DecimalSeparator;
  /** The file has no loan ids and each row is a loan of its own, named by its row number. */
  readonly rowNumberIds: boolean;
}

/** One column of the file, with what is proposed for it and why. */
export interface SuggestedColumn {
  readonly index: number;
  readonly name: string;
  readonly target: Target;
  /** What it will be used for under that target. */
  readonly role: Role;
  readonly explanation: string;
  readonly profile: ColumnProfile;
}

/** What is wrong with an input, and where in it. */
export interface Problem {
  readonly path: string;
  readonly message: string;
}

/** Names for a header's columns: trimmed, blanks named by their place, repeated ones numbered. */
export function columnNames(header: readonly string[]): string[] {
  const taken = new Set<string>();
  const copies = new Map<string, number>();
  return header.map((cell, index) => {
    const base = cell.trim().slice(0, 200).replaceAll("\u0000", "").toWellFormed() || `Column ${index + 1}`;
    let name = base;
    while (taken.has(name)) {
      const copy = (copies.get(base) ?? 1) + 1;
      copies.set(base, copy);
      name = `${base} (${copy})`;
    }
    taken.add(name);
    return name;
  });
}

/**
 * Checks a mapping against the file's columns.
 * @param headers the names made by `columnNames`
 * @returns every problem, each at the field it concerns; none where the mapping can be used
 */
export function checkMapping(mapping: Mapping, headers: readonly string[]): Problem[] {
  const columnOf = new Map<Target, number>();
  const seen = new Set<number>();
  const problems: Problem[] = [];
  mapping.columns.forEach((column, i) => {
    const problem = checkColumn(column, mapping, headers, seen, columnOf);
    if (problem === undefined) return;
    problems.push({
      path: problem.path === "dateOrder" ? "dateOrder" : `columns.${i}.${problem.path}`,
      message: problem.message,
    });
  });
  problems.push(...checkIds(mapping, columnOf), ...checkOutcomes(mapping, columnOf));
  return problems;
}

function checkColumn(
  { index, target, dateOrder }: ColumnMapping,
  mapping: Mapping,
  headers: readonly string[],
  seen: Set<number>,
  columnOf: Map<Target, number>,
): Problem | undefined {
  if (!Number.isInteger(index) || index < 0 || index >= headers.length) {
    return {
      path: "index",
      message: `The file has columns 0 to ${headers.length - 1}, but no column ${index}.`,
    };
  }
  const name = headers[index];
  if (seen.has(index)) return { path: "index", message: `The column "${name}" is mapped twice.` };
  seen.add(index);
  if (target === attribute || target === ignore) return undefined;
  const canonical = findCanonical(target);
  if (canonical === undefined)
    return { path: "target", message: `There is no column "${target}" to map to.` };
  const other = columnOf.get(target);
  if (other !== undefined) {
    return { path: "target", message: `"${headers[other]}" and "${name}" cannot both be ${target}.` };
  }
  columnOf.set(target, index);
  if (canonical.type !== "date" || dateOrder !== "ASK" || mapping.dateOrder !== null) return undefined;
  return {
    path: "dateOrder",
    message: `Say whether the dates in "${name}" are written with the day or the month first.`,
  };
}

function checkIds(mapping: Mapping, columnOf: ReadonlyMap<Target, number>): Problem[] {
  if (columnOf.has("Loan_ID") || mapping.rowNumberIds) return [];
  const message = "Choose the column that holds the loan's id, or say that each row is a loan without an id.";
  return [{ path: "columns", message }];
}

function checkOutcomes(mapping: Mapping, columnOf: ReadonlyMap<Target, number>): Problem[] {
  if (!columnOf.has("Recovery_Status")) return [];
  return mapping.outcomeValues.flatMap(({ value, outcome }, i) => {
    if (outcome !== "unknown") return [];
    return [
      {
        path: `outcomeValues.${i}`,
        message: `Say what "${value}" means: recovered, not recovered or unresolved.`,
      },
    ];
  });
}
