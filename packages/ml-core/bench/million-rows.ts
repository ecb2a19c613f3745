import { serializeModel } from "../src/models/model-file.ts";
import { findClassifier } from "../src/models/registry.ts";
import { resolveSettings } from "../src/models/settings.ts";
import { openPool, type Pool } from "../src/parallel/pool.ts";
import { train } from "../src/pipeline.ts";
import { median } from "./own.ts";
import { type BenchRows, makeBenchRows } from "./rows.ts";

/*
 * A process of its own for bars.ts, so that nothing else counts as memory. Prints one JSON object (see `Million`):
 *   node --expose-gc packages/ml-core/bench/million-rows.ts ROWS THREADS
 */
export interface Million {
  /** Seconds of one fit with 100 trees and usual leaves: of a hundredth of the rows (median of 5), and of all (once). */
  readonly few: number;
  readonly many: number;
  /** Most resident memory while training the default model beyond that before, the bytes of its trees, and its file. */
  readonly grown: number;
  readonly trees: number;
  readonly file: number;
  /** Seconds of that training. */
  readonly seconds: number;
}

const [rows, threads] = process.argv.slice(2).map(Number);

async function secondsToFit(data: BenchRows, pool: Pool): Promise<number> {
  const { rowCount, columns } = data.table;
  const { fit, rules } = findClassifier("random-forest");
  const settings = resolveSettings(rules, { trees: 100 }, rowCount, columns.length);
  const start = performance.now();
  await fit(data, settings, { seed: 0, pool, parts: [], onProgress() {} });
  return (performance.now() - start) / 1000;
}

async function measureDefault() {
  const data = makeBenchRows(rows, 2);
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  let most = before;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 20);
  const start = performance.now();
  const model = await train(data, { threads });
  const seconds = (performance.now() - start) / 1000;
  clearInterval(watch);
  const trees = (model.fitted?.ensemble?.nodes.length ?? 0) * 4;
  return {
    grown: Math.max(most, process.memoryUsage.rss()) - before,
    trees,
    seconds,
    file: serializeModel(model).length,
  };
}

const whole = await measureDefault();
const pool = openPool(threads);
const [fewRows, manyRows] = [makeBenchRows(Math.round(rows / 100), 2), makeBenchRows(rows, 2)];
const few: number[] = [];
// The first two start the threads and are not counted.
for (let repeat = -2; repeat < 5; repeat++) few.push(await secondsToFit(fewRows, pool));
const answer: Million = {
  ...whole,
  few: median(few.slice(2)),
  many: await secondsToFit(manyRows, pool),
};
await pool.close();
console.log(JSON.stringify(answer));
