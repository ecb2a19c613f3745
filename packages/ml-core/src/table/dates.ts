import { isSpreadsheetError } from "./missing.ts";
import { spreadsheetError } from "./text-cells.ts";

/** How 03/04/2025 is read. */
export type DateOrder = "DAY_FIRST" | "MONTH_FIRST";

/** What one cell says of its column's order: "fixed" needs none, "either" does not settle it, "none" is no date. */
export type DateEvidence = "fixed" | DateOrder | "either" | "none";

const time =
  "(?:[T ]+\\d{1,2}:\\d{2}(?::\\d{2}(?:[.,]\\d+)?)?\\s*(?:[ap]\\.?m\\.?)?\\s*(?:Z|UTC|[+-]\\d{2}:?\\d{2})?)?";
const yearFirst = new RegExp(`^(\\d{4})([-/.])(\\d{1,2})\\2(\\d{1,2})${time}$`, "i");
const compact = /^((?:19|20)\d{2})(\d{2})(\d{2})$/;
const yearLast = new RegExp(`^(\\d{1,2})([-/. ])(\\d{1,2})\\2(\\d{4}|\\d{2})${time}$`, "i");
const dayMonthName = new RegExp(
  `^(\\d{1,2})(?:st|nd|rd|th)?[-/. ]*(\\p{L}{3,9})[-/., ]*(\\d{4}|\\d{2})${time}$`,
  "iu",
);
const monthNameDay = new RegExp(
  `^(\\p{L}{3,9})[-/. ]*(\\d{1,2})(?:st|nd|rd|th)?[-/., ]+(\\d{4}|\\d{2})${time}$`,
  "iu",
);

const numericMonth = /^(\d{4})[-/](\d{1,2})$|^((?:19|20)\d{2})(\d{2})$|^(\d{1,2})[-/](\d{4})$/;
const namedMonth = /^(\p{L}{3,9})[-/. ]*(\d{4})$|^(\d{4})[-/. ]*(\p{L}{3,9})$/iu;

const monthNames =
  "january february march april may june july august september october november december".split(" ");

/**
 * Reads a day as `readDay` does, or a month with its four-digit year as its last day: 2025-04, 202504, 04/2025, Apr 2025.
 * Monthly books are written at the month's end, and a later day never makes a snapshot older than its outcome.
 * @returns YYYY-MM-DD, or undefined where the cell is neither
 */
export function readDate(cell: string, order: DateOrder | null): string | undefined {
  return readDay(cell, order) ?? readMonth(cell.trim());
}

/**
 * Reads a calendar day: 2025-04-03, 2025/4/3, 20250403, 3.4.2025, 3 Apr 2025, April 3, 2025, and 03/04/2025 where
 * `order` is known; a time of day behind it is dropped. Points always mean day first. Two-digit years below 70 are 20xx.
 * @param order how the column writes day and month; null while nobody has said
 * @returns YYYY-MM-DD, or undefined where the cell is no such day
 */
export function readDay(cell: string, order: DateOrder | null): string | undefined {
  const text = cell.trim();
  if (text.length > 40) return undefined;
  const iso = yearFirst.exec(text);
  if (iso !== null) return toDay(iso[1], iso[3], iso[4]);
  const digits = compact.exec(text);
  if (digits !== null) return toDay(digits[1], digits[2], digits[3]);
  const numeric = yearLast.exec(text);
  if (numeric !== null) {
    const [, first, separator, second, year] = numeric;
    if (separator === "." || first === second) return toDay(year, second, first);
    if (order === null) return undefined;
    return order === "DAY_FIRST" ? toDay(year, second, first) : toDay(year, first, second);
  }
  const named = dayMonthName.exec(text);
  if (named !== null) return toDay(named[3], monthOf(named[2]), named[1]);
  const american = monthNameDay.exec(text);
  return american === null ? undefined : toDay(american[3], monthOf(american[1]), american[2]);
}

/** @returns the month's last day */
function readMonth(text: string): string | undefined {
  const numeric = numericMonth.exec(text);
  if (numeric !== null)
    return lastDay(numeric[1] ?? numeric[3] ?? numeric[6], numeric[2] ?? numeric[4] ?? numeric[5]);
  const named = namedMonth.exec(text);
  return named === null ? undefined : lastDay(named[2] ?? named[3], monthOf(named[1] ?? named[4]));
}

function lastDay(year: string, month: string): string | undefined {
  return toDay(year, month, String(daysIn(Number(year), Number(month))));
}

function monthOf(name: string): string {
  const lower = name.toLowerCase();
  return String(
    monthNames.findIndex(
      (month) => month === lower || month.startsWith(lower) || (lower === "sept" && month === "september"),
    ) + 1,
  );
}

function toDay(yearText: string, monthText: string, dayText: string): string | undefined {
  const short = Number(yearText);
  const year = yearText.length === 4 ? short : short + (short < 70 ? 2000 : 1900);
  const month = Number(monthText);
  const day = Number(dayText);
  if (year < 1900 || year > 2199 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month))
    return undefined;
  return `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** What a cell says about how its column writes dates. */
export function dateEvidence(cell: string): DateEvidence {
  if (readDate(cell, null) !== undefined) return "fixed";
  const dayFirst = readDate(cell, "DAY_FIRST") !== undefined;
  const monthFirst = readDate(cell, "MONTH_FIRST") !== undefined;
  if (dayFirst && monthFirst) return "either";
  if (dayFirst) return "DAY_FIRST";
  return monthFirst ? "MONTH_FIRST" : "none";
}

/** Why a cell is no date, in words for the person who has to mend it. */
export function dateFault(cell: string, order: DateOrder | null): string {
  const text = cell.trim();
  if (isSpreadsheetError(text)) return spreadsheetError;
  if (/^[1-9]\d{4}([.,]\d+)?$/.test(text))
    return "A spreadsheet's day number, not a date: format the column as a date.";
  if (order === null && dateEvidence(text) !== "none") return "Day and month could be either way round here.";
  if (order !== null && yearLast.test(text))
    return `No such day, read with the ${order === "DAY_FIRST" ? "day" : "month"} first.`;
  if (/^\p{L}{3,9}[-/. ]*\d{1,2}$/u.test(text) && monthOf(text.replace(/[-/. ]*\d+$/, "")) !== "0")
    return "A month and what could be its day or its year; 2025-04 would be clear.";
  if (/^(0?[1-9]|1[0-2])$/.test(text)) return "A month without its year; 2025-04 would be clear.";
  if (/^(19|20)\d{2}$/.test(text)) return "A year without its month; 2025-04 would be clear.";
  return "Not a date; 2025-04-30 would be one.";
}

/** Days from 1970-01-01 to a day written YYYY-MM-DD. */
export function dayNumber(day: string): number {
  return (
    Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8, 10))) / 86_400_000
  );
}
