import { execFileSync } from "node:child_process";
import { loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { openPool, type Pool } from "../src/parallel/pool.ts";
import type { Fit, Training } from "./million-rows.ts";
import { median, type OwnWork, runOwn } from "./own.ts";
import { type PeerName, type Run, runPeer } from "./python-peer.ts";
import { makeBenchRows } from "./rows.ts";

/*
 * The bars that the models are held to, each with what was measured and whether it passes, as one table:
 *   node packages/ml-core/bench/bars.ts [--repeats 5] [--score 1000000] [--million 1000000]
 * Two threads on both sides. Medians of --repeats, in one run; what takes minutes (all rows of a million, the
 * ml-random-forest package) runs once. A machine that is busy with something else says nothing: see the load.
 */
const { values: given } = parseArgs({
  options: {
    repeats: { type: "string", default: "5" },
    score: { type: "string", default: "1000000" },
    million: { type: "string", default: "1000000" },
  },
});
const [repeats, scoreRows, millionRows] = [given.repeats, given.score, given.million].map(Number);
const threads = 2;
const features = 20;
const aucTolerance = 0.002;

interface Bar {
  readonly work: string;
  readonly measured: string;
  readonly bar: string;
  /** null where the peer is not installed. */
  readonly passes: boolean | null;
}

const seconds = (value: number) => `${value.toFixed(value < 0.1 ? 4 : 2)} s`;
const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
const ratioOf = (own: number, peer: number) =>
  `${seconds(own)} against ${seconds(peer)}: ${(peer / own).toFixed(2)}x`;
const aucOf = ({ auc }: Run) => `AUC ${auc.toFixed(4)}`;

/** Ours beside the peer's seconds; without a peer there is nothing to pass. */
function beside(
  work: string,
  what: "train" | "score",
  own: Run,
  peer: Run | null,
  { least, bar }: { least: number; bar: string },
): Bar {
  const mine = median(own[what]);
  if (peer === null) return { work, bar, measured: `${seconds(mine)}, peer not installed`, passes: null };
  const theirs = median(peer[what]);
  const isAsGood = own.auc > peer.auc - aucTolerance;
  const cpu = what === "score" ? `, CPU time ${ratioOf(median(own.scoreCpu), median(peer.scoreCpu))}` : "";
  return {
    ...{ work, bar },
    measured: `${ratioOf(mine, theirs)}${cpu}, ${aucOf(own)} against ${aucOf(peer)}`,
    passes: theirs / mine >= least && isAsGood,
  };
}

async function againstPeers(pool: Pool): Promise<Bar[]> {
  const train = makeBenchRows(100_000, 2);
  const fresh = makeBenchRows(scoreRows, 3);
  const peerOf = (name: PeerName) => runPeer(name, train, fresh, { trees: 100, threads, repeats });
  const own = (work: OwnWork) => runOwn(work, train, fresh, repeats, pool);
  const sklearn = peerOf("sklearn");
  const pure = await own({ name: "", classifier: "random-forest", settings: { trees: 100, minLeaf: 1 } });
  const usual = await own({ name: "", classifier: "random-forest", settings: { trees: 100 } });
  const xgboost = peerOf("xgboost");
  const alike = { maxDepth: 6, shrinkage: 0.3, minHessian: 1, l2: 1, rowShare: 1, featureShare: 1 };
  const boosted = await own({
    ...{ name: "", classifier: "gradient-boosting" },
    settings: { trees: 100, patience: 0, ...alike },
  });
  const size = `${scoreRows.toLocaleString("en")} x ${features}`;
  return [
    beside("train forest, 100,000 x 20, 100 trees", "train", pure, sklearn, {
      least: 10,
      bar: "10x scikit-learn",
    }),
    beside("train boosting, 100,000 x 20, 100 rounds", "train", boosted, xgboost, {
      least: 1 / 1.5,
      bar: "1.5 times XGBoost hist: 0.67x",
    }),
    beside(`score ${size}, 100 trees, both grown to purity`, "score", pure, sklearn, {
      least: 1,
      bar: "1x scikit-learn",
    }),
    beside(`score ${size}, 100 trees, our usual leaves against theirs (purity)`, "score", usual, sklearn, {
      least: 5,
      bar: "5x scikit-learn",
    }),
  ];
}

async function againstMljs(pool: Pool): Promise<Bar> {
  const rows = makeBenchRows(500, 2);
  // The package's own least size of a node that is split.
  const settings = { trees: 100, minSamples: 3 };
  const own = await runOwn(
    { name: "", classifier: "random-forest", settings: { trees: 100, minLeaf: 1 } },
    ...([rows, rows, Math.max(5, repeats), pool] as const),
  );
  const theirs = await runOwn({ name: "", classifier: "mljs-random-forest", settings }, rows, rows, 1, pool);
  const ratio = median(theirs.train) / median(own.train);
  return {
    work: "train 500 x 20, 100 trees",
    measured: `${seconds(median(own.train))} against ${seconds(theirs.train[0])} (once): ${ratio.toFixed(0)}x`,
    bar: "200x ml-random-forest",
    passes: ratio >= 200,
  };
}

/** What million-rows.ts prints, run in a process of its own. */
function runMillion(what: "fit" | "train"): unknown {
  const script = fileURLToPath(new URL("./million-rows.ts", import.meta.url));
  const flags = [
    "--expose-gc",
    "--max-old-space-size=8192",
    script,
    String(millionRows),
    String(threads),
    what,
  ];
  return JSON.parse(execFileSync(process.execPath, flags, { encoding: "utf8" }));
}

function ofMillion(): Bar[] {
  // The script prints exactly these shapes.
  const fit = runMillion("fit") as Fit;
  const training = runMillion("train") as Training;
  const { few, many, trees } = fit;
  const binned = millionRows * features;
  const growth = many / few / (100 * (Math.log(millionRows) / Math.log(millionRows / 100)));
  const size = `${millionRows.toLocaleString("en")} x ${features}`;
  const memory = (what: string, { bytes, seconds: took }: Fit | Training): Bar => ({
    work: `memory, ${what} ${size}`,
    measured: `${megabytes(bytes)} more: trees ${megabytes(trees)} + ${((bytes - trees) / binned).toFixed(1)} times the binned data (${seconds(took)}, once)`,
    bar: `trees + 4 times ${megabytes(binned)}`,
    passes: bytes - trees < 4 * binned,
  });
  return [
    memory("fitting the default forest alone on", fit),
    memory("all of train(), threads and report too, on", training),
    {
      work: "file of that model",
      measured: megabytes(training.file),
      bar: "64 MB",
      passes: training.file <= 64 * 2 ** 20,
    },
    {
      work: `growth of training, ${(millionRows / 100).toLocaleString("en")} to ${millionRows.toLocaleString("en")} rows, 100 trees`,
      measured: `${seconds(few)} to ${seconds(many)} (once): ${growth.toFixed(2)} times n log n`,
      bar: "2 times n log n",
      passes: growth <= 2,
    },
  ];
}

function print(bars: readonly Bar[]): void {
  const verdict = (passes: boolean | null) => (passes === null ? "no peer" : passes ? "pass" : "MISS");
  const [work, bar] = (["work", "bar"] as const).map((key) =>
    Math.max(...bars.map((one) => one[key].length)),
  );
  for (const one of bars) {
    console.log(
      `${verdict(one.passes).padEnd(8)}${one.work.padEnd(work)}  ${one.bar.padEnd(bar)}  ${one.measured}`,
    );
  }
}

const load = () => loadavg()[0].toFixed(1);
const loadBefore = load();
const pool = openPool(threads);
// The million first: it wants the memory that the rest of this process would hold.
const million = ofMillion();
const bars = [...(await againstPeers(pool)), await againstMljs(pool), ...million];
await pool.close();
console.log(
  `medians of ${repeats}, ${threads} threads, Node ${process.version}, load before ${loadBefore}, after ${load()}`,
);
print(bars);
