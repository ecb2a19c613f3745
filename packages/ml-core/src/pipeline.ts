import { rocAuc } from "./evaluation/auc.ts";
import { crossValidate, forestsFor } from "./evaluation/cross-validation.ts";
import { crossFit, evaluate, type Forecasts } from "./evaluation/evaluate.ts";
import { numberGroups, sortedKeys } from "./evaluation/groups.ts";
import { takeRows } from "./features/columns.ts";
import { type GuardResult, guardColumns } from "./features/leak-guard.ts";
import { baseRateModel, type Model } from "./models/model.ts";
import { bagKey } from "./models/random-forest/bagging.ts";
import { maxRows } from "./models/random-forest/bins.ts";
import { type FittedForest, fitCalibratedForest, forestDefaults } from "./models/random-forest/fit.ts";
import type { ForestOptions } from "./models/random-forest/forest.ts";
import { maxFeatures } from "./models/random-forest/nodes.ts";
import { openPool, type Pool } from "./parallel/pool.ts";
import type { TrainingReport } from "./report.ts";
import { fitSegments } from "./segments/segmentation.ts";
import type { Table } from "./table/table.ts";
import {
  describeEvaluation,
  describeImportance,
  describeObstacle,
  describeRows,
  describeSegments,
  obstacle,
  type ReportedRows,
} from "./training-report.ts";

export { openScorer, type Scorer, type Scores } from "./scoring.ts";

export interface TrainInput {
  /** All candidate columns, protected and known-after-treatment ones included; resolved rows only. */
  readonly table: Table;
  /** 1 = not recovered, 0 = recovered. */
  readonly label: Uint8Array;
  /** `groupKey` of each row's borrower. */
  readonly groupKeys: Float64Array;
}

export interface TrainOptions {
  /** Everything random follows from it; a 32-bit whole number, 42 by default. */
  readonly seed?: number;
  /** Worker threads; they change the time only, never the model. 1 by default. */
  readonly threads?: number;
  /** Number of trees; by default chosen from the number of rows. */
  readonly trees?: number;
  /** Columns that the leak guard must let in. The model is marked and not promotable. */
  readonly allow?: readonly string[];
  readonly ignore?: readonly string[];
  /** Called with the share of the work that is done, in [0, 1], and what is being done. */
  readonly onProgress?: (fraction: number, message: string) => void;
}

/**
 * Up to this many rows the metrics come from cross-validation of the whole pipeline, bins included. Above,
 * repeating everything five times buys nothing: bins are quantiles of so many rows, learned without the outcome,
 * and out-of-bag scores with cross-fitted calibration measure the same at a sixth of the time.
 */
const crossValidatedRows = 10_000;
/** Rows and trees for the one number that shows what leaking columns would have promised. */
const leakRows = 20_000;
const leakTrees = 100;
/** Row-tree pairs below which starting threads takes longer than the work. */
const worthThreads = 1_000_000;

/**
 * Trains, evaluates and describes a model of the given rows. The same input, seed and options give the same
 * model, byte for byte, on any number of threads. Rows that cannot train a model (one class, no usable column)
 * give a base-rate model whose report says why.
 * @throws RangeError when lengths differ, a label is neither 0 nor 1, or an option is out of range
 */
export async function train(input: TrainInput, options: TrainOptions = {}): Promise<Model> {
  checkInput(input, options);
  const { table, label, groupKeys } = input;
  const progress = options.onProgress ?? (() => {});
  progress(0, "Checking columns");
  const guard = guardColumns(table, label, groupKeys, options);
  const rows: ReportedRows = { label, groups: numberGroups(groupKeys), guard };
  const reason = obstacle(rows);
  if (reason !== null) return withoutForest(rows, options.seed ?? 42, reason);

  const features: Table = { rowCount: table.rowCount, columns: guard.features };
  const settings = forestOptions(options, label.length, guard.features.length);
  const crossValidated = label.length <= crossValidatedRows;
  const work = label.length * settings.trees * (crossValidated ? forestsFor(label.length) + 1 : 1);
  const pool = openPool(work < worthThreads ? 1 : (options.threads ?? 1));
  try {
    const evaluationShare = crossValidated ? 0.8 : 0;
    const forecasts = crossValidated
      ? await crossValidate(features, label, groupKeys, settings, pool, (fraction) =>
          progress(evaluationShare * fraction, "Testing on held-out borrowers"),
        )
      : null;
    const fitted = await fitCalibratedForest(features, label, groupKeys, settings, pool, (fraction) =>
      progress(evaluationShare + (0.9 - evaluationShare) * fraction, "Growing trees"),
    );
    progress(0.9, "Measuring leaks");
    const leakyMetrics = await measureLeaks(input, guard, settings.seed, pool);
    progress(0.95, "Finding segments");
    const model = describe(input, rows, settings, fitted, forecasts, leakyMetrics);
    progress(1, "Done");
    return model;
  } finally {
    await pool.close();
  }
}

