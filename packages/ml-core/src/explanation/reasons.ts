import type { Attributions } from "./attributions.ts";
import { type CellValue, phrase, signedText } from "./phrase.ts";

/** One column's part in a score. */
export interface Reason {
  /** The column's name in the data. */
  readonly feature: string;
  readonly value: CellValue;
  /** Probability points that the column moves this score away from the base; positive = riskier. */
  readonly contribution: number;
  /** "4 missed payments: +0.18". */
  readonly text: string;
}

/** `base` + the contributions + `rest` is `score`, but for the last bit or two of a float64. */
export interface Reasons {
  /** What the average training row scores: the calibrated base value. */
  readonly base: number;
  readonly score: number;
  /** What the classifier says before calibration: a probability, or log-odds where it adds those up. */
  readonly raw: number;
  /** Largest effect first; equal ones in the order of the features. */
  readonly reasons: readonly Reason[];
  /** Sum of the contributions of columns that are not listed. */
  readonly rest: number;
}

export interface ReasonsInput {
  readonly attributions: Attributions;
  /** The ascending map from raw scores to the score on the screen. */
  readonly toScore: (raw: number) => number;
  /** Column of each attribution. Attributions of the same column (one-hot encodings) become one reason. */
  readonly columns: readonly string[];
  /** The borrower's value in each of `columns`. */
  readonly values: readonly CellValue[];
  /** Attributions whose value the model has never seen and treats as missing; said in the text. */
  readonly unseen?: readonly boolean[];
  /** Reasons to list, at most. */
  readonly limit: number;
}

/** Raw differences up to this size are rounding. */
const negligible = 1e-9;

/**
 * Turns attributions of the raw score into points of the calibrated one. Calibration is ascending but not a line, so
 * there is no exact translation that is also additive per tree; all contributions are scaled by one factor,
 *
 *     (toScore(raw) - toScore(base)) / (raw - base),
 *
 * the mean slope of the map between base and score. It is never negative: signs and order stay. Limits: where the
 * map bends much between the two, a contribution is a share of the distance rather than what the score would lose
 * without the column; where the map is flat (no signal, or a score at its bounds) all contributions are 0.
 * Where raw and base agree, the sums say nothing about the slope, and the map's own slope at that point is taken:
 * large attributions that cancel are still shown.
 */
export function explainScore(input: ReasonsInput): Reasons {
  const { attributions, toScore, columns, limit } = input;
  const base = toScore(attributions.base);
  const score = toScore(attributions.raw);
  const slope = pointsPerUnit(attributions, toScore);
  const byColumn = new Map<string, { at: number; value: number }>();
  columns.forEach((column, at) => {
    const known = byColumn.get(column);
    if (known === undefined) byColumn.set(column, { at, value: attributions.values[at] });
    else known.value += attributions.values[at];
  });
  const parts = Array.from(byColumn.values(), ({ at, value }) => ({ at, contribution: value * slope }));
  parts.sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution) || a.at - b.at);
  settle(parts, score - base);
  const listed = parts.filter(({ contribution }) => contribution !== 0).slice(0, limit);
  let rest = 0;
  for (const part of parts) if (!listed.includes(part)) rest += part.contribution;
  const reasons = listed.map(({ at, contribution }) => toReason(input, at, contribution));
  return { base, score, raw: attributions.raw, reasons, rest };
}

/** What one unit of a row's raw score is worth in points of the score on the screen; see `explainScore`. */
export function pointsPerUnit(
  { base, raw }: Pick<Attributions, "base" | "raw">,
  toScore: (raw: number) => number,
): number {
  if (Math.abs(raw - base) > negligible) return Math.max(0, (toScore(raw) - toScore(base)) / (raw - base));
  const step = 1e-4;
  return Math.max(0, (toScore(raw + step) - toScore(raw - step)) / (2 * step));
}

/** Gives the largest contribution what rounding left over, so that the sum is what the screen shows. */
function settle(parts: { contribution: number }[], wanted: number): void {
  if (parts.length === 0) return;
  let sum = 0;
  for (const { contribution } of parts) sum += contribution;
  parts[0].contribution += wanted - sum;
}

function toReason({ columns, values, unseen }: ReasonsInput, at: number, contribution: number): Reason {
  const said = phrase(columns[at], values[at]);
  const words = unseen?.[at] === true ? `${said} (new to the model)` : said;
  return {
    feature: columns[at],
    value: values[at],
    contribution,
    text: `${words}: ${signedText(contribution)}`,
  };
}
