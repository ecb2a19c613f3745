import type { ExcludedColumn } from "../src/report.ts";
import { attribute, ignore, type Mapping, type SuggestedColumn, type Target } from "../src/table/mapping.ts";
import { plainName } from "../src/table/names.ts";
import { type OutcomeValue, outcomeKey, suggestOutcome } from "../src/table/outcome.ts";
import { isNumeric } from "../src/table/profile.ts";
import type { Suggestion } from "../src/table/suggest-mapping.ts";
import { Refusal, UsageError } from "./exits.ts";

/** What the options say about a file's columns. Names as in the file, or our own names for them. */
export interface ColumnOptions {
  readonly target?: string;
  readonly positive: readonly string[];
  /** Whether another file has shown that the positive values exist: this one may then lack them. */
  readonly mayLackPositive?: boolean;
  readonly id?: string;
  readonly group?: string;
  readonly date?: string;
  readonly dateOrder: Mapping["dateOrder"];
  readonly ignore: readonly string[];
  readonly allow: readonly string[];
}

/** Columns that are not read at all: by index, why. */
export type SetAside = ReadonlyMap<number, Omit<ExcludedColumn, "column">>;

/** A mapping, and the columns that were set aside on the way. */
export interface ChosenMapping {
  readonly mapping: Mapping;
  readonly setAside: SetAside;
}

/** Different values beyond which a column is not an outcome but a measurement. */
const mostOutcomeValues = 200;

/**
 * Changes the suggested mapping as the options say.
 * @param headers the file's column names
 * @param targetValues every value of the outcome column with its count where known from the whole file;
 *   otherwise those of the sample are taken
 * @throws UsageError for a column that the file does not have
 * @throws Refusal where nothing says what the outcome's values mean
 */
export function chooseMapping(
  suggestion: Suggestion,
  headers: readonly string[],
  options: ColumnOptions,
  targetValues?: ReadonlyMap<string, number>,
): ChosenMapping {
  const { columns } = suggestion;
  for (const name of [...options.ignore, ...options.allow]) columnIndex(name, columns, headers);
  const targets = columns.map((column) => column.target);
  const setAside = new Map<number, Omit<ExcludedColumn, "column">>();
  if (options.target !== undefined) assignOutcome(options, columns, headers, targets, setAside);
  if (options.group !== undefined)
    assign(targets, columnIndex(options.group, columns, headers), "Borrower_ID");
  if (options.date !== undefined) assign(targets, columnIndex(options.date, columns, headers), "As_Of_Date");
  if (options.id !== undefined) assignId(targets, columnIndex(options.id, columns, headers), columns);
  dropUnreadableDates(columns, options, targets, setAside);
  const outcome = targets.indexOf("Recovery_Status");
  const values = outcome < 0 ? [] : outcomeValues(columns[outcome], options, targetValues);
  const mapping: Mapping = {
    columns: suggestion.mapping.columns.map((column) => ({ ...column, target: targets[column.index] })),
    outcomeValues: values,
    dateOrder: options.dateOrder,
    decimal: suggestion.mapping.decimal,
    rowNumberIds: !targets.includes("Loan_ID"),
  };
  return { mapping: withNumberKinds(mapping, columns), setAside };
}

/**
 * The place of the column that an option names: by the file's name, in any spelling, or by ours.
 * @throws UsageError where there is none
 */
export function columnIndex(
  name: string,
  columns: readonly { readonly index: number; readonly target: Target }[],
  headers: readonly string[],
): number {
  const exact = headers.indexOf(name);
  if (exact >= 0) return exact;
  const plain = plainName(name);
  const spelled = plain === "" ? -1 : headers.findIndex((header) => plainName(header) === plain);
  if (spelled >= 0) return spelled;
  const ours = columns.find(({ target }) => target !== attribute && plainName(target) === plain);
  if (ours !== undefined) return ours.index;
  throw new UsageError(`the file has no column "${name}"; it has ${headers.join(", ")}`);
}

/** Gives a target to one column; whoever had it before becomes an attribute. */
function assign(targets: Target[], index: number, target: Target): void {
  const before = targets.indexOf(target);
  if (before >= 0) targets[before] = attribute;
  targets[index] = target;
}

/** An id that repeats cannot tell loans apart: it is then the borrower's. */
function assignId(targets: Target[], index: number, columns: readonly SuggestedColumn[]): void {
  if (targets[index] === "Loan_ID" || targets[index] === "Borrower_ID") return;
  const { profile } = columns[index];
  assign(targets, index, profile.distinct === profile.cells ? "Loan_ID" : "Borrower_ID");
}

function assignOutcome(
  options: ColumnOptions,
  columns: readonly SuggestedColumn[],
  headers: readonly string[],
  targets: Target[],
  setAside: Map<number, Omit<ExcludedColumn, "column">>,
): void {
  const index = columnIndex(options.target ?? "", columns, headers);
  const before = targets.indexOf("Recovery_Status");
  assign(targets, index, "Recovery_Status");
  if (before < 0 || before === index) return;
  const { name, profile } = columns[before];
  const isOutcome = suggestOutcome(name, profile.values).some(
    ({ outcome }) => outcome === 0 || outcome === 1,
  );
  if (!isOutcome) return;
  targets[before] = ignore;
  setAside.set(before, { reason: "leak-suspect", detail: "it is another outcome of the same loans" });
}

