import type { Column } from "../table/table.ts";
import { rocAuc } from "./auc.ts";
import { normalQuantileTwoSided } from "./distributions.ts";
import { groupByValue, poolSmall } from "./fairness-groups.ts";
import type { Estimate } from "./gains.ts";
import type { Groups } from "./groups.ts";
import { wilson, z95 } from "./intervals.ts";
import { clusteredMean } from "./metrics.ts";
import { type RateRatio, selectionRatio } from "./selection-ratio.ts";
import { groupsOfRows, rowsByPart } from "./subgroups.ts";

/** Out-of-sample scores and what they lead to. Arrays are of equal length, one place per loan. */
export interface FairnessInput {
  /** Calibrated probability of class 1, in [0, 1]. */
  readonly risk: Float64Array;
  /** 1 = not recovered, 0 = recovered, -1 = unresolved (which counts for treatments, not for AUC and calibration). */
  readonly label: Int8Array | Uint8Array;
  /** Index into `treatments`. */
  readonly treatment: Uint8Array;
  readonly treatments: readonly string[];
  readonly groups: Groups;
}

export interface FairnessOptions {
  /** Groups with fewer borrowers are pooled, or flagged where nothing is left to pool them with. Default 30. */
  readonly fewestBorrowers?: number;
}

/** How one group of borrowers is treated, and how well the score does for it. */
export interface GroupFairness {
  readonly group: string;
  readonly rows: number;
  readonly borrowers: number;
  /** Share of all loans. */
  readonly share: number;
  /** Fewer borrowers than conclusions should rest on: read the intervals, not the values. */
  readonly isSmall: boolean;
  /** Groups that were too small alone and are shown together here. */
  readonly pooled: readonly string[];
  readonly selection: readonly { readonly treatment: string; readonly rate: Estimate }[];
  /** Loans with a known outcome, on which the rest is measured. */
  readonly resolved: number;
  /** Null where one class is absent. */
  readonly rocAuc: Estimate | null;
  /** Null without resolved loans. */
  readonly calibration: GroupCalibration | null;
}

export interface GroupCalibration {
  readonly meanScore: number;
  readonly observedRate: Estimate;
  /** Mean score minus observed rate: above 0 the group is thought riskier than it is. */
  readonly gap: Estimate;
}

export interface ColumnFairness {
  readonly column: string;
  readonly groups: readonly GroupFairness[];
  /** Per treatment in use, the two groups that are furthest apart; "(missing)" is no group to compare people with. */
  readonly ratios: readonly RateRatio[];
  /** What may be said, in words. */
  readonly text: string;
}

const defaultFewest = 30;

/**
 * How each protected column's groups are scored and treated. The columns are only looked at here: nothing that is
 * learned or decided may read them. All intervals are 95 %, clustered by borrower.
 * @param columns protected columns, as long as the scores
 * @throws RangeError where lengths differ, or a treatment or label is out of range
 */
export function fairnessReport(
  input: FairnessInput,
  columns: readonly Column[],
  options: FairnessOptions = {},
): ColumnFairness[] {
  checkInput(input, columns);
  const fewest = options.fewestBorrowers ?? defaultFewest;
  const measurements = columns.map((column) => {
    const { groups, pooled } = poolSmall(groupByValue(column), input.groups, fewest);
    const rows = rowsByPart(groups.of, groups.names.length);
    const measured = groups.names.map((name, group) =>
      measureGroup(input, name, rows[group], { pooled: pooled[group], fewest }),
    );
    const ratios = selectionRatio(input, groups);
    return { column: column.name, groups: measured, ratios };
  });
  // One in twenty intervals misses by chance: the words allow for how many are looked at (Bonferroni).
  const judged = measurements.flatMap(({ groups }) => groups.filter(({ isSmall }) => !isSmall)).length;
  const widening = normalQuantileTwoSided(0.05 / Math.max(1, judged)) / z95;
  return measurements.map((measured) => ({ ...measured, text: describe(measured, widening) }));
}

function checkInput(input: FairnessInput, columns: readonly Column[]): void {
  const { risk, label, treatment, treatments, groups } = input;
  const rows = risk.length;
  const lengths = [label.length, treatment.length, groups.of.length];
  for (const column of columns)
    lengths.push(column.kind === "number" ? column.values.length : column.codes.length);
  const wrong = lengths.find((length) => length !== rows);
  if (wrong !== undefined) throw new RangeError(`${wrong} values for ${rows} scores`);
  for (let row = 0; row < rows; row++) {
    if (treatment[row] >= treatments.length) {
      throw new RangeError(`treatment of row ${row} is ${treatment[row]}; there are ${treatments.length}`);
    }
    if (label[row] > 1 || label[row] < -1) {
      throw new RangeError(`label of row ${row} is ${label[row]}; it must be 0, 1 or -1`);
    }
  }
}

