import type { Verdict } from "../report.ts";
import { aucInfluence } from "./auc.ts";
import { normalTwoSided } from "./distributions.ts";
import { borrowersOf, type Groups } from "./groups.ts";
import { clusterVariance, z95 } from "./intervals.ts";
import { clusteredMean, rowLogLoss } from "./metrics.ts";

/** Out-of-sample forecasts of one model. */
export interface ComparedModel {
  /** As people know it; used in the sentences. */
  readonly name: string;
  /** Ranks the rows: any finite numbers, larger = more likely class 1. */
  readonly score: Float64Array;
  /** Calibrated probability of class 1, in [0, 1]. */
  readonly probability: Float64Array;
  /** What these forecasts are worth by themselves; see `judge`. */
  readonly verdict: Verdict;
}

/** First minus second, with its 95 % interval; `pValue` is two-sided, of no difference at all. */
export interface Difference {
  readonly first: number;
  readonly second: number;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly error: number;
  readonly pValue: number;
}

export interface ModelComparison {
  readonly rows: number;
  readonly borrowers: number;
  /** Higher is better. Null where one class is absent. */
  readonly rocAuc: Difference | null;
  /** In nats per row; lower is better. */
  readonly logLoss: Difference;
  /**
   * The model that is better beyond noise in one measure and not worse in the other; "mixed" where they disagree.
   * "neither" also where neither is shown to have any signal: of two kinds of guessing none is the better one.
   */
  readonly better: "first" | "second" | "neither" | "mixed";
  /** What may be said of the difference, in words. */
  readonly text: string;
}

/**
 * Compares two models on the same rows. Both differences are paired, because the same loans are hard for both, and
 * clustered by borrower. Neither model may have been trained on the rows' borrowers.
 * @param label 0 or 1
 * @throws RangeError where lengths differ or there are no rows
 */
export function compareModels(
  first: ComparedModel,
  second: ComparedModel,
  label: Uint8Array,
  groups: Groups,
): ModelComparison {
  for (const { name, score, probability } of [first, second]) {
    if (score.length !== label.length || probability.length !== label.length) {
      throw new RangeError(
        `${name} has ${score.length} scores and ${probability.length} probabilities for ${label.length} rows`,
      );
    }
  }
  if (label.length === 0) throw new RangeError("0 rows: models are compared on at least one");
  const rocAuc = aucDifference(first.score, second.score, label, groups);
  const logLoss = logLossDifference(first.probability, second.probability, label, groups);
  const common = { rows: label.length, borrowers: groups.count, rocAuc, logLoss };
  if (!hasSignal(first) && !hasSignal(second))
    return { ...common, better: "neither", text: noSignalText(first, second, rocAuc, logLoss) };
  const sides = [sideOf(rocAuc, 1), sideOf(logLoss, -1)];
  const text = `${aucSentence(first.name, second.name, rocAuc)} ${lossSentence(first.name, second.name, logLoss)}`;
  return { ...common, better: overall(sides), text };
}

function hasSignal({ verdict }: ComparedModel): boolean {
  return verdict === "weak" || verdict === "good";
}

/** Nothing is said of which is better: a difference between two models that cannot tell loans apart helps nobody. */
function noSignalText(
  first: ComparedModel,
  second: ComparedModel,
  rocAuc: Difference | null,
  logLoss: Difference,
): string {
  const isHopeless = [first, second].every(({ verdict }) => verdict === "no-usable-signal");
  const found = isHopeless ? "can tell" : "is shown to tell";
  const loss = `log loss ${logLoss.first.toFixed(4)} and ${logLoss.second.toFixed(4)}`;
  const auc = rocAuc === null ? "" : `AUC ${rocAuc.first.toFixed(3)} and ${rocAuc.second.toFixed(3)}, `;
  return (
    `Neither ${first.name} nor ${second.name} ${found} lost from recovered loans in this data, ` +
    `so there is no better one to choose (${auc}${loss}).`
  );
}

