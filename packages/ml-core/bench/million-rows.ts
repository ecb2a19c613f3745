import type { Fitted } from "../src/models/classifier.ts";
import { serializeModel } from "../src/models/model-file.ts";
import { findClassifier } from "../src/models/registry.ts";
import { resolveSettings } from "../src/models/settings.ts";
import { openPool, type Pool } from "../src/parallel/pool.ts";
import { train } from "../src/pipeline.ts";
import { median } from "./own.ts";
import { type BenchRows, makeBenchRows } from "./rows.ts";

/*
 * A process of its own for bars.ts, so that nothing else counts as memory. Prints one JSON object (see `Fit`, `Training`):
 *   node --expose-gc packages/ml-core/bench/million-rows.ts ROWS THREADS fit|train
 */

/** The default forest, bins included, fitted by threads that have fitted a small one before. */
export interface Fit {
  /** Most resident memory of the process during the fit beyond that before, and the forest's trees, in bytes. */
  readonly bytes: number;
  readonly trees: number;
  readonly seconds: number;
  /** Seconds of one fit with 100 trees and usual leaves: of a hundredth of the rows (median of 5), and of all (once). */
  readonly few: number;
  readonly many: number;
}

/** The whole of `train()`: from starting threads to the report, out-of-bag scores and calibration included. */
export interface Training {
  readonly bytes: number;
  readonly seconds: number;
  /** Bytes of the model's file. */
  readonly file: number;
}

const [rows, threads] = process.argv.slice(2, 4).map(Number);

function fitForest(data: BenchRows, pool: Pool, given: Readonly<Record<string, number>>): Promise<Fitted> {
  const { rowCount, columns } = data.table;
  const { fit, rules } = findClassifier("random-forest");
  const settings = resolveSettings(rules, given, rowCount, columns.length);
  return fit(data, settings, { seed: 0, pool, parts: [], onProgress() {} });
}

async function secondsToFit(data: BenchRows, pool: Pool): Promise<number> {
  const start = performance.now();
  await fitForest(data, pool, { trees: 100 });
  return (performance.now() - start) / 1000;
}

/** The most resident memory during `work` beyond that before, and its seconds. */
async function watched<Result>(work: () => Promise<Result>) {
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  let most = before;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 20);
  const start = performance.now();
  const result = await work();
  const seconds = (performance.now() - start) / 1000;
  clearInterval(watch);
  return { result, seconds, bytes: Math.max(most, process.memoryUsage.rss()) - before };
}

async function measureFit(): Promise<Fit> {
  const [fewRows, manyRows] = [makeBenchRows(Math.round(rows / 100), 2), makeBenchRows(rows, 2)];
  const pool = openPool(threads);
  await fitForest(makeBenchRows(30_000, 2), pool, {});
  const { result, bytes, seconds } = await watched(() => fitForest(manyRows, pool, {}));
  const few: number[] = [];
  // The first two are not counted.
  for (let repeat = -2; repeat < 5; repeat++) few.push(await secondsToFit(fewRows, pool));
  const many = await secondsToFit(manyRows, pool);
  await pool.close();
  const trees = (result.ensemble?.nodes.length ?? 0) * 4;
  return { bytes, trees, seconds, few: median(few.slice(2)), many };
}

async function measureTraining(): Promise<Training> {
  const data = makeBenchRows(rows, 2);
  const { result, bytes, seconds } = await watched(() => train(data, { threads }));
  return { bytes, seconds, file: serializeModel(result).length };
}

console.log(JSON.stringify(process.argv[4] === "fit" ? await measureFit() : await measureTraining()));
