import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { openPool, type Pool } from "../src/parallel/pool.ts";
import { median, type OwnWork, runOwn } from "./own.ts";
import { type PeerName, type Run, runPeer } from "./python-peer.ts";
import { makeBenchRows } from "./rows.ts";

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
async function compare(peerName: PeerName, own: OwnWork[], pool: Pool) {
  const peer = runPeer(peerName, trainRows, freshRows, { trees, threads, repeats });
  if (peer === null) console.log(`${peerName}: not installed (Debian: apt-get install python3-${peerName})`);
  else console.log(line(peer, peer));
  for (const work of own) console.log(line(await runOwn(work, trainRows, freshRows, repeats, pool), peer));
}

console.log(
  `${rows} rows x 20 features, ${trees} trees, ${threads} threads, median of ${repeats}, Node ${process.version}`,
);
const pool = openPool(threads);
await compare(
  "sklearn",
  [
    { name: "forest, grown to purity", classifier: "random-forest", settings: { trees, minLeaf: 1 } },
    { name: "forest, usual leaves", classifier: "random-forest", settings: { trees } },
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
    { name: "boosting, xgboost's settings", classifier: "gradient-boosting", settings: alike },
    { name: "boosting, usual, stopped early", classifier: "gradient-boosting", settings: {} },
  ],
  pool,
);
const logistic: OwnWork = { name: "logistic regression", classifier: "logistic-regression", settings: {} };
console.log(line(await runOwn(logistic, trainRows, freshRows, repeats, pool), null));
await pool.close();
