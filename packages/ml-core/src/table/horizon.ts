import { addMonths, isoOf } from "./calendar.ts";

/** Months after its as-of date at which a loan's outcome is judged. */
export const defaultHorizonMonths = 12;

export interface HorizonInput {
  /** 1 = not recovered, 0 = recovered, -1 = unresolved; one per row. */
  readonly label: Int8Array;
  /** Days since 1970-01-01, NaN where unknown; one per row. */
  readonly asOfDays: Float64Array;
  readonly outcomeDays: Float64Array;
  /** Up to when the data can know of outcomes. Default: the newest date in them. */
  readonly observedDay?: number;
  readonly months?: number;
}

/** Whether the outcome of a loan as of `asOf` can be judged by `observed`; both in days since 1970-01-01. */
export function isHorizonOver(asOf: number, observed: number, months = defaultHorizonMonths): boolean {
  return addMonths(asOf, months) <= observed;
}

export interface HorizonResult {
  /** What to train on: 1, 0, or -1 for a row that is left out. */
  readonly label: Int8Array;
  /** False where the horizon of no row is over, or no row has a date: then resolved rows train unchecked. */
  readonly isChecked: boolean;
  /** The horizon was not over when the data were written, resolved or not. Left out, unless that is true of all. */
  readonly tooYoung: number;
  /** ISO dates of the oldest dated row, and up to when the data know of outcomes; null where no row has a date. */
  readonly oldestDate: string | null;
  readonly newestDate: string | null;
  /** Left out: the outcome is not later than the snapshot, which therefore may know of it. */
  readonly afterOutcome: number;
  /** Unresolved, or recovered later, when the horizon was over: class 1. */
  readonly lateAsNotRecovered: number;
}

/** How many rows are on either side of the horizon, resolved or not. */
export interface HorizonCounts extends Omit<HorizonResult, "label"> {
  readonly months: number;
  /** Rows whose horizon was over when the data were written. */
  readonly oldEnough: number;
  /** Rows of which no date tells. */
  readonly unchecked: number;
}

/** @param asOfDays as `judgeAtHorizon` had them at the default horizon */
export function countAtHorizon(judged: Omit<HorizonResult, "label">, asOfDays: Float64Array): HorizonCounts {
  const dated = asOfDays.reduce((count, day) => count + (Number.isNaN(day) ? 0 : 1), 0);
  return {
    ...judged,
    months: defaultHorizonMonths,
    oldEnough: dated - judged.tooYoung,
    unchecked: asOfDays.length - dated,
  };
}

/**
 * Decides which rows may train and what their class is at the horizon. A row whose horizon is over counts as
 * recovered only if it was by then; a younger row is left out even when it is resolved, because among the young
 * the fast payers come first. A row without an as-of date trains when it is resolved. Where the horizon of no
 * row is over, the dates cannot tell (a book exported on one day) and resolved rows train unchecked.
 */
export function judgeAtHorizon(input: HorizonInput): HorizonResult {
  const { label, asOfDays, outcomeDays, months = defaultHorizonMonths } = input;
  const observed = input.observedDay ?? Math.max(newest(asOfDays), newest(outcomeDays));
  const endOf = horizonEnds(months);
  const judged = Int8Array.from(label);
  let over = 0;
  let oldest = Number.POSITIVE_INFINITY;
  let tooYoung = 0;
  let afterOutcome = 0;
  let lateAsNotRecovered = 0;
  for (let row = 0; row < label.length; row++) {
    const asOf = asOfDays[row];
    if (Number.isNaN(asOf)) continue;
    if (asOf < oldest) oldest = asOf;
    const end = endOf(asOf);
    if (end > observed) {
      tooYoung++;
      judged[row] = -1;
      continue;
    }
    over++;
    if (outcomeDays[row] <= asOf) {
      afterOutcome++;
      judged[row] = -1;
    } else if (label[row] === -1 || (label[row] === 0 && outcomeDays[row] > end)) {
      lateAsNotRecovered++;
      judged[row] = 1;
    }
  }
  const isDated = over + tooYoung > 0;
  return {
    ...(over === 0 ? { label, isChecked: false } : { label: judged, isChecked: true }),
    ...{ tooYoung, afterOutcome, lateAsNotRecovered },
    oldestDate: isDated ? isoOf(oldest) : null,
    newestDate: isDated ? isoOf(observed) : null,
  };
}

function newest(days: Float64Array): number {
  let latest = Number.NEGATIVE_INFINITY;
  for (const day of days) if (day > latest) latest = day;
  return latest;
}

/** Files have few distinct as-of dates: each end is computed once. */
function horizonEnds(months: number): (asOf: number) => number {
  const ends = new Map<number, number>();
  return (asOf) => {
    const known = ends.get(asOf) ?? addMonths(asOf, months);
    ends.set(asOf, known);
    return known;
  };
}
