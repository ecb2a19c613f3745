import type { LearningRows } from "../models/classifier.ts";
import { fitHonestly, type HonestFitContext } from "../models/honest-fit.ts";
import { takeLearningRows } from "../models/learning-rows.ts";
import { bagKey } from "../models/random-forest/bagging.ts";
import type { OutOfTime } from "../report.ts";
import { isoOf } from "../table/calendar.ts";
import { calibrate } from "./calibration.ts";
import { evaluate } from "./evaluate.ts";
import { numberGroups } from "./groups.ts";
import { splitOutOfTime } from "./out-of-time.ts";

/** What the newest loans say about a model of the older ones, or why that cannot be asked. */
export type OutOfTimeCheck =
  | { readonly outOfTime: OutOfTime; readonly outOfTimeReason: null }
  | { readonly outOfTime: null; readonly outOfTimeReason: string };

/** Rows of either side beyond which whole borrowers are sampled: the check must not double the time of a training. */
const mostRows = 50_000;

/**
 * Trains the same classifier once more on the older loans alone (calibration included) and tests it on the newest:
 * what cross-validation, which mixes the dates, cannot tell. Borrowers are on one side only (see `splitOutOfTime`).
 * The columns were chosen on all rows, and the outcomes of the older loans may have become known after the cut.
 * @param asOfDays day number per row, NaN where unknown; undefined where no row has one
 * @param obstacle why rows cannot be learned from, in words, or null
 */
export async function checkOutOfTime(
  rows: LearningRows,
  asOfDays: Float64Array | undefined,
  context: HonestFitContext,
  obstacle: (rows: LearningRows) => string | null,
): Promise<OutOfTimeCheck> {
  if (asOfDays === undefined || asOfDays.every(Number.isNaN)) {
    return unchecked("The loans have no dates.");
  }
  const split = splitOutOfTime(asOfDays, rows.groupKeys);
  if (split === null) return unchecked("All loans that can be compared have the same date.");
  const cutDate = isoOf(split.firstTestDay);
  const older = sampled(rows, split.train);
  const newest = sampled(rows, split.test);
  const reason = obstacle(older) ?? context.classifier.refusal(older, context.settings);
  if (reason !== null)
    return unchecked(`The loans before ${cutDate} are not enough to learn from. ${reason}`);
  const fit = await fitHonestly(older, { ...context, repeats: 1 });
  const { table, label, groupKeys } = newest;
  const raw = await fit.fitted.predictProbability({ table, from: 0, to: table.rowCount }, context.pool);
  const forecasts = {
    ...{ raw, label, groups: numberGroups(groupKeys) },
    calibrated: raw.map((score) => calibrate(fit.calibration, score)),
    baseline: new Float64Array(raw.length).fill(fit.baseRate),
  };
  const { metrics } = evaluate(forecasts, label.length);
  if (metrics === null) return unchecked(`All loans from ${cutDate} on have the same outcome.`);
  const lastDay = split.test.reduce((last, row) => Math.max(last, asOfDays[row]), split.firstTestDay);
  const outOfTime = {
    ...{ cutDate, lastDate: isoOf(lastDay), trainRows: older.label.length, testRows: label.length },
    ...{ testPositives: label.reduce((sum, value) => sum + value, 0), metrics },
  };
  return { outOfTime, outOfTimeReason: null };
}

function unchecked(outOfTimeReason: string): OutOfTimeCheck {
  return { outOfTime: null, outOfTimeReason };
}

function sampled(rows: LearningRows, chosen: Uint32Array): LearningRows {
  const share = Math.min(1, mostRows / chosen.length) * 4294967296;
  return takeLearningRows(
    rows,
    chosen.filter((row) => bagKey(rows.groupKeys[row]) < share),
  );
}
