import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { rocAuc } from "../src/evaluation/auc.ts";
import { numberGroups } from "../src/evaluation/groups.ts";
import { logLoss } from "../src/evaluation/metrics.ts";
import { findClassifier, type TrainableName } from "../src/models/registry.ts";
import { resolveSettings } from "../src/models/settings.ts";
import { openPool, type Pool } from "../src/parallel/pool.ts";
import { type PeerName, type Run, runPeer } from "./python-peer.ts";
import { type BenchRows, makeBenchRows } from "./rows.ts";

/*
 * Times the classifiers beside their peers in one run on the same rows:
 *   node packages/ml-core/bench/train.ts [--rows 100000] [--fresh 20000] [--trees 100] [--threads 2] [--repeats 3]
 * Training is one fit, binning included; scoring is encoding plus walking. Medians; AUC and log loss on fresh rows.
 * Ratios above 1 mean that ours is faster. Other work on the machine slows both sides, but not evenly: XGBoost's
 * threads wait for each other at every step and suffer most.
 */
const { values: given } = parseArgs({
  options: {
    rows: { type: "string", default: "100000" },
    fresh: { type: "string", default: "20000" },
    trees: { type: "string", default: "100" },
    threads: { type: "string", default: String(Math.min(2, availableParallelism())) },
    repeats: { type: "string", default: "3" },
  },
});
const rows = wholeNumber("rows");
const fresh = wholeNumber("fresh");
const trees = wholeNumber("trees");
const threads = wholeNumber("threads");
const repeats = wholeNumber("repeats");

function wholeNumber(name: keyof typeof given): number {
  const value = Number(given[name]);
  if (Number.isInteger(value) && value >= 1) return value;
  console.error(`--${name} is ${given[name]}; it must be a whole number of at least 1`);
  process.exit(2);
}

const [trainRows, freshRows] = [makeBenchRows(rows, 2), makeBenchRows(fresh, 3)];

async function runOwn(
  name: string,
  classifierName: TrainableName,
  given: Record<string, number>,
  pool: Pool,
): Promise<Run> {
  const classifier = findClassifier(classifierName);
  const settings = resolveSettings(classifier.rules, given, rows, trainRows.table.columns.length);
  const times = { train: [] as number[], score: [] as number[] };
  let scores: Float64Array = new Float64Array(0);
  for (let seed = 0; seed < repeats; seed++) {
    let start = performance.now();
    const fitted = await classifier.fit(trainRows, settings, { seed, pool, parts: [], onProgress() {} });
    times.train.push((performance.now() - start) / 1000);
    start = performance.now();
    scores = await fitted.predictProbability({ table: freshRows.table, from: 0, to: fresh }, pool);
    times.score.push((performance.now() - start) / 1000);
  }
  return { name, ...times, ...qualityOf(scores, freshRows) };
}

function qualityOf(scores: Float64Array, { label, groupKeys }: BenchRows) {
  const auc = rocAuc(scores, label, numberGroups(groupKeys))?.value ?? Number.NaN;
  return { auc, logLoss: logLoss(scores, label) };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

function line(run: Run, peer: Run | null): string {
  const [train, score] = [median(run.train), median(run.score)];
  const cells = [
    run.name.padEnd(34),
    `train ${train.toFixed(2).padStart(6)} s`,
    `score ${score.toFixed(3).padStart(6)} s`,
    `AUC ${run.auc.toFixed(4)}`,
    `log loss ${run.logLoss.toFixed(4)}`,
  ];
  if (peer !== null && run !== peer) {
    const faster = (mine: number, theirs: readonly number[]) => (median(theirs) / mine).toFixed(2);
    const auc = run.auc - peer.auc;
    const ratios = `${faster(train, peer.train)}x training, ${faster(score, peer.score)}x scoring`;
    cells.push(`${ratios}, AUC ${auc < 0 ? "" : "+"}${auc.toFixed(4)}`);
  }
  return cells.join("  ");
}

/** Ours and the peer one after the other, so that a busy machine is busy for both. */
async function compare(
  peerName: PeerName,
  own: [string, TrainableName, Record<string, number>][],
  pool: Pool,
) {
  const peer = runPeer(peerName, trainRows, freshRows, { trees, threads, repeats });
  if (peer === null) console.log(`${peerName}: not installed (Debian: apt-get install python3-${peerName})`);
  else console.log(line(peer, peer));
  for (const [name, classifier, settings] of own) {
    console.log(line(await runOwn(name, classifier, settings, pool), peer));
  }
}

console.log(
  `${rows} rows x 20 features, ${trees} trees, ${threads} threads, median of ${repeats}, Node ${process.version}`,
);
const pool = openPool(threads);
await compare(
  "sklearn",
  [
    ["forest, grown to purity", "random-forest", { trees, minLeaf: 1 }],
    ["forest, usual leaves", "random-forest", { trees }],
  ],
  pool,
);
// The peer's own settings for the first, so that both do the same work.
const alike = {
  trees,
  patience: 0,
  shrinkage: 0.3,
  maxDepth: 6,
  minHessian: 1,
  l2: 1,
  rowShare: 1,
  featureShare: 1,
};
await compare(
  "xgboost",
  [
    ["boosting, xgboost's settings", "gradient-boosting", alike],
    ["boosting, usual, stopped early", "gradient-boosting", {}],
  ],
  pool,
);
console.log(line(await runOwn("logistic regression", "logistic-regression", {}, pool), null));
await pool.close();
