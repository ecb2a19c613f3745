import { calibrate } from "./evaluation/calibration.ts";
import { hasKey } from "./evaluation/groups.ts";
import type { Model } from "./models/model.ts";
import { bagKeysOf, encodeRows } from "./models/random-forest/fit.ts";
import { type Forest, walkForest } from "./models/random-forest/forest.ts";
import type { WalkRows } from "./models/random-forest/walk.ts";
import { openPool, type Pool } from "./parallel/pool.ts";
import { sharedBytes } from "./parallel/shared.ts";
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
   * A borrower who was trained on is scored by the trees that never saw that borrower.
   * @param groupKeys `groupKey` of each row's borrower
   * @throws RangeError when `groupKeys` is not as long as the table
   */
  score(table: Table, groupKeys: Float64Array): Promise<Scores>;
  /** Whether the borrower with this key was trained on, and is scored by a part of the trees. */
  isOutOfBag(groupKey: number): boolean;
  /** Ends the worker threads. */
  close(): Promise<void>;
}

/** Rows that are turned into bytes while the threads walk the rows before them. */
const chunkRows = 65_536;

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
    isOutOfBag: (groupKey) => model.forest !== null && hasKey(model.trainedKeys, groupKey),
    close: () => pool.close(),
  };
}

async function scoreRisk(
  model: Model,
  table: Table,
  groupKeys: Float64Array,
  pool: Pool,
): Promise<Float64Array> {
  const { forest } = model;
  const risk = new Float64Array(table.rowCount).fill(model.baseRate);
  if (forest === null) return risk;
  let walking: Promise<void> = Promise.resolve();
  for (let from = 0; from < table.rowCount; from += chunkRows) {
    const to = Math.min(table.rowCount, from + chunkRows);
    const rows = rowsToWalk(model, table, groupKeys, from, to);
    await walking;
    walking = walkChunk(model, forest, rows, risk.subarray(from, to), pool);
  }
  await walking;
  return risk;
}

function rowsToWalk(model: Model, table: Table, groupKeys: Float64Array, from: number, to: number): WalkRows {
  const codes = encodeRows(model.encodings, table, from, to);
  const rows = { codes, rowCount: to - from, featureCount: model.encodings.length };
  const keys = groupKeys.subarray(from, to);
  const seen = sharedBytes(to - from);
  for (let row = 0; row < seen.length; row++) seen[row] = hasKey(model.trainedKeys, keys[row]) ? 1 : 0;
  return seen.includes(1) ? { ...rows, seen, bagKeys: bagKeysOf(keys) } : rows;
}

async function walkChunk(
  model: Model,
  forest: Forest,
  rows: WalkRows,
  risk: Float64Array,
  pool: Pool,
): Promise<void> {
  const raw = await walkForest(forest, rows, pool);
  const { calibration, baseRate } = model;
  for (let row = 0; row < raw.length; row++) {
    const score = Number.isNaN(raw[row]) ? baseRate : raw[row];
    risk[row] = calibration === null ? score : calibrate(calibration, score);
  }
}
