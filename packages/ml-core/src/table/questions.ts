import type { Dialect, Sample } from "./csv-detect.ts";
import { dateEvidence, dateFault, readDay } from "./dates.ts";
import { attribute, type SuggestedColumn } from "./mapping.ts";
import { isMissing } from "./missing.ts";
import { plainName } from "./names.ts";
import { decimalEvidence, readDecimal } from "./numbers.ts";
import type { OutcomeCount } from "./outcome.ts";
import { isDates } from "./profile.ts";
import { synonyms } from "./synonyms.ts";

/** Something that a person should look at before the import. */
export interface MappingQuestion {
  readonly code:
    | "empty-file"
    | "no-header"
    | "ragged-rows"
    | "no-loan-id"
    | "no-outcome"
    | "outcome-values"
    | "date-order"
    | "unclear-date"
    | "decimal-separator";
  /** The file's name of the column concerned; null where it is the whole file. */
  readonly column: string | null;
  readonly message: string;
  /** Answers to choose from; empty where it is only to be known. */
  readonly options: readonly string[];
}

/** What the sample leaves open. */
export function askQuestions(
  sample: Sample,
  dialect: Dialect,
  columns: readonly SuggestedColumn[],
  outcomeValues: readonly OutcomeCount[],
): MappingQuestion[] {
  if (sample.header.length === 0)
    return [question("empty-file", null, "The file is empty: it has no header.")];
  return [
    ...askRows(sample, dialect),
    ...askIds(columns),
    ...askOutcome(columns, outcomeValues),
    ...askDates(columns),
    ...nameUnclearDates(columns),
    ...askDecimal(sample, dialect),
  ];
}

function question(
  code: MappingQuestion["code"],
  column: string | null,
  message: string,
  options: readonly string[] = [],
): MappingQuestion {
  return { code, column, message, options };
}

function askRows({ header, rows }: Sample, dialect: Dialect): MappingQuestion[] {
  const questions: MappingQuestion[] = [];
  if (rows.length === 0) questions.push(question("empty-file", null, "The file has a header, but no rows."));
  const value = header.find((cell) => isValue(cell, dialect));
  if (value !== undefined) {
    const message = `The first row should hold the columns' names, but it holds ${value.trim()}.`;
    questions.push(question("no-header", null, message));
  }
  const ragged = rows.filter(
    (row) => row.length !== header.length && row.some((cell) => cell.trim() !== ""),
  ).length;
  if (ragged > 0) {
    const message = `${ragged} of the first ${rows.length} rows have more or fewer cells than the header's ${header.length}: they will be rejected.`;
    questions.push(question("ragged-rows", null, message));
  }
  return questions;
}

/** Whether a header's cell is a number, a day or an email address, which are no names. */
function isValue(cell: string, { decimal }: Dialect): boolean {
  if (readDecimal(cell, decimal) !== undefined || readDay(cell, null) !== undefined) return true;
  return /^\s*[^\s@]+@[^\s@]+\.[^\s@]+\s*$/.test(cell);
}

function askIds(columns: readonly SuggestedColumn[]): MappingQuestion[] {
  if (columns.some(({ target }) => target === "Loan_ID")) return [];
  const message =
    "No column holds a loan's id. Choose one, or take each row for a loan without an id of its own.";
  return [question("no-loan-id", null, message, ["ROW_NUMBER"])];
}

function askOutcome(columns: readonly SuggestedColumn[], values: readonly OutcomeCount[]): MappingQuestion[] {
  const column = columns.find(({ target }) => target === "Recovery_Status");
  if (column === undefined) {
    const message =
      "No column says what became of the loans: all of them are taken for open, and none can be learned from.";
    return [question("no-outcome", null, message)];
  }
  const unknown = values.filter(({ outcome }) => outcome === "unknown").map(({ value }) => `"${value}"`);
  if (unknown.length === 0) return [];
  const message = `Say what ${unknown.slice(0, 5).join(", ")}${unknown.length > 5 ? " and others" : ""} in "${column.name}" means.`;
  return [question("outcome-values", column.name, message, ["RECOVERED", "NOT_RECOVERED", "UNRESOLVED"])];
}

function askDates(columns: readonly SuggestedColumn[]): MappingQuestion[] {
  return columns.flatMap(({ target, name, profile }) => {
    if ((target !== "As_Of_Date" && target !== "Outcome_Date") || profile.dateOrder !== "ASK") return [];
    const example = [...profile.values.keys()].find((value) => /\d[-/ ]\d/.test(value)) ?? "";
    const message = `Is ${example} in "${name}" written with the day or the month first?`;
    return [question("date-order", name, message, ["DAY_FIRST", "MONTH_FIRST"])];
  });
}

/** Where no column dates the rows, those that by their names should, and why they cannot. */
function nameUnclearDates(columns: readonly SuggestedColumn[]): MappingQuestion[] {
  if (columns.some(({ target }) => target === "As_Of_Date")) return [];
  return columns.flatMap(({ target, name, profile }) => {
    if (target !== attribute || !synonyms.As_Of_Date.includes(plainName(name)) || isDates(profile)) return [];
    const example = [...profile.values.keys()].find((value) => !isMissing(value) && !isDate(value));
    if (example === undefined) return [];
    const message = `"${name}" does not say as of when its rows are, for example ${example}: ${dateFault(example, null)}`;
    return [question("unclear-date", name, message)];
  });
}

function isDate(cell: string): boolean {
  return dateEvidence(cell) !== "none";
}

/** Asked where numbers such as 1,234 could be either, and no other cell of the file tells. */
function askDecimal({ rows }: Sample, dialect: Dialect): MappingQuestion[] {
  if (dialect.delimiter === ",") return [];
  let example: string | undefined;
  for (const row of rows) {
    for (const cell of row) {
      if (decimalEvidence(cell) !== undefined) return [];
      if (example === undefined && /^\s*-?\d{1,3}[.,]\d{3}\s*$/.test(cell)) example = cell.trim();
    }
  }
  if (example === undefined) return [];
  const message = `Does the comma or the point separate decimals, for example in ${example}?`;
  return [question("decimal-separator", null, message, [".", ","])];
}
