/** Strengths of the drift that is asked for; 0 is none. */
export interface Drift {
  /** 0 to 1: how much the season moves payments: worst in January, best in July. */
  readonly season: number;
  /** 0 to 1: how hard a downturn hits, from `shockMonths` months before the last snapshot on. */
  readonly shock: number;
}

/** A downturn has lasted this long at a file's last snapshot, in months. */
const shockMonths = 6;
/** Log odds of missing an instalment at full strength. */
const seasonPressure = 1;
const shockPressure = 1;
/** Share of the income that is lost at full strength. */
const lostIncome = 0.2;
/** How much of the pressure on payments bears on the final outcome as well. */
export const outcomeShare = 0.8;

/** What the calendar does to everybody. Months count from January 1970. */
export class Economy {
  private readonly seasons: Float64Array;
  private readonly shock: number;
  private readonly shockFrom: number;

  constructor({ season, shock }: Drift, lastMonth: number) {
    this.seasons = Float64Array.from(
      { length: 12 },
      (_, month) => season * seasonPressure * Math.cos((month * Math.PI) / 6),
    );
    this.shock = shock;
    this.shockFrom = lastMonth - shockMonths + 1;
  }

  /** Added to the log odds of missing an instalment in a month; 0 without drift. */
  pressure(month: number): number {
    return this.seasons[month % 12] + (month >= this.shockFrom ? this.shock * shockPressure : 0);
  }

  /** What is left of an income, as a share of it. */
  incomeShare(month: number): number {
    return month >= this.shockFrom ? 1 - this.shock * lostIncome : 1;
  }
}

/** The month of a day number. */
export function monthOf(day: number): number {
  const date = new Date(day * 86_400_000);
  return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth();
}
