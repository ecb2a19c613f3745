import { dataHash } from "./data-hash.ts";
import { rocAuc } from "./evaluation/auc.ts";
import { crossValidate } from "./evaluation/cross-validation.ts";
import { evaluate, type Forecasts } from "./evaluation/evaluate.ts";
import { numberGroups, placeOfKey, sortedKeys } from "./evaluation/groups.ts";
import { checkOutOfTime, type OutOfTimeCheck } from "./evaluation/out-of-time-check.ts";
import { planEvaluation } from "./evaluation/plan.ts";
import { type GuardResult, guardColumns } from "./features/leak-guard.ts";
import { ClassifierRefusal, type LearningRows } from "./models/classifier.ts";
import { fitHonestly, type HonestFit, type HonestFitContext } from "./models/honest-fit.ts";
import { rowsWhere, takeLearningRows } from "./models/learning-rows.ts";
import { baseRateModel, type Model } from "./models/model.ts";
import { bagKey } from "./models/random-forest/bagging.ts";
import { maxRows } from "./models/random-forest/bins.ts";
import { maxFeatures } from "./models/random-forest/nodes.ts";
import { classifiers, defaultClassifier, findClassifier, type TrainableName } from "./models/registry.ts";
import { resolveSettings, type Settings } from "./models/settings.ts";
import { openPool, type Pool } from "./parallel/pool.ts";
import type { TrainingReport } from "./report.ts";
import { fitSegments } from "./segments/segmentation.ts";
import type { Table } from "./table/table.ts";
import { type ClassWeights, describeWeights, type TrainInput, trainingWeights } from "./training-input.ts";
import {
  describeEvaluation,
  describeImportance,
  describeObstacle,
  describeRows,
  describeSegments,
  obstacle,
  outcomeObstacle,
  type ReportedRows,
} from "./training-report.ts";

export { openScorer, type Scorer, type Scores } from "./scoring.ts";
export type { TrainInput } from "./training-input.ts";

export interface TrainOptions {
  /** One of `classifiers` in registry.ts; "random-forest" by default. */
  readonly classifier?: TrainableName;
  /** Everything random follows from it; a 32-bit whole number, 42 by default. */
  readonly seed?: number;
  /** Worker threads; they change the time only, never the model. 1 by default. */
  readonly threads?: number;
  /** Number of trees, for classifiers that have some (boosting: at most); by default chosen from the rows. */
  readonly trees?: number;
  /** Other settings of the classifier by name (its `rules` list them); usual values by default. */
  readonly settings?: Readonly<Record<string, number>>;
  /** For learning only: calibration takes the tilt out of the scores again. */
  readonly classWeights?: ClassWeights;
  /** Columns that the leak guard must let in. The model is marked and not promotable. */
  readonly allow?: readonly string[];
  readonly ignore?: readonly string[];
  /** Called with the share of the work that is done, in [0, 1], and what is being done. */
  readonly onProgress?: (fraction: number, message: string) => void;
}

/** Rows and trees for the one number that shows what leaking columns would have promised. */
const leakRows = 20_000;
const leakTrees = 100;
/** Row-tree pairs below which starting threads takes longer than the work. */
export const worthThreads = 1_000_000;

/**
 * Trains, evaluates and describes a model of the given rows. The same input, seed and options give the same
 * model, byte for byte, on any number of threads. Rows that cannot train a model (one class, no usable column)
 * give a base-rate model whose report says why.
 * @throws RangeError when lengths differ, a label is neither 0 nor 1, or an option is out of range
 * @throws ClassifierRefusal when the rows are not for the chosen classifier, with the reason
 */
