import type { LearningRows } from "../models/classifier.ts";
import { fitHonestly, foldCount, type HonestFitContext } from "../models/honest-fit.ts";
import { rowsWhere, takeLearningRows } from "../models/learning-rows.ts";
import { calibrate } from "./calibration.ts";
import type { Forecasts } from "./evaluate.ts";
import { assignFolds, numberGroups } from "./groups.ts";

/** How often the folds are dealt anew: with few rows the luck of the split would show in the metrics. */
export function repeatsFor(rows: number): number {
  return Math.max(1, Math.min(5, Math.floor(5000 / rows)));
}

/**
 * Forecasts of every row by whole pipelines (bins, classifier, calibration) that were fitted without the row's fold.
 * Folds are stratified and never split a borrower; dealing is repeated `context.repeats` times.
 */
export async function crossValidate(rows: LearningRows, context: HonestFitContext): Promise<Forecasts> {
  const { seed, pool, repeats, onProgress } = context;
  const { label, groupKeys, table } = rows;
  const size = repeats * label.length;
  const groups = numberGroups(groupKeys);
  const forecasts = {
    raw: new Float64Array(size),
    calibrated: new Float64Array(size),
    baseline: new Float64Array(size),
    label: new Uint8Array(size),
    groups: { of: new Int32Array(size), count: groups.count },
  };
  for (let repeat = 0; repeat < repeats; repeat++) {
    const offset = repeat * label.length;
    forecasts.label.set(label, offset);
    forecasts.groups.of.set(groups.of, offset);
    const fold = assignFolds(groupKeys, label, foldCount, seed + repeat);
    for (let held = 0; held < foldCount; held++) {
      const inside = rowsWhere(table.rowCount, (row) => fold[row] !== held);
      const outside = rowsWhere(table.rowCount, (row) => fold[row] === held);
      const { fitted, calibration, baseRate } = await fitHonestly(takeLearningRows(rows, inside), {
        ...context,
        seed: seed + repeat,
        repeats: 1,
        onProgress: (fraction) => onProgress((repeat * foldCount + held + fraction) / (repeats * foldCount)),
      });
      const heldOut = takeLearningRows(rows, outside).table;
      const scores = await fitted.predictProbability({ table: heldOut, from: 0, to: heldOut.rowCount }, pool);
      outside.forEach((row, i) => {
        forecasts.raw[offset + row] = scores[i];
        forecasts.calibrated[offset + row] = calibrate(calibration, scores[i]);
        forecasts.baseline[offset + row] = baseRate;
      });
    }
  }
  return forecasts;
}
