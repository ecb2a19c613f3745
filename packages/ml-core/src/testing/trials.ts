import { judgeExperiment } from "../strategy/experiment/judge.ts";
import { requiredSampleSize } from "../strategy/experiment/sample-size.ts";
import type { ArmResult } from "../strategy/experiment/sequence.ts";
import { uniforms } from "./loans.ts";

export interface TrialOptions {
  readonly trials: number;
  readonly challengerShare: number;
  /** Smallest effect to find, as a share of the standard deviation of net cash. */
  readonly effectSize: number;
  /** Whether the challenger really has that effect. */
  readonly isEffectReal: boolean;
  readonly seed: number;
}

/** Net cash as it is: most pay nothing, some pay amounts that differ by orders of magnitude. */
const payingShare = 0.35;
const logMean = 6;
const logDeviation = 0.9;
const mean = payingShare * Math.exp(logMean + logDeviation ** 2 / 2);
const deviation = Math.sqrt(payingShare * Math.exp(2 * logMean + 2 * logDeviation ** 2) - mean ** 2);
const days = 60;

/**
 * Runs made-up experiments that are looked at every day for 60 days.
 * @returns the share of trials in which some look named a winner, and the right one
 */
export function runTrials(options: TrialOptions): { winners: number; right: number; borrowers: number } {
  const { trials, challengerShare, effectSize, isEffectReal, seed } = options;
  const effect = effectSize * deviation;
  const borrowers = requiredSampleSize({ effect, deviation, challengerShare });
  const uniform = uniforms(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  let winners = 0;
  let right = 0;
  for (let trial = 0; trial < trials; trial++) {
    const arms = [new Moments(), new Moments()];
    let made = 0;
    for (let day = 1; day <= days; day++) {
      for (; made < Math.round((borrowers * day) / days); made++) {
        const arm = uniform() < challengerShare ? 1 : 0;
        const paid = uniform() < payingShare ? Math.exp(logMean + logDeviation * normal()) : 0;
        arms[arm].add(paid + (arm === 1 && isEffectReal ? effect : 0));
      }
      const { winner } = judgeExperiment(arms[0].result(), arms[1].result(), {
        plannedBorrowers: borrowers,
        challengerShare,
      });
      if (winner === null) continue;
      winners++;
      if (winner === "CHALLENGER") right++;
      break;
    }
  }
  return { winners: winners / trials, right: right / trials, borrowers };
}

/** Running sums of powers, around the known mean so that nothing cancels. */
class Moments {
  private count = 0;
  private first = 0;
  private second = 0;
  private third = 0;

  add(value: number): void {
    const x = value - mean;
    this.count++;
    this.first += x;
    this.second += x * x;
    this.third += x * x * x;
  }

  result(): ArmResult {
    const n = Math.max(1, this.count);
    const shift = this.first / n;
    const spread = this.second / n - shift ** 2;
    const third = this.third / n - (3 * shift * this.second) / n + 2 * shift ** 3;
    return {
      borrowers: this.count,
      mean: mean + shift,
      variance: (spread * n) / Math.max(1, n - 1),
      skewness: spread > 0 ? third / spread ** 1.5 : 0,
    };
  }
}
