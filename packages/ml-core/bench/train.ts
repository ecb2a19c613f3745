import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { rocAuc } from "../src/evaluation/auc.ts";
import { numberGroups } from "../src/evaluation/groups.ts";
import { encodeRows, fitBinnedForest, forestDefaults } from "../src/models/random-forest/fit.ts";
import { type ForestOptions, walkForest } from "../src/models/random-forest/forest.ts";
import { openPool, type Pool } from "../src/parallel/pool.ts";
import { type BenchRows, makeBenchRows } from "./rows.ts";
import { findPython, type PeerRun, runScikitLearn } from "./scikit-learn.ts";

/*
 * Times the random forest beside scikit-learn's in one run on the same rows:
 *   node packages/ml-core/bench/train.ts [--rows 100000] [--fresh 20000] [--trees 100] [--threads 2] [--repeats 3]
 * Training is binning plus growing; scoring is encoding plus walking. Medians; AUC on fresh rows.
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
const settings = {
  rows: wholeNumber("rows"),
  fresh: wholeNumber("fresh"),
  trees: wholeNumber("trees"),
  threads: wholeNumber("threads"),
  repeats: wholeNumber("repeats"),
};

function wholeNumber(name: keyof typeof given): number {
  const value = Number(given[name]);
  if (Number.isInteger(value) && value >= 1) return value;
  console.error(`--${name} is ${given[name]}; it must be a whole number of at least 1`);
  process.exit(2);
}

interface OwnRun {
  readonly train: number[];
  readonly score: number[];
  readonly auc: number;
  readonly nodes: number;
}

async function runOwn(
  train: BenchRows,
  fresh: BenchRows,
  options: Omit<ForestOptions, "seed">,
  pool: Pool,
): Promise<OwnRun> {
  const times = { train: [] as number[], score: [] as number[] };
  let auc = Number.NaN;
  let nodes = 0;
  for (let repeat = 0; repeat < settings.repeats; repeat++) {
    let start = performance.now();
    const { encodings, forest } = await fitBinnedForest(train, { ...options, seed: repeat }, pool);
    times.train.push((performance.now() - start) / 1000);
    start = performance.now();
    const { rowCount } = fresh.table;
    const codes = encodeRows(encodings, fresh.table, 0, rowCount);
    const scores = await walkForest(forest, { codes, rowCount, featureCount: encodings.length }, pool);
    times.score.push((performance.now() - start) / 1000);
    auc = rocAuc(scores, fresh.label, numberGroups(fresh.groupKeys))?.value ?? Number.NaN;
    nodes = forest.nodes.length / 2;
  }
  return { ...times, auc, nodes };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

function line(name: string, run: OwnRun | PeerRun, peer: PeerRun | null): string {
  const [train, score] = [median(run.train), median(run.score)];
  const cells = [
    name.padEnd(34),
    `train ${train.toFixed(2).padStart(7)} s`,
    `score ${score.toFixed(3).padStart(7)} s`,
    `AUC ${run.auc.toFixed(4)}`,
  ];
  if ("nodes" in run) cells.push(`${(run.nodes / 1e6).toFixed(2)} M nodes`);
  if (peer !== null && run !== peer) {
    const faster = (mine: number, theirs: readonly number[]) => (median(theirs) / mine).toFixed(1);
    const auc = run.auc - peer.auc;
    cells.push(
      `${faster(train, peer.train)}x training, ${faster(score, peer.score)}x scoring, AUC ${auc < 0 ? "" : "+"}${auc.toFixed(4)}`,
    );
  }
  return cells.join("  ");
}

const { rows, fresh, trees, threads, repeats } = settings;
console.log(
  `${rows} rows x 20 features, ${trees} trees, ${threads} threads, median of ${repeats}, Node ${process.version}`,
);
const [trainRows, freshRows] = [makeBenchRows(rows, 2), makeBenchRows(fresh, 3)];
const python = findPython();
const peer =
  python === undefined ? null : runScikitLearn(python, trainRows, freshRows, { trees, threads, repeats });
const defaults = { ...forestDefaults(rows, trainRows.table.columns.length), trees };
const pool = openPool(threads);
const pure = await runOwn(trainRows, freshRows, { ...defaults, minLeaf: 1 }, pool);
const usual = await runOwn(trainRows, freshRows, defaults, pool);
await pool.close();
if (peer === null) console.log("scikit-learn: not installed (Debian: apt-get install python3-sklearn)");
else console.log(line(`scikit-learn ${peer.version}, grown to purity`, peer, peer));
console.log(line("ours, grown to purity", pure, peer));
console.log(line(`ours, default leaves (${defaults.minLeaf} rows)`, usual, peer));
