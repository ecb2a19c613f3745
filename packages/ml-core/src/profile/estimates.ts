import { sigmoid } from "../evaluation/auc.ts";
import type { Estimate } from "../evaluation/gains.ts";
import { wilson, z95 } from "../evaluation/intervals.ts";

/**
 * The share of class 1 with Wilson's (1927) interval. One pass in constant memory cannot know which loans of a bin
 * share a borrower, so the rows are counted down by `independence`, the borrowers per row of the table: as if all
 * loans of a borrower had one fate. That is wide rather than wrong.
 * @param independence in (0, 1]
 * @returns null without rows
 */
export function rateOf(positives: number, rows: number, independence: number): Estimate | null {
  if (!(rows > 0)) return null;
  const share = Math.min(1, positives / rows);
  return { value: share, ...wilson(share, Math.max(1, rows * independence)) };
}

/**
 * An AUC with the interval of Hanley & McNeil (1982), symmetric on the logit scale.
 * @param positives, negatives rows of the classes, above 0
 */
export function aucEstimate(
  value: number,
  positives: number,
  negatives: number,
  independence: number,
): Estimate {
  const n1 = Math.max(1, positives * independence);
  const n0 = Math.max(1, negatives * independence);
  // Half a pair off the ends, where the formula knows no variance.
  const inside = Math.min(1 - 0.5 / (n0 * n1 + 1), Math.max(0.5 / (n0 * n1 + 1), value));
  const q1 = inside / (2 - inside) - inside * inside;
  const q2 = (2 * inside * inside) / (1 + inside) - inside * inside;
  const variance = (inside * (1 - inside) + (n1 - 1) * q1 + (n0 - 1) * q2) / (n0 * n1);
  const logit = Math.log(inside / (1 - inside));
  const error = Math.sqrt(variance) / (inside * (1 - inside));
  return {
    value,
    low: Math.min(value, sigmoid(logit - z95 * error)),
    high: Math.max(value, sigmoid(logit + z95 * error)),
  };
}
