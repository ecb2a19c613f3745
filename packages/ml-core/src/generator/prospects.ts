import { type Economy, outcomeShare } from "./economy.ts";
import {
  caughtUpShare,
  curedShare,
  type Loan,
  logistic,
  maxBucket,
  missPressure,
  missProbability,
} from "./loan.ts";
import { riskLogOdds } from "./outcome.ts";
import type { Person } from "./person.ts";

/** Share of the open loans that come to an end in a month, one way or the other. */
const endingShare = 0.16;
const buckets = maxBucket + 1;

/**
 * What the months ahead may bring to one loan of a monthly book. In each month it ends with probability
 * `endingShare`, unrecovered with the probability of its bucket; otherwise it moves between buckets. So the chance of
 * recovery within a year is that of a Markov chain, and is computed, not estimated.
 */
export class Prospects {
  private readonly firstMonth: number;
  private readonly pressure: number;
  private readonly economy: Economy;
  /** By month x buckets, months counted from the first. */
  private readonly failing: Float64Array;
  private readonly missing: Float64Array;
  /** By bucket. */
  private readonly odds: Float64Array;
  /** Months from the first whose probabilities are there. */
  private known = 0;
  private ahead = new Float64Array(buckets);
  private later = new Float64Array(buckets);

  /**
   * @param loan as it comes onto the book: its record so far, its burden and its coverage count for its whole life
   * @param months to look at beyond `firstMonth`
   */
  constructor(
    loan: Loan,
    person: Person,
    signal: number,
    economy: Economy,
    firstMonth: number,
    months: number,
  ) {
    this.firstMonth = firstMonth;
    this.economy = economy;
    this.pressure = missPressure(loan, person);
    this.failing = new Float64Array((months + 1) * buckets);
    this.missing = new Float64Array((months + 1) * buckets);
    this.odds = Float64Array.from({ length: buckets }, (_, bucket) =>
      riskLogOdds(loan, person, bucket, signal),
    );
  }

  /** Most loans end long before the last month that could be asked for. */
  private lookAhead(month: number): void {
    for (; this.known < month; this.known++) {
      const outside = this.economy.pressure(this.firstMonth + this.known + 1);
      for (let bucket = 0; bucket < buckets; bucket++) {
        const at = (this.known + 1) * buckets + bucket;
        this.failing[at] = logistic(this.odds[bucket] + outcomeShare * outside);
        this.missing[at] = missProbability(this.pressure + outside, bucket);
      }
    }
  }

  /** Log odds of a miss in a month, before the arrears count. */
  pressureIn(month: number): number {
    return this.pressure + this.economy.pressure(month);
  }

  /** How a loan in `bucket` fares in `month`, given a uniform number. */
  fate(month: number, bucket: number, uniform: number): "open" | "recovered" | "failed" {
    if (uniform >= endingShare) return "open";
    this.lookAhead(month - this.firstMonth);
    const failing = this.failing[(month - this.firstMonth) * buckets + bucket];
    return uniform < endingShare * failing ? "failed" : "recovered";
  }

  /** Probability that a loan open at the end of `month` in `bucket` is not recovered within the next `months`. */
  notRecovered(month: number, bucket: number, months: number): number {
    this.lookAhead(month - this.firstMonth + months);
    this.ahead.fill(0);
    for (let left = 1; left <= months; left++) this.stepBack(month - this.firstMonth + months - left + 1);
    return 1 - this.ahead[bucket];
  }

  /** From the chance of recovery after a month, by bucket, to that before it. */
  private stepBack(month: number): void {
    const { ahead, later, failing, missing } = this;
    for (let bucket = 0; bucket < buckets; bucket++) {
      const at = month * buckets + bucket;
      const miss = missing[at];
      const paid =
        bucket === 0
          ? ahead[0]
          : curedShare * ahead[0] +
            (caughtUpShare - curedShare) * ahead[bucket - 1] +
            (1 - caughtUpShare) * ahead[bucket];
      const goesOn = miss * ahead[Math.min(maxBucket, bucket + 1)] + (1 - miss) * paid;
      later[bucket] = endingShare * (1 - failing[at]) + (1 - endingShare) * goesOn;
    }
    this.ahead = later;
    this.later = ahead;
  }
}
