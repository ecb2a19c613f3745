import { addMonths } from "./calendar.ts";

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
  /** False where no date tells how old the loans are: then resolved rows train, and nothing was checked. */
  readonly isChecked: boolean;
  /** Left out: the horizon was not over when the data were written, resolved or not. */
  readonly tooYoung: number;
  /** Left out: the outcome is not later than the snapshot, which therefore may know of it. */
  readonly afterOutcome: number;
  /** Unresolved, or recovered later, when the horizon was over: class 1. */
  readonly lateAsNotRecovered: number;
}

/** How many rows are on either side of the horizon, resolved or not. */
export interface HorizonCounts extends Omit<HorizonResult, "label"> {
  readonly months: number;
  /** Rows whose horizon was over when the data were written; 0 where nothing was checked. */
  readonly oldEnough: number;
  /** Rows of which no date tells. */
  readonly unchecked: number;
}

/** @param asOfDays as `judgeAtHorizon` had them at the default horizon */
export function countAtHorizon(
  { isChecked, tooYoung, afterOutcome, lateAsNotRecovered }: Omit<HorizonResult, "label">,
  asOfDays: Float64Array,
): HorizonCounts {
  const rows = asOfDays.length;
  const dated = isChecked ? asOfDays.reduce((count, day) => count + (Number.isNaN(day) ? 0 : 1), 0) : 0;
  return {
    ...{ months: defaultHorizonMonths, isChecked, oldEnough: dated - tooYoung, tooYoung },
    ...{ unchecked: rows - dated, afterOutcome, lateAsNotRecovered },
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
  let tooYoung = 0;
  let afterOutcome = 0;
  let lateAsNotRecovered = 0;
  for (let row = 0; row < label.length; row++) {
    const asOf = asOfDays[row];
    if (Number.isNaN(asOf)) continue;
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
  if (over === 0) {
    return { label, isChecked: false, tooYoung: 0, afterOutcome: 0, lateAsNotRecovered: 0 };
  }
  return { label: judged, isChecked: true, tooYoung, afterOutcome, lateAsNotRecovered };
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
