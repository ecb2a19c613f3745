import { takeRows } from "../features/columns.ts";
import { encodeRows, fitCalibratedForest } from "../models/random-forest/fit.ts";
import { type ForestOptions, walkForest } from "../models/random-forest/forest.ts";
import type { Pool } from "../parallel/pool.ts";
import type { Table } from "../table/table.ts";
import { calibrate } from "./calibration.ts";
import type { Forecasts } from "./evaluate.ts";
import { assignFolds, numberGroups } from "./groups.ts";

const folds = 5;

/** How often the folds are dealt anew: with few rows the luck of the split would show in the metrics. */
export function repeatsFor(rows: number): number {
  return Math.max(1, Math.min(5, Math.floor(5000 / rows)));
}

/** Forests that `crossValidate` grows, each on four fifths of the rows. */
export function forestsFor(rows: number): number {
  return folds * repeatsFor(rows);
}

/**
 * Forecasts of every row by whole pipelines (bins, forest, calibration) that were fitted without the row's fold.
 * Folds are stratified and never split a borrower; dealing is repeated where rows are few.
 */
export async function crossValidate(
  table: Table,
  label: Uint8Array,
  groupKeys: Float64Array,
  options: ForestOptions,
  pool: Pool,
  onProgress: (fraction: number) => void,
): Promise<Forecasts> {
  const repeats = repeatsFor(label.length);
  const size = repeats * label.length;
  const groups = numberGroups(groupKeys);
  const forecasts = {
    raw: new Float64Array(size),
    calibrated: new Float64Array(size),
    baseline: new Float64Array(size),
    label: new Uint8Array(size),
    groups: { of: new Int32Array(size), count: groups.count },
  };
  const all = Uint32Array.from(label.keys());
  for (let repeat = 0; repeat < repeats; repeat++) {
    const offset = repeat * label.length;
    forecasts.label.set(label, offset);
    forecasts.groups.of.set(groups.of, offset);
    const fold = assignFolds(groupKeys, label, folds, options.seed + repeat);
    for (let held = 0; held < folds; held++) {
      const inside = all.filter((row) => fold[row] !== held);
      const outside = all.filter((row) => fold[row] === held);
      const fitted = await fitCalibratedForest(
        takeRows(table, inside),
        Uint8Array.from(inside, (row) => label[row]),
        Float64Array.from(inside, (row) => groupKeys[row]),
        { ...options, seed: options.seed + repeat },
        pool,
        (fraction) => onProgress((repeat * folds + held + fraction) / (repeats * folds)),
      );
      const heldOut = takeRows(table, outside);
      const codes = encodeRows(fitted.encodings, heldOut, 0, heldOut.rowCount);
      const rows = { codes, rowCount: heldOut.rowCount, featureCount: fitted.encodings.length };
      const scores = await walkForest(fitted.forest, rows, pool);
      outside.forEach((row, i) => {
        forecasts.raw[offset + row] = scores[i];
        forecasts.calibrated[offset + row] = calibrate(fitted.calibration, scores[i]);
        forecasts.baseline[offset + row] = fitted.baseRate;
      });
    }
  }
  return forecasts;
}