function measureGroup(
  input: FairnessInput,
  group: string,
  rows: Uint32Array,
  { pooled, fewest }: { pooled: readonly string[]; fewest: number },
): GroupFairness {
  const { risk, label, treatment, treatments, groups } = input;
  const own = groupsOfRows(groups, rows);
  const resolved = rows.filter((row) => label[row] >= 0);
  const labels = new Uint8Array(resolved.length);
  const scores = new Float64Array(resolved.length);
  for (let i = 0; i < resolved.length; i++) {
    labels[i] = label[resolved[i]];
    scores[i] = risk[resolved[i]];
  }
  const known = groupsOfRows(groups, resolved);
  const auc = rocAuc(scores, labels, known);
  return {
    group,
    rows: rows.length,
    borrowers: own.count,
    share: rows.length / risk.length,
    isSmall: own.count < fewest,
    pooled,
    selection: treatments.map((name, code) => ({
      treatment: name,
      rate: shareEstimate(treatedWith(code, treatment, rows), own),
    })),
    resolved: resolved.length,
    rocAuc: auc === null ? null : { value: auc.value, low: auc.low, high: auc.high },
    calibration: resolved.length === 0 ? null : calibrationOf(scores, labels, known),
  };
}

/** 1 where the row is given the treatment, otherwise 0. */
function treatedWith(code: number, treatment: Uint8Array, rows: Uint32Array): Float64Array {
  const hits = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) hits[i] = treatment[rows[i]] === code ? 1 : 0;
  return hits;
}

/** A share of rows with Wilson's interval on the rows divided by the design effect of clustering. */
function shareEstimate(hits: Float64Array, groups: Groups): Estimate {
  const { mean, error } = clusteredMean(hits, groups);
  const variance = error * error;
  const effective = variance > 0 ? (mean * (1 - mean)) / variance : hits.length;
  return { value: mean, ...wilson(mean, Math.min(effective, groups.count)) };
}

function calibrationOf(scores: Float64Array, labels: Uint8Array, groups: Groups): GroupCalibration {
  const observedRate = shareEstimate(new Float64Array(labels), groups);
  const meanScore = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const { mean, error } = clusteredMean(
    scores.map((score, i) => score - labels[i]),
    groups,
  );
  // With one outcome only there is hardly any variance to see; the rate's own interval is then wider and honest.
  const [low, high] = [meanScore - observedRate.high, meanScore - observedRate.low];
  const isPure = observedRate.value === 0 || observedRate.value === 1;
  return {
    meanScore,
    observedRate,
    gap: {
      value: mean,
      low: isPure ? Math.min(low, mean) : mean - z95 * error,
      high: isPure ? Math.max(high, mean) : mean + z95 * error,
    },
  };
}

/** @param widening factor from a 95 % interval to one that holds for all groups together */
function describe({ column, groups, ratios }: Omit<ColumnFairness, "text">, widening: number): string {
  const sentences = ratios.filter(({ isClear }) => isClear).map(describeRatio);
  const unclear = ratios.filter(({ isBelowFourFifths, isClear }) => isBelowFourFifths && !isClear);
  if (unclear.length > 0) {
    const names = unclear.map(({ treatment }) => treatment).join(", ");
    sentences.push(`Rates of ${names} differ by more than a fifth, but that may be chance.`);
  }
  const off = groups.flatMap(({ group, calibration: fit, isSmall }) => {
    if (fit === null || isSmall) return [];
    const { value, low, high } = fit.gap;
    if (value - widening * (value - low) <= 0 && value + widening * (high - value) >= 0) return [];
    return [`${group} (${fit.gap.value > 0 ? "scored too high" : "scored too low"})`];
  });
  if (off.length > 0)
    sentences.push(`Scores do not match outcomes, by more than noise, for ${off.join(", ")}.`);
  const small = groups.filter(({ isSmall }) => isSmall).map(({ group }) => group);
  if (small.length > 0) sentences.push(`Too few borrowers to judge: ${small.join(", ")}.`);
  if (sentences.length === 0) {
    return `No difference by ${column} in treatment beyond four fifths, and none in calibration beyond noise.`;
  }
  return `By ${column}: ${sentences.join(" ")}`;
}

function describeRatio({ treatment, lowest, highest, lowestRate, highestRate }: RateRatio): string {
  const percent = (rate: number) => `${(100 * rate).toFixed(1)} %`;
  return (
    `${treatment} is given to ${percent(highestRate)} of ${highest} but ${percent(lowestRate)} of ${lowest}, ` +
    "less than four fifths of the rate (a convention for looking closer, not a legal finding)."
  );
}