export async function train(input: TrainInput, options: TrainOptions = {}): Promise<Model> {
  checkInput(input, options);
  const { table, label, groupKeys } = input;
  const seed = options.seed ?? 42;
  const progress = options.onProgress ?? (() => {});
  progress(0, "Checking columns");
  const guard = guardColumns(table, label, groupKeys, options);
  const rows: ReportedRows = { label, groups: numberGroups(groupKeys), guard };
  const settings = settingsOf(options, label.length, guard.features.length);
  const reason = obstacle(rows);
  if (reason !== null) return withoutClassifier(rows, input, seed, reason);

  const features: Table = { rowCount: table.rowCount, columns: guard.features };
  const weights = trainingWeights(input, options.classWeights);
  const weighed = describeWeights(input, options.classWeights);
  const learning: LearningRows = { table: features, label, groupKeys, ...(weights && { weights }) };
  const name = options.classifier ?? defaultClassifier;
  const classifier = findClassifier(name);
  const refusal = classifier.refusal(learning, settings);
  if (refusal !== null) throw new ClassifierRefusal(refusal);

  const plan = planEvaluation(classifier, label.length, guard.features.length, settings);
  const { repeats, evaluation } = plan;
  const pool = openPool(plan.oneFit * plan.fits < worthThreads ? 1 : (options.threads ?? 1));
  const context = { classifier, settings, seed, pool, repeats };
  try {
    const evaluationShare = plan.isCrossValidated ? 0.8 : 0;
    const forecasts = plan.isCrossValidated
      ? await crossValidate(learning, {
          ...context,
          onProgress: (fraction) => progress(evaluationShare * fraction, "Testing on held-out borrowers"),
        })
      : null;
    const fit = await fitHonestly(learning, {
      ...context,
      onProgress: (fraction) => progress(evaluationShare + (0.9 - evaluationShare) * fraction, "Learning"),
    });
    progress(0.9, "Measuring leaks");
    const leakyMetrics = await measureLeaks(learning, guard, seed, pool);
    progress(0.92, "Testing on the newest loans");
    const aged = await checkOutOfTime(
      learning,
      input.asOfDays,
      { ...context, onProgress: () => {} },
      (some) => outcomeObstacle({ label: some.label, groups: numberGroups(some.groupKeys) }),
    );
    // Threads that have nothing left to do keep what they last worked on.
    await pool.close();
    progress(0.97, "Finding segments");
    const model = describe(
      learning,
      rows,
      { name, context, fit, leakyMetrics, evaluation, aged, weighed, dataHash: dataHash(input) },
      forecasts,
    );
    progress(1, "Done");
    return model;
  } finally {
    await pool.close();
  }
}

/** @throws RangeError as `train` does */
export function checkInput(
  { table, label, groupKeys, asOfDays }: TrainInput,
  { seed = 42 }: TrainOptions,
): void {
  if (asOfDays !== undefined && asOfDays.length !== table.rowCount) {
    throw new RangeError(`${asOfDays.length} dates for ${table.rowCount} rows`);
  }
  if (label.length !== table.rowCount || groupKeys.length !== table.rowCount) {
    throw new RangeError(
      `${label.length} labels and ${groupKeys.length} group keys for ${table.rowCount} rows`,
    );
  }
  if (table.rowCount > maxRows || table.columns.length > maxFeatures) {
    throw new RangeError(
      `${table.rowCount} rows x ${table.columns.length} columns; at most ${maxRows} x ${maxFeatures} can be trained on`,
    );
  }
  const wrong = label.findIndex((value) => value > 1);
  if (wrong >= 0) throw new RangeError(`label of row ${wrong} is ${label[wrong]}; it must be 0 or 1`);
  if (!Number.isInteger(seed) || seed < -2147483648 || seed > 4294967295) {
    throw new RangeError(`seed is ${seed}; it must be a whole number of at most 32 bits`);
  }
}

function settingsOf(options: TrainOptions, rows: number, features: number): Settings {
  const { rules } = findClassifier(options.classifier ?? defaultClassifier);
  const trees = options.trees === undefined || !Object.hasOwn(rules, "trees") ? {} : { trees: options.trees };
  return resolveSettings(rules, { ...options.settings, ...trees }, rows, features);
}