/**
 * Difference of two AUCs on the same rows: the test of DeLong, DeLong & Clarke-Pearson (1988) with structural
 * components summed within each borrower (Obuchowski 1997), as in `rocAuc`.
 * @param label 0 or 1
 * @returns null where one class is absent
 */
export function aucDifference(
  first: Float64Array,
  second: Float64Array,
  label: Uint8Array,
  groups: Groups,
): Difference | null {
  const a = aucInfluence(first, label, groups);
  const b = aucInfluence(second, label, groups);
  if (a === null || b === null) return null;
  const gap = a.influence.map((part, group) => part - b.influence[group]);
  let variance = clusterVariance(gap);
  if (!(variance > 0) && a.value !== b.value) {
    // Perfect against perfectly wrong shows no variance: each is then as uncertain as a share of so many draws.
    const draws = Math.min(...borrowersOf(label, groups));
    for (const { value } of [a, b]) {
      const inside = (value * draws + 0.5) / (draws + 1);
      variance += (inside * (1 - inside)) / draws;
    }
  }
  return difference(a.value, b.value, Math.sqrt(variance), 1);
}

/**
 * Difference of two mean log losses on the same rows, paired and clustered by borrower.
 * @param first probabilities in [0, 1]
 * @param label 0 or 1
 */
export function logLossDifference(
  first: Float64Array,
  second: Float64Array,
  label: Uint8Array,
  groups: Groups,
): Difference {
  const losses = [first, second].map((p) => p.map((probability, row) => rowLogLoss(probability, label[row])));
  const gaps = losses[0].map((loss, row) => loss - losses[1][row]);
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return difference(
    mean(losses[0]),
    mean(losses[1]),
    clusteredMean(gaps, groups).error,
    Number.POSITIVE_INFINITY,
  );
}

/** @param most largest difference that can be */
function difference(first: number, second: number, error: number, most: number): Difference {
  const value = first - second;
  return {
    first,
    second,
    value,
    low: Math.max(-most, value - z95 * error),
    high: Math.min(most, value + z95 * error),
    error,
    pValue: error > 0 ? normalTwoSided(value / error) : value === 0 ? 1 : 0,
  };
}

type Side = "first" | "second" | "neither";

/** @param sign 1 where more is better, -1 where less is */
function sideOf(gap: Difference | null, sign: 1 | -1): Side {
  if (gap === null || (gap.low <= 0 && gap.high >= 0)) return "neither";
  return gap.value * sign > 0 ? "first" : "second";
}

function overall(sides: readonly Side[]): ModelComparison["better"] {
  const [auc, loss] = sides;
  if (auc === loss || loss === "neither") return auc;
  return auc === "neither" ? loss : "mixed";
}

function aucSentence(first: string, second: string, gap: Difference | null): string {
  if (gap === null) return "All loans have the same outcome, so how the models rank them cannot be compared.";
  const side = sideOf(gap, 1);
  const numbers = `AUC ${gap.first.toFixed(3)} and ${gap.second.toFixed(3)}, ${interval(gap)}`;
  if (side === "neither") return `${first} and ${second} rank loans equally well, up to noise (${numbers}).`;
  const [winner, loser] = side === "first" ? [first, second] : [second, first];
  return `${winner} ranks loans better than ${loser}, by more than noise (${numbers}).`;
}

function lossSentence(first: string, second: string, gap: Difference): string {
  const side = sideOf(gap, -1);
  const numbers = `log loss ${gap.first.toFixed(4)} and ${gap.second.toFixed(4)}, ${interval(gap, 4)}`;
  if (side === "neither") return `Their probabilities are equally good, up to noise (${numbers}).`;
  return `The probabilities of ${side === "first" ? first : second} are better, by more than noise (${numbers}).`;
}

function interval(gap: Difference, digits = 3): string {
  const [value, low, high] = [gap.value, gap.low, gap.high].map((number) => number.toFixed(digits));
  return `difference ${value}, 95 % interval ${low} to ${high}`;
}
