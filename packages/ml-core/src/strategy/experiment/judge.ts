import {
  type ArmResult,
  differenceInterval,
  differenceSkewness,
  type Interval,
  mixtureFor,
} from "./sequence.ts";

/** Why no winner is named. */
export type Refusal =
  /** Fewer borrowers than the interval's approximation needs. */
  | "TOO_FEW"
  /** The arms' sizes are not what the shares say: the assignment or the counting is broken. */
  | "SAMPLE_RATIO"
  /** A few large payments decide the means. */
  | "TOO_SKEWED"
  /** The interval holds zero: the data do not tell the arms apart. */
  | "NO_DIFFERENCE";

export interface Judgement {
  readonly winner: "CHAMPION" | "CHALLENGER" | null;
  /** Null where a winner is named. */
  readonly refusal: Refusal | null;
  /** Challenger minus champion in mean net cash per borrower; null where even that must not be named. */
  readonly difference: number | null;
  /** Its interval, valid at every look at once; null where the difference is null. */
  readonly interval: Interval | null;
}

export interface JudgingPlan {
  /** `requiredSampleSize` as shown before the start. */
  readonly plannedBorrowers: number;
  readonly challengerShare: number;
  /** Over all looks; with several challengers divide it by their number. Default 0.05. */
  readonly alpha?: number;
}

/** Least borrowers per arm, and least share of the planned ones, before anything is said. */
const fewest = { perArm: 100, ofPlanned: 0.1 };
/** Cochran's rule (1977, "Sampling Techniques", 2.15): n above 25 x skewness squared, for the difference. */
const mostSkewness = 0.2;
/** Quantile of chi-squared with one degree of freedom at 1 - 1e-5, so that daily looks hardly ever err. */
const mostRatioStatistic = 19.5;

/**
 * Judges an experiment as it stands, as often as one likes. Arms hold only borrowers whose fixed window is over, so
 * that both are measured alike.
 */
export function judgeExperiment(champion: ArmResult, challenger: ArmResult, plan: JudgingPlan): Judgement {
  const { plannedBorrowers, challengerShare, alpha = 0.05 } = plan;
  const count = champion.borrowers + challenger.borrowers;
  const refuse = (refusal: Refusal): Judgement => ({
    winner: null,
    refusal,
    difference: null,
    interval: null,
  });
  const least = Math.min(champion.borrowers, challenger.borrowers);
  if (least < fewest.perArm || count < fewest.ofPlanned * plannedBorrowers) return refuse("TOO_FEW");
  const excess = challenger.borrowers - challengerShare * count;
  if (excess ** 2 / (count * challengerShare * (1 - challengerShare)) > mostRatioStatistic) {
    return refuse("SAMPLE_RATIO");
  }
  if (Math.abs(differenceSkewness(champion, challenger)) > mostSkewness) return refuse("TOO_SKEWED");
  const interval = differenceInterval(champion, challenger, mixtureFor(plannedBorrowers, alpha), alpha);
  const difference = challenger.mean - champion.mean;
  if (interval.low > 0) return { winner: "CHALLENGER", refusal: null, difference, interval };
  if (interval.high < 0) return { winner: "CHAMPION", refusal: null, difference, interval };
  return { winner: null, refusal: "NO_DIFFERENCE", difference, interval };
}
