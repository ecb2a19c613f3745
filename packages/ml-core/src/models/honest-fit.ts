import { type CalibrationMap, fitCalibration } from "../evaluation/calibration.ts";
import { concatenate, crossFit, type Forecasts, smoothedRate } from "../evaluation/evaluate.ts";
import { assignFolds } from "../evaluation/groups.ts";
import type { Pool } from "../parallel/pool.ts";
import type { Classifier, Fitted, LearningRows } from "./classifier.ts";
import { rowsWhere, takeLearningRows } from "./learning-rows.ts";
import type { Settings } from "./settings.ts";

/** Parts into which borrowers are dealt, for calibration and for fold models. */
export const foldCount = 5;

/** A classifier with what it takes to score also the rows that it was trained on without having seen them. */
export interface HonestFit {
  readonly fitted: Fitted;
  /** The classifier fitted without each fold in turn; empty where `fitted` itself can score out-of-bag. */
  readonly folds: readonly Fitted[];
  /** Fold of each row. */
  readonly fold: Uint8Array;
  /** For borrowers that were not trained on. */
  readonly calibration: CalibrationMap;
  /** For the borrowers of each fold, fitted on the others. */
  readonly foldCalibrations: readonly CalibrationMap[];
  readonly baseRate: number;
  /** Of the training rows, as they will be scored; with fold models, repeated where rows are few. */
  readonly forecasts: Forecasts;
}

export interface HonestFitContext {
  readonly classifier: Classifier;
  readonly settings: Settings;
  readonly seed: number;
  readonly pool: Pool;
  /** How often folds are dealt anew for the forecasts; only the first deal's models are kept. */
  readonly repeats: number;
  onProgress(fraction: number): void;
}

/** Fits so that every training row can be scored and calibrated by what never saw its borrower. */
export function fitHonestly(rows: LearningRows, context: HonestFitContext): Promise<HonestFit> {
  return context.classifier.honesty === "out-of-bag"
    ? fitOutOfBag(rows, context)
    : fitOutOfFold(rows, context);
}

async function fitOutOfBag(rows: LearningRows, context: HonestFitContext): Promise<HonestFit> {
  const { classifier, settings, seed, pool, onProgress } = context;
  const { label, groupKeys } = rows;
  const raw = new Float64Array(label.length);
  const fitted = await classifier.fit(rows, settings, {
    seed,
    pool,
    parts: [],
    outOfBag: raw,
    onProgress: (fraction) => onProgress(0.9 * fraction),
  });
  const baseRate = rateOf(label);
  // A borrower whom every tree drew has no score of his own; this happens only with a handful of trees.
  for (let row = 0; row < raw.length; row++) if (Number.isNaN(raw[row])) raw[row] = baseRate;
  const fold = assignFolds(groupKeys, label, foldCount, seed);
  onProgress(1);
  return { fitted, folds: [], fold, baseRate, ...calibrated(raw, rows, fold) };
}

async function fitOutOfFold(rows: LearningRows, context: HonestFitContext): Promise<HonestFit> {
  const { classifier, settings, seed, pool, repeats, onProgress } = context;
  const fits = repeats * foldCount + 1;
  let done = 0;
  const deals: { fold: Uint8Array; folds: Fitted[]; raw: Float64Array }[] = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    const fold = assignFolds(rows.groupKeys, rows.label, foldCount, seed + repeat);
    const deal = await fitFolds(rows, fold, { ...context, seed: seed + repeat }, () =>
      onProgress(++done / fits),
    );
    deals.push({ fold, ...deal });
  }
  const { fold, folds, raw } = deals[0];
  const fitted = await classifier.fit(rows, settings, {
    seed,
    pool,
    parts: folds,
    onProgress: (fraction) => onProgress((done + fraction) / fits),
  });
  const { calibration, foldCalibrations } = calibrated(raw, rows, fold);
  const forecasts = concatenate(deals.map((deal) => calibrated(deal.raw, rows, deal.fold).forecasts));
  return { fitted, folds, fold, calibration, foldCalibrations, baseRate: rateOf(rows.label), forecasts };
}

/** Up to this many rows the folds are fitted at the same time, which costs their copies of the rows. */
const togetherRows = 50_000;

/** The classifier without each fold, and each row's raw score by the one that did not have it. */
async function fitFolds(
  rows: LearningRows,
  fold: Uint8Array,
  { classifier, settings, seed, pool }: HonestFitContext,
  onFold: () => void,
): Promise<{ folds: Fitted[]; raw: Float64Array }> {
  const { rowCount } = rows.table;
  const raw = new Float64Array(rowCount);
  const fitOne = async (held: number) => {
    const inside = takeLearningRows(
      rows,
      rowsWhere(rowCount, (row) => fold[row] !== held),
    );
    const fitted = await classifier.fit(inside, settings, { seed, pool, parts: [], onProgress: () => {} });
    const outside = rowsWhere(rowCount, (row) => fold[row] === held);
    const { table } = takeLearningRows(rows, outside);
    const scores = await fitted.predictProbability({ table, from: 0, to: table.rowCount }, pool);
    outside.forEach((row, i) => {
      raw[row] = scores[i];
    });
    onFold();
    return fitted;
  };
  const numbers = Array.from({ length: foldCount }, (_, held) => held);
  if (rowCount <= togetherRows) return { folds: await Promise.all(numbers.map(fitOne)), raw };
  const folds: Fitted[] = [];
  for (const held of numbers) folds.push(await fitOne(held));
  return { folds, raw };
}

function calibrated(raw: Float64Array, { label, groupKeys }: LearningRows, fold: Uint8Array) {
  const { forecasts, maps } = crossFit(raw, label, groupKeys, fold, foldCount);
  return { calibration: fitCalibration(raw, label), foldCalibrations: maps, forecasts };
}

function rateOf(label: Uint8Array): number {
  return smoothedRate(
    label.reduce((sum, value) => sum + value, 0),
    label.length,
  );
}