function checkInput({ table, label, groupKeys }: TrainInput, { seed = 42, trees = 1 }: TrainOptions): void {
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
  if (!Number.isInteger(trees) || trees < 1 || trees > 10_000) {
    throw new RangeError(`trees is ${trees}; it must be a whole number from 1 to 10000`);
  }
}

function forestOptions(options: TrainOptions, rows: number, featureCount: number): ForestOptions {
  const defaults = forestDefaults(rows, featureCount);
  return { ...defaults, seed: options.seed ?? 42, trees: options.trees ?? defaults.trees };
}

/** AUC with the columns that know the outcome: what one would have believed. */
async function measureLeaks(
  { label, groupKeys }: TrainInput,
  guard: GuardResult,
  seed: number,
  pool: Pool,
): Promise<TrainingReport["leakyMetrics"]> {
  if (guard.leaks.length === 0) return null;
  const limit = Math.min(1, leakRows / label.length) * 4294967296;
  const rows = Uint32Array.from(label.keys()).filter((row) => bagKey(groupKeys[row]) < limit);
  const columns = [...guard.features, ...guard.leaks];
  const labels = Uint8Array.from(rows, (row) => label[row]);
  const keys = Float64Array.from(rows, (row) => groupKeys[row]);
  const options = { ...forestDefaults(rows.length, columns.length), seed, trees: leakTrees };
  const sample = takeRows({ rowCount: label.length, columns }, rows);
  const { outOfBag } = await fitCalibratedForest(sample, labels, keys, options, pool);
  const auc = rocAuc(outOfBag, labels, numberGroups(keys));
  return auc === null ? null : { rocAuc: auc.value };
}

function describe(
  input: TrainInput,
  rows: ReportedRows,
  settings: ForestOptions,
  fitted: FittedForest,
  crossValidated: Forecasts | null,
  leakyMetrics: TrainingReport["leakyMetrics"],
): Model {
  const { label, groupKeys } = input;
  const { guard } = rows;
  const forecasts = crossValidated ?? crossFit(fitted.outOfBag, label, groupKeys, settings.seed);
  const featureImportance = describeImportance(guard, fitted.forest.importance);
  const features: Table = { rowCount: label.length, columns: guard.features };
  const byImportance = featureImportance.map(({ feature }) => feature);
  const segmentation = fitSegments(features, byImportance, settings.seed);
  return {
    classifier: "random-forest",
    baseRate: fitted.baseRate,
    encodings: fitted.encodings,
    forest: fitted.forest,
    calibration: fitted.calibration,
    trainedKeys: sortedKeys(groupKeys),
    segmentation,
    report: {
      ...describeRows(rows),
      classifier: "random-forest",
      seed: settings.seed,
      trees: settings.trees,
      evaluation: crossValidated === null ? "out-of-bag" : "cross-validation",
      ...describeEvaluation(evaluate(forecasts, label.length), guard),
      leakyMetrics,
      featureImportance,
      segments: describeSegments(segmentation, features, label),
    },
  };
}

/** The honest answer where no model can be trained: the base rate, and why. */
function withoutForest(rows: ReportedRows, seed: number, reason: string): Model {
  const { label, guard } = rows;
  const common = describeRows(rows);
  const features: Table = { rowCount: label.length, columns: guard.features };
  const segmentation = fitSegments(features, common.features, seed);
  const segments = describeSegments(segmentation, features, label);
  const model = baseRateModel({ positives: common.positives, total: common.rows, segmentation, segments });
  const warnings = [...common.warnings, ...model.report.warnings];
  return {
    ...model,
    report: { ...model.report, ...common, seed, ...describeObstacle(reason, rows), warnings },
  };
}
