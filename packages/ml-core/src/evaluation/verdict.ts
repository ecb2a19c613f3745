import type { Verdict } from "../report.ts";
import type { RocAuc } from "./auc.ts";
import { z95 } from "./intervals.ts";

export interface VerdictInput {
  readonly rows: number;
  readonly positives: number;
  /** null where one class is absent. */
  readonly auc: RocAuc | null;
  /** Mean of (base rate's log loss - model's log loss) per row, and its clustered standard error. */
  readonly gain: { readonly mean: number; readonly error: number };
  readonly logLoss: number;
  readonly baselineLogLoss: number;
}

export interface VerdictResult {
  readonly verdict: Verdict;
  readonly text: string;
  readonly rowsNeeded: number | null;
}

/** An upper bound below this ends the search for signal; an AUC from `leastAuc` on may be called one. */
const hopelessBelow = 0.6;
const leastAuc = 0.55;
const goodLow = 0.65;
const goodLogLossShare = 0.95;

/**
 * The verdict, from intervals and not from point values:
 * - lower bound of the AUC above .5, AUC at least .55 and the interval of the log-loss gain above 0: weak,
 *   or good where also the lower bound is at least .65 and log loss at least 5 % below the base rate's;
 * - otherwise an upper bound below .6 means no usable signal;
 * - otherwise not enough data, with the rows that would be needed.
 */
export function judge(input: VerdictInput): VerdictResult {
  const { auc, gain, rows, positives } = input;
  if (auc === null) return notEnough(input, rowsForCoin(rows, positives));
  const gainLow = gain.mean - z95 * gain.error;
  const interval = `AUC ${auc.value.toFixed(3)}, 95 % interval ${auc.low.toFixed(3)} to ${auc.high.toFixed(3)}`;
  if (auc.low > 0.5 && auc.value >= leastAuc && gainLow > 0) {
    const good = auc.low >= goodLow && input.logLoss <= goodLogLossShare * input.baselineLogLoss;
    const text = good
      ? `Good signal: scores order loans far better than chance and are worth acting on (${interval}).`
      : `Weak signal: scores are better than the base rate, but not by much (${interval}).`;
    return { verdict: good ? "good" : "weak", text, rowsNeeded: null };
  }
  if (auc.high < hopelessBelow) {
    const text = `This data cannot predict recovery: no better than guessing by a useful margin (${interval}).`;
    return { verdict: "no-usable-signal", text, rowsNeeded: null };
  }
  return notEnough(input, rowsForAnswer(input, auc), interval);
}

function notEnough(input: VerdictInput, rowsNeeded: number | null, interval?: string): VerdictResult {
  const { rows, positives } = input;
  const seen = interval ?? `${positives} of ${rows} loans were not recovered`;
  const wanted =
    rowsNeeded === null ? "" : ` About ${rowsNeeded} finished loans of this kind would be needed.`;
  return { verdict: "not-enough-data", text: `Not enough data to tell (${seen}).${wanted}`, rowsNeeded };
}

/**
 * Rows at which an interval that shrinks with the square root of the rows would give a clear answer: the point
 * values hold and become significant, or else the upper bound falls below .6, whichever they point to.
 */
function rowsForAnswer(input: VerdictInput, auc: RocAuc): number | null {
  const { rows, gain } = input;
  const logit = Math.log(auc.value / (1 - auc.value));
  const toSignal = (z95 * auc.logitError) / logit;
  const toGain = (z95 * gain.error) / gain.mean;
  const hopelessLogit = Math.log(hopelessBelow / (1 - hopelessBelow));
  let factor: number;
  if (auc.value >= leastAuc && gain.mean > 0) factor = Math.max(toSignal, toGain);
  else if (logit < hopelessLogit) factor = (z95 * auc.logitError) / (hopelessLogit - logit);
  else factor = toSignal;
  return roundUp(Math.max(rows + 1, rows * factor * factor));
}

/** With one class only: rows at which the AUC of a coin would be known to +-.1, at the share of class 1 seen. */
function rowsForCoin(rows: number, positives: number): number | null {
  if (rows === 0) return null;
  const rate = (positives + 0.5) / (rows + 1);
  // The variance of a coin's AUC is close to (1/positives + 1/negatives) / 12.
  const halfWidth = 0.1 / z95;
  return roundUp(Math.max(rows + 1, (1 / rate + 1 / (1 - rate)) / (12 * halfWidth * halfWidth)));
}

/** Up to two significant digits; nobody should read more into an estimate. */
function roundUp(rows: number): number | null {
  if (!Number.isFinite(rows) || rows > Number.MAX_SAFE_INTEGER / 100) return null;
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(rows)) - 1);
  return Math.ceil(rows / unit) * unit;
}
