import { type DateOrder, dateEvidence } from "./dates.ts";
import { isMissing, isSpreadsheetError } from "./missing.ts";
import { type DecimalSeparator, readDecimal } from "./numbers.ts";

/** What a sample of a column's cells looks like. */
export interface ColumnProfile {
  readonly cells: number;
  /** Spreadsheet errors too. */
  readonly missing: number;
  /** Cells, not missing, that are numbers. */
  readonly numbers: number;
  /** Cells, not missing, that are dates in some order. */
  readonly dates: number;
  /** How the column's dates are written; "ASK" where the sample does not settle it; null where nothing needs settling. */
  readonly dateOrder: DateOrder | "ASK" | null;
  /** Some cells begin with a zero that a number would lose, as in postal codes. */
  readonly hasLeadingZeros: boolean;
  /** Distinct cells with their counts, at most `maxDistinct`. */
  readonly values: ReadonlyMap<string, number>;
  readonly hasMoreValues: boolean;
  /** Distinct cells. */
  readonly distinct: number;
}

const maxDistinct = 200;

/** Looks at one column's cells of a sample. */
export function profileColumn(cells: Iterable<string>, decimal: DecimalSeparator): ColumnProfile {
  const values = new Map<string, number>();
  const orders = { DAY_FIRST: 0, MONTH_FIRST: 0, either: 0 };
  const seen = { cells: 0, missing: 0, numbers: 0, dates: 0 };
  let hasLeadingZeros = false;
  const distinct = new Set<string>();
  for (const raw of cells) {
    const cell = raw.trim();
    seen.cells++;
    distinct.add(cell);
    const count = values.get(cell);
    if (count !== undefined || values.size < maxDistinct) values.set(cell, (count ?? 0) + 1);
    if (isMissing(cell) || isSpreadsheetError(cell)) {
      seen.missing++;
      continue;
    }
    if (readDecimal(cell, decimal) !== undefined) seen.numbers++;
    if (/^0\d+$/.test(cell)) hasLeadingZeros = true;
    // Plain numbers are no dates, but for 20250430 and 202504.
    if (!/[-/. :]|\p{L}|^\d{8}$|^\d{6}$/u.test(cell)) continue;
    const evidence = dateEvidence(cell);
    if (evidence === "none") continue;
    seen.dates++;
    if (evidence !== "fixed") orders[evidence]++;
  }
  const hasMoreValues = distinct.size > values.size;
  return {
    ...seen,
    dateOrder: orderOf(orders),
    hasLeadingZeros,
    values,
    hasMoreValues,
    distinct: distinct.size,
  };
}

/** One date with a day above 12 settles a column; dates of both kinds, or none that tells, must be asked about. */
function orderOf(orders: {
  DAY_FIRST: number;
  MONTH_FIRST: number;
  either: number;
}): ColumnProfile["dateOrder"] {
  const { DAY_FIRST, MONTH_FIRST, either } = orders;
  if (DAY_FIRST > 0 && MONTH_FIRST === 0) return "DAY_FIRST";
  if (MONTH_FIRST > 0 && DAY_FIRST === 0) return "MONTH_FIRST";
  return DAY_FIRST + either > 0 ? "ASK" : null;
}

/** Whether an extra column is one of numbers: at least 98 of 100 cells are, and none is a code with leading zeros. */
export function isNumeric(profile: ColumnProfile): boolean {
  const present = profile.cells - profile.missing;
  return present > 0 && !profile.hasLeadingZeros && profile.numbers >= 0.98 * present;
}

/** Whether a column holds dates: at least 9 of 10 cells are. */
export function isDates(profile: ColumnProfile): boolean {
  const present = profile.cells - profile.missing;
  return present > 0 && profile.dates >= 0.9 * present;
}
