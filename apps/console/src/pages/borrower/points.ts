import { riskDigits } from "../../components/format.ts";
import type { Explanation } from "./queries.ts";

/** The sum under the reasons, in text: read from left to right, it comes out. */
export interface ScoreSum {
  base: string;
  reasons: string;
  rest: string;
  score: string;
  /** Decimals of all of them. */
  digits: number;
}

type Parts = Pick<Explanation, "base" | "score"> & { reasons: readonly { contribution: number }[] };

/**
 * The parts of a score with the same number of decimals, enough for base and score to stay on their side of the
 * policy's boundaries. What rounding leaves over goes to `rest`, so that whoever adds up the figures gets the score.
 */
export function sumOf({ base, score, reasons }: Parts, boundaries: readonly number[]): ScoreSum {
  const digits = Math.max(riskDigits(score, boundaries, 1), riskDigits(base, boundaries, 1));
  const round = (share: number) => Number((share * 100).toFixed(digits));
  const listed = reasons.reduce((sum, { contribution }) => sum + round(contribution), 0);
  const left = round(score) - round(base) - listed;
  const percent = (share: number) => `${round(share).toFixed(digits)}%`;
  return {
    base: percent(base),
    reasons: signed(listed, digits),
    rest: signed(left, digits),
    score: percent(score),
    digits,
  };
}

/** "+18.2 points" @param contribution a share of one */
export function pointsText(contribution: number, digits: number): string {
  return `${signed(contribution * 100, digits)} points`;
}

/** With a real minus sign, and without a sign where nothing is left after rounding. */
function signed(points: number, digits: number): string {
  const size = Math.abs(points).toFixed(digits);
  if (Number(size) === 0) return size;
  return `${points > 0 ? "+" : "−"}${size}`;
}

/** "4 missed payments: +0.18" without its number, which is shown beside it. */
export function phraseOf({ text }: { text: string }): string {
  const end = text.lastIndexOf(": ");
  return end < 0 ? text : text.slice(0, end);
}
