/** Net cash per borrower of one arm, over borrowers whose window is over. */
export interface ArmResult {
  readonly borrowers: number;
  readonly mean: number;
  /** Unbiased. */
  readonly variance: number;
  /** Third standardized moment. */
  readonly skewness: number;
}

/** Sums up an arm. @param netCash one number per borrower whose window is over */
export function summarizeArm(netCash: ArrayLike<number>): ArmResult {
  const borrowers = netCash.length;
  let mean = 0;
  for (let i = 0; i < borrowers; i++) mean += netCash[i] / borrowers;
  let second = 0;
  let third = 0;
  for (let i = 0; i < borrowers; i++) {
    const distance = netCash[i] - mean;
    second += distance ** 2;
    third += distance ** 3;
  }
  const spread = second / borrowers;
  return {
    borrowers,
    mean,
    variance: borrowers > 1 ? second / (borrowers - 1) : 0,
    skewness: spread > 0 ? third / borrowers / spread ** 1.5 : 0,
  };
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * The mixture's parameter that makes the interval narrowest when so many borrowers are in: rho of Waudby-Smith et
 * al., appendix on tuning. Choose it before the start and keep it.
 */
export function mixtureFor(plannedBorrowers: number, alpha: number): number {
  const twice = -2 * Math.log(alpha);
  return Math.sqrt((twice + Math.log(twice + 1)) / plannedBorrowers);
}

/**
 * Half the width of the interval for a mean after `count` observations of deviation `deviation`, valid at all
 * times at once: the asymptotic confidence sequence of Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas (2024),
 * "Time-uniform central limit theory and asymptotic confidence sequences", Annals of Statistics, theorem 2.2
 * (Robbins' normal mixture).
 */
export function halfWidth(count: number, deviation: number, mixture: number, alpha: number): number {
  const information = count * mixture ** 2 + 1;
  const bound = (2 * information * Math.log(Math.sqrt(information) / alpha)) / (count * mixture) ** 2;
  return deviation * Math.sqrt(bound);
}

/**
 * Deviation of one borrower's contribution to the difference in means when borrowers are assigned by these
 * shares: the square root of variance1 / share1 + variance0 / share0 (the influence function of the difference).
 */
export function differenceDeviation(
  champion: { variance: number; share: number },
  challenger: { variance: number; share: number },
): number {
  return Math.sqrt(challenger.variance / challenger.share + champion.variance / champion.share);
}

/** The interval for challenger minus champion, valid however often and whenever it is looked at. */
export function differenceInterval(
  champion: ArmResult,
  challenger: ArmResult,
  mixture: number,
  alpha: number,
): Interval {
  const count = champion.borrowers + challenger.borrowers;
  const deviation = differenceDeviation(
    { variance: champion.variance, share: champion.borrowers / count },
    { variance: challenger.variance, share: challenger.borrowers / count },
  );
  const half = halfWidth(count, deviation, mixture, alpha);
  const difference = challenger.mean - champion.mean;
  return { low: difference - half, high: difference + half };
}

/** Skewness of the difference in means: what is left of the arms' skewness after averaging. */
export function differenceSkewness(champion: ArmResult, challenger: ArmResult): number {
  const third = ({ skewness, variance, borrowers }: ArmResult) =>
    (skewness * variance ** 1.5) / borrowers ** 2;
  const variance = champion.variance / champion.borrowers + challenger.variance / challenger.borrowers;
  return variance > 0 ? (third(challenger) - third(champion)) / variance ** 1.5 : 0;
}
