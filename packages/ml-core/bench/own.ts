import { rocAuc } from "../src/evaluation/auc.ts";
import { numberGroups } from "../src/evaluation/groups.ts";
import { logLoss } from "../src/evaluation/metrics.ts";
import { findClassifier, type TrainableName } from "../src/models/registry.ts";
import { resolveSettings } from "../src/models/settings.ts";
import type { Pool } from "../src/parallel/pool.ts";
import { scoreInChunks } from "../src/scoring.ts";
import type { Run } from "./python-peer.ts";
import type { BenchRows } from "./rows.ts";

export interface OwnWork {
  readonly name: string;
  readonly classifier: TrainableName;
  readonly settings: Readonly<Record<string, number>>;
}

/** Trains on one set of rows and scores another, `repeats` times; what `runPeer` does with a peer. */
export async function runOwn(
  { name, classifier: classifierName, settings: given }: OwnWork,
  train: BenchRows,
  fresh: BenchRows,
  repeats: number,
  pool: Pool,
): Promise<Run> {
  const classifier = findClassifier(classifierName);
  const { rowCount, columns } = train.table;
  const settings = resolveSettings(classifier.rules, given, rowCount, columns.length);
  const times = { train: [] as number[], score: [] as number[], scoreCpu: [] as number[] };
  const scores = new Float64Array(fresh.table.rowCount);
  for (let seed = 0; seed < repeats; seed++) {
    let start = performance.now();
    const fitted = await classifier.fit(train, settings, { seed, pool, parts: [], onProgress() {} });
    times.train.push((performance.now() - start) / 1000);
    start = performance.now();
    const cpu = process.cpuUsage();
    // As the product scores a book.
    await scoreInChunks(
      scores.length,
      (from, to) => fitted.predictProbability({ table: fresh.table, from, to }, pool),
      (some, from) => scores.set(some, from),
    );
    times.score.push((performance.now() - start) / 1000);
    const { user, system } = process.cpuUsage(cpu);
    times.scoreCpu.push((user + system) / 1e6);
  }
  const { label, groupKeys } = fresh;
  const auc = rocAuc(scores, label, numberGroups(groupKeys))?.value ?? Number.NaN;
  return { name, ...times, auc, logLoss: logLoss(scores, label) };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}
