import { calibrate } from "./evaluation/calibration.ts";
import { placeOfKey } from "./evaluation/groups.ts";
import { takeRows } from "./features/columns.ts";
import type { Fitted } from "./models/classifier.ts";
import { rowsWhere } from "./models/learning-rows.ts";
import type { Model } from "./models/model.ts";
import { openPool, type Pool } from "./parallel/pool.ts";
import { assignSegments } from "./segments/segmentation.ts";
import type { Table } from "./table/table.ts";

export interface Scores {
  /** Calibrated probability of not being recovered, in (0, 1), per row. */
  readonly risk: Float64Array;
  /** Index into the model's segments, or -1 where it has none. */
  readonly segment: Int32Array;
}

export interface Scorer {
  /**
   * Scores rows. Columns are found by name and categories by text; a column that is not there counts as missing.
   * A borrower who was trained on is scored by the trees, or the fold's model, that never saw that borrower, and
   * calibrated by a map that did not either.
   * @param groupKeys `groupKey` of each row's borrower
   * @throws RangeError when `groupKeys` is not as long as the table
   */
  score(table: Table, groupKeys: Float64Array): Promise<Scores>;
  /** Whether the borrower with this key was trained on, and is scored by a part of the model. */
  isOutOfBag(groupKey: number): boolean;
  /** Ends the worker threads. */
  close(): Promise<void>;
}

/** Rows that are turned into bytes while the threads walk the rows before them. */
const chunkRows = 131_072;

/** @param threads worker threads, which stay until `close`; 1 scores in this thread */
export async function openScorer(model: Model, threads = 1): Promise<Scorer> {
  const pool = openPool(threads);
  return {
    async score(table, groupKeys) {
      if (groupKeys.length !== table.rowCount) {
        throw new RangeError(`${groupKeys.length} group keys for ${table.rowCount} rows`);
      }
      const { segmentation } = model;
      const risk = await scoreRisk(model, table, groupKeys, pool);
      const segment =
        segmentation === null ? new Int32Array(table.rowCount).fill(-1) : assignSegments(segmentation, table);
      return { risk, segment };
    },
    isOutOfBag: (groupKey) => foldOf(model, groupKey) >= 0,
    close: () => pool.close(),
  };
}

/** Fold of the borrower among those that were trained on, or -1: reasons must be asked of the same part. */
export function foldOf(model: Model, groupKey: number): number {
  const place = placeOfKey(model.trainedKeys, groupKey);
  return place < 0 ? -1 : model.trainedFolds[place];
}

async function scoreRisk(
  model: Model,
  table: Table,
  groupKeys: Float64Array,
  pool: Pool,
): Promise<Float64Array> {
  const { fitted } = model;
  const risk = new Float64Array(table.rowCount).fill(model.baseRate);
  if (fitted === null) return risk;
  const folds = Int8Array.from(groupKeys, (key) => foldOf(model, key));
  const trained = Uint8Array.from(folds, (fold) => (fold < 0 ? 0 : 1));
  const outOfBag = trained.includes(1) ? { groupKeys, trained } : undefined;
  const predict = (from: number, to: number) =>
    model.folds.length > 0
      ? scoreByFolds(model.folds, fitted, table, folds, from, to, pool)
      : fitted.predictProbability({ table, from, to, outOfBag }, pool);
  await scoreInChunks(table.rowCount, predict, (scores, from) =>
    calibrateChunk(model, scores, folds, from, risk),
  );
  return risk;
}

/**
 * Scores rows some at a time: `predict` turns the next rows into bytes while the threads walk those before them.
 * @param take called with the scores of the rows from `from` on, in order
 */
export async function scoreInChunks(
  rowCount: number,
  predict: (from: number, to: number) => Promise<Float64Array>,
  take: (scores: Float64Array, from: number) => void,
): Promise<void> {
  let scoring: Promise<void> = Promise.resolve();
  for (let from = 0; from < rowCount; from += chunkRows) {
    const raw = predict(from, Math.min(rowCount, from + chunkRows));
    await scoring;
    scoring = raw.then((scores) => take(scores, from));
  }
  await scoring;
}

/** Each row by the model of its borrower's fold, strangers by the model of all rows. */
async function scoreByFolds(
  models: readonly Fitted[],
  whole: Fitted,
  table: Table,
  folds: Int8Array,
  from: number,
  to: number,
  pool: Pool,
): Promise<Float64Array> {
  const present = [...new Set(folds.subarray(from, to))];
  const modelOf = (fold: number) => (fold < 0 ? whole : models[fold]);
  if (present.length === 1) return modelOf(present[0]).predictProbability({ table, from, to }, pool);
  const raw = new Float64Array(to - from);
  await Promise.all(
    present.map(async (fold) => {
      const rows = rowsWhere(to - from, (row) => folds[from + row] === fold).map((row) => from + row);
      const part = takeRows(table, rows);
      const scores = await modelOf(fold).predictProbability({ table: part, from: 0, to: rows.length }, pool);
      rows.forEach((row, i) => {
        raw[row - from] = scores[i];
      });
    }),
  );
  return raw;
}

function calibrateChunk(
  model: Model,
  raw: Float64Array,
  folds: Int8Array,
  from: number,
  risk: Float64Array,
): void {
  const { calibration, foldCalibrations, baseRate } = model;
  for (let i = 0; i < raw.length; i++) {
    const score = Number.isNaN(raw[i]) ? baseRate : raw[i];
    const fold = folds[from + i];
    const map = fold < 0 ? calibration : foldCalibrations[fold];
    risk[from + i] = map === null ? score : calibrate(map, score);
  }
}