/**
 * A date that could be read either way is left out rather than guessed.
 * @throws Refusal where it was asked for by name
 */
function dropUnreadableDates(
  columns: readonly SuggestedColumn[],
  options: ColumnOptions,
  targets: Target[],
  setAside: Map<number, Omit<ExcludedColumn, "column">>,
): void {
  if (options.dateOrder !== null) return;
  for (const { index, name, profile } of columns) {
    const isDate = targets[index] === "As_Of_Date" || targets[index] === "Outcome_Date";
    if (!isDate || profile.dateOrder !== "ASK") continue;
    if (options.date !== undefined && targets[index] === "As_Of_Date") {
      throw new Refusal(
        `the dates in "${name}" could have the day or the month first; say which with --date-order`,
      );
    }
    targets[index] = ignore;
    const detail = "its day and month could be either way round; say which comes first with --date-order";
    setAside.set(index, { reason: "identifier", detail });
  }
}

/** An attribute needs to know whether its cells are numbers, and a date how it is written. */
function withNumberKinds(mapping: Mapping, columns: readonly SuggestedColumn[]): Mapping {
  return {
    ...mapping,
    columns: mapping.columns.map(({ index, target }) => {
      const { profile } = columns[index];
      if (target === "As_Of_Date" || target === "Outcome_Date") {
        return { index, target, dateOrder: profile.dateOrder };
      }
      if (target !== attribute) return { index, target };
      return { index, target, isNumber: isNumeric(profile) };
    }),
  };
}

function outcomeValues(
  column: SuggestedColumn,
  options: ColumnOptions,
  wholeFile: ReadonlyMap<string, number> | undefined,
): OutcomeValue[] {
  const values = wholeFile ?? column.profile.values;
  if (options.target !== undefined && (column.profile.hasMoreValues || values.size > mostOutcomeValues)) {
    throw new Refusal(
      `"${column.name}" has more than ${mostOutcomeValues} different values and is no outcome; ` +
        "name a column with a few, such as recovered and written off, with --target",
    );
  }
  const suggested = suggestOutcome(column.name, values);
  // A file without rows is refused for that.
  if (suggested.length === 0) return [];
  if (options.positive.length > 0) return withPositives(column.name, suggested, options);
  const isSettled = suggested.some(({ outcome }) => outcome === 0 || outcome === 1);
  if (isSettled) return withOpposites(suggested.filter(({ outcome }) => outcome !== "unknown"));
  const present = suggested.filter(({ outcome }) => outcome !== "unresolved");
  if (present.length === 0) return suggested;
  if (present.every(({ value }) => Number(value) === 0 || Number(value) === 1)) {
    return withOpposites(
      suggested.map((entry) =>
        entry.outcome === "unresolved" ? entry : { ...entry, outcome: Number(entry.value) === 1 ? 1 : 0 },
      ),
    );
  }
  throw new Refusal(
    `nothing says which values of "${column.name}" mean not recovered (${listed(present.map((v) => v.value))}); ` +
      "name them with --positive",
  );
}

const opposites = ["0 1", "0.0 1.0", "no yes", "n y", "false true", "f t"].map((pair) => pair.split(" "));

/** A file sorted by its outcome may show only 0 at first: then 1 means the opposite, when it comes. */
function withOpposites(values: readonly OutcomeValue[]): OutcomeValue[] {
  const known = new Map(values.map(({ value, outcome }) => [outcomeKey(value), outcome]));
  const unseen = opposites.flatMap(([no, yes]) =>
    [
      [no, yes],
      [yes, no],
    ].flatMap(([seen, value]): OutcomeValue[] => {
      const outcome = known.get(outcomeKey(seen));
      if (known.has(outcomeKey(value)) || (outcome !== 0 && outcome !== 1)) return [];
      return [{ value, outcome: outcome === 1 ? 0 : 1 }];
    }),
  );
  return [...values, ...unseen];
}

function withPositives(
  name: string,
  suggested: readonly OutcomeValue[],
  { positive, mayLackPositive = false }: ColumnOptions,
): OutcomeValue[] {
  const isPositive = (value: string) => positive.some((wanted) => sameValue(value, wanted));
  // A book of open loans has none of any value, and is scored all the same.
  const isOpen = suggested.every(({ outcome }) => outcome === "unresolved");
  if (!isOpen && !mayLackPositive && !suggested.some(({ value }) => isPositive(value))) {
    const found = listed(suggested.map(({ value }) => value));
    throw new Refusal(
      `no row of "${name}" has the value ${positive.join(" or ")} given by --positive; it has ${found}`,
    );
  }
  return suggested.map(({ value, outcome }) => {
    if (isPositive(value)) return { value, outcome: 1 };
    return { value, outcome: outcome === "unresolved" ? "unresolved" : 0 };
  });
}

function sameValue(value: string, wanted: string): boolean {
  const [a, b] = [value, wanted].map((text) => (text.trim() === "" ? Number.NaN : Number(text)));
  // 1 and 1.0 are the same number, -1 and 1 are not.
  return Number.isNaN(a) || Number.isNaN(b) ? outcomeKey(value) === outcomeKey(wanted) : a === b;
}

function listed(values: readonly string[]): string {
  const shown = values.slice(0, 8).map((value) => `"${value}"`);
  return shown.join(", ") + (values.length > shown.length ? " and others" : "");
}
