import { discard } from "../parallel/shared.ts";
import { borrowersOf, type Groups } from "./groups.ts";
import { clusterVariance, wilson, z95 } from "./intervals.ts";
import { ascendingOrder } from "./sorting.ts";

export interface RocAuc {
  readonly value: number;
  /** 95 % interval, clustered by borrower. */
  readonly low: number;
  readonly high: number;
  /** Standard error of logit(value). */
  readonly logitError: number;
}

/** An AUC with each borrower's contribution to its error, which is what comparing two AUCs on the same rows needs. */
export interface AucInfluence {
  readonly value: number;
  /** Per borrower; they sum to 0, and the sum of their squares estimates the variance of `value`. */
  readonly influence: Float64Array;
}

/**
 * Area under the ROC curve: the chance that a random positive scores above a random negative, ties half.
 * Its variance is that of DeLong et al. (1988) with the structural components summed within each borrower
 * (Obuchowski 1997), so that a borrower with many loans does not pretend to be many borrowers. The interval is
 * symmetric on the logit scale (Pepe 2003, 5.2.5), which keeps it within 0..1.
 * @param score any finite numbers, larger = more likely positive
 * @param label 0 or 1
 * @returns null where one of the classes is absent
 */
export function rocAuc(score: Float64Array, label: Uint8Array, groups: Groups): RocAuc | null {
  const auc = aucInfluence(score, label, groups);
  if (auc === null) return null;
  return withInterval(auc.value, clusterVariance(auc.influence), Math.min(...borrowersOf(label, groups)));
}

/**
 * The AUC and the sums of its structural components by borrower; see `rocAuc`.
 * @returns null where one of the classes is absent
 */
export function aucInfluence(score: Float64Array, label: Uint8Array, groups: Groups): AucInfluence | null {
  const rows = score.length;
  const order = ascendingOrder(score);
  let positives = 0;
  for (let i = 0; i < rows; i++) positives += label[i];
  const negatives = rows - positives;
  if (positives === 0 || negatives === 0) return null;
  // Per row: the share of the other class that it is ordered rightly against.
  const component = new Float64Array(rows);
  let positivesBelow = 0;
  let negativesBelow = 0;
  let sum = 0;
  for (let start = 0; start < rows; ) {
    let end = start;
    let tiedPositives = 0;
    while (end < rows && score[order[end]] === score[order[start]]) tiedPositives += label[order[end++]];
    const tiedNegatives = end - start - tiedPositives;
    const forPositive = (negativesBelow + tiedNegatives / 2) / negatives;
    const forNegative = (positives - positivesBelow - tiedPositives / 2) / positives;
    for (let i = start; i < end; i++) component[order[i]] = label[order[i]] === 1 ? forPositive : forNegative;
    sum += tiedPositives * forPositive;
    positivesBelow += tiedPositives;
    negativesBelow += tiedNegatives;
    start = end;
  }
  const value = sum / positives;
  discard(order);
  const influence = new Float64Array(groups.count);
  for (let i = 0; i < rows; i++) {
    influence[groups.of[i]] += (component[i] - value) / (label[i] === 1 ? positives : negatives);
  }
  discard(component);
  return { value, influence };
}

function withInterval(value: number, variance: number, smaller: number): RocAuc {
  if (variance > 0 && value > 0 && value < 1) {
    const logitError = Math.sqrt(variance) / (value * (1 - value));
    const logit = Math.log(value / (1 - value));
    return {
      value,
      low: sigmoid(logit - z95 * logitError),
      high: sigmoid(logit + z95 * logitError),
      logitError,
    };
  }
  // A perfect (or perfectly wrong) order shows no variance; it is as uncertain as a share of `smaller` draws.
  const { low, high } = wilson(value, smaller);
  const inside = (value * smaller + 0.5) / (smaller + 1);
  return {
    value,
    low: Math.min(value, low),
    high: Math.max(value, high),
    logitError: 1 / Math.sqrt(smaller * inside * (1 - inside)),
  };
}

export function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}