/** AUC of a small forest with the columns that know the outcome: what one would have believed. */
async function measureLeaks(
  learning: LearningRows,
  guard: GuardResult,
  seed: number,
  pool: Pool,
): Promise<TrainingReport["leakyMetrics"]> {
  if (guard.leaks.length === 0) return null;
  const { label, groupKeys, table } = learning;
  const limit = Math.min(1, leakRows / label.length) * 4294967296;
  const columns = [...guard.features, ...guard.leaks];
  const sample = takeLearningRows(
    { table: { rowCount: table.rowCount, columns }, label, groupKeys },
    rowsWhere(table.rowCount, (row) => bagKey(groupKeys[row]) < limit),
  );
  const classifier = classifiers["random-forest"];
  const settings = resolveSettings(
    classifier.rules,
    { trees: leakTrees },
    sample.label.length,
    columns.length,
  );
  const context = { classifier, settings, seed, pool, repeats: 1, onProgress: () => {} };
  const { forecasts } = await fitHonestly(sample, context);
  const auc = rocAuc(forecasts.raw, sample.label, numberGroups(sample.groupKeys));
  return auc === null ? null : { rocAuc: auc.value };
}

interface Learned {
  readonly name: TrainableName;
  readonly context: Omit<HonestFitContext, "onProgress">;
  readonly fit: HonestFit;
  readonly leakyMetrics: TrainingReport["leakyMetrics"];
  readonly evaluation: NonNullable<TrainingReport["evaluation"]>;
  readonly aged: OutOfTimeCheck;
  readonly weighed: TrainingReport["weights"];
  readonly dataHash: string;
}

function describe(
  learning: LearningRows,
  rows: ReportedRows,
  { name, context, fit, leakyMetrics, evaluation, aged, weighed, dataHash }: Learned,
  crossValidated: Forecasts | null,
): Model {
  const { label, groupKeys, table } = learning;
  const { guard } = rows;
  const { seed, settings } = context;
  const { fitted, folds, calibration, foldCalibrations, baseRate } = fit;
  const featureImportance = describeImportance(guard, fitted.importance());
  const byImportance = featureImportance.map(({ feature }) => feature);
  const segmentation = fitSegments(table, byImportance, seed);
  const trainedKeys = sortedKeys(groupKeys);
  const trainedFolds = new Uint8Array(trainedKeys.length);
  for (let row = 0; row < label.length; row++)
    trainedFolds[placeOfKey(trainedKeys, groupKeys[row])] = fit.fold[row];
  return {
    ...{ classifier: name, baseRate, fitted, folds, calibration, foldCalibrations },
    ...{ trainedKeys, trainedFolds, segmentation },
    report: {
      ...describeRows(rows),
      classifier: name,
      seed,
      dataHash,
      trees: fitted.trees,
      settings,
      weights: weighed,
      coefficients: fitted.linear?.coefficients ?? null,
      evaluation,
      ...describeEvaluation(evaluate(crossValidated ?? fit.forecasts, label.length), guard),
      ...aged,
      leakyMetrics,
      featureImportance,
      segments: describeSegments(segmentation, table, label),
    },
  };
}

/** The honest answer where no model can be trained: the base rate, and why. */
function withoutClassifier(rows: ReportedRows, input: TrainInput, seed: number, reason: string): Model {
  const { label, guard } = rows;
  const common = describeRows(rows);
  const features: Table = { rowCount: label.length, columns: guard.features };
  const segmentation = fitSegments(features, common.features, seed);
  const segments = describeSegments(segmentation, features, label);
  const model = baseRateModel({ positives: common.positives, total: common.rows, segmentation, segments });
  const warnings = [...common.warnings, ...model.report.warnings];
  return {
    ...model,
    report: {
      ...{ ...model.report, ...common, seed, dataHash: dataHash(input) },
      ...describeObstacle(reason, rows),
      warnings,
    },
  };
}
