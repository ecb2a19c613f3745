const millisecondsPerDay = 86_400_000;

/** Days since 1970-01-01 of an ISO date. Throws RangeError for anything but a real YYYY-MM-DD. */
export function dayOf(isoDate: string): number {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(isoDate);
  const day = match ? Date.UTC(+match[1], +match[2] - 1, +match[3]) / millisecondsPerDay : Number.NaN;
  if (Number.isNaN(day) || isoOf(day) !== isoDate) {
    throw new RangeError(`"${isoDate}" is not a date such as 2026-06-30`);
  }
  return day;
}

/** The ISO date of a day number. */
export function isoOf(day: number): string {
  return new Date(day * millisecondsPerDay).toISOString().slice(0, 10);
}

/** Day numbers of the last `count` month ends that lie at least `monthsBefore` months before `day`, oldest first. */
export function monthEndsBefore(day: number, monthsBefore: number, count: number): number[] {
  // From the day after, so that the last day of a month counts as its end.
  const date = new Date((day + 1) * millisecondsPerDay);
  const ends: number[] = [];
  for (let back = monthsBefore + count - 1; back >= monthsBefore; back--) {
    // Day 0 of a month is the last day of the month before it.
    ends.push(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - back, 0) / millisecondsPerDay);
  }
  return ends;
}

/** The same day of the month `months` later, or that month's last day where it is shorter. */
export function addMonths(day: number, months: number): number {
  const date = new Date(day * millisecondsPerDay);
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth() + months;
  const sameDay = Date.UTC(year, month, date.getUTCDate());
  const lastDay = Date.UTC(year, month + 1, 0);
  return Math.min(sameDay, lastDay) / millisecondsPerDay;
}
