import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BenchRows } from "./rows.ts";

/** What one program did with the rows. */
export interface Run {
  readonly name: string;
  /** Seconds of each repeat. */
  readonly train: readonly number[];
  readonly score: readonly number[];
  /** Seconds of CPU time of each scoring, over all threads: a busy machine distorts them less. */
  readonly scoreCpu: readonly number[];
  /** On fresh rows. */
  readonly auc: number;
  readonly logLoss: number;
}

export interface PeerOptions {
  readonly trees: number;
  readonly threads: number;
  readonly repeats: number;
}

/** Trains and scores a classifier of scikit-learn's interface that `make` (Python, of `seed`) makes. */
const program = (imports: string, make: string) => `
import json, sys, time
import numpy as np
${imports}
from sklearn.metrics import roc_auc_score, log_loss
folder, features, trees, threads, repeats = sys.argv[1], *map(int, sys.argv[2:6])
read = lambda name, kind: np.fromfile(folder + "/" + name, dtype=kind)
x, y = read("train.f32", "<f4").reshape(-1, features), read("train.u8", "u1")
fresh, truth = read("fresh.f32", "<f4").reshape(-1, features), read("fresh.u8", "u1")
train, score, score_cpu = [], [], []
for seed in range(repeats):
    model = ${make}
    start = time.perf_counter(); model.fit(x, y); train.append(time.perf_counter() - start)
    start, cpu = time.perf_counter(), time.process_time()
    p = model.predict_proba(fresh)[:, 1]
    score.append(time.perf_counter() - start); score_cpu.append(time.process_time() - cpu)
print(json.dumps(dict(name=name, train=train, score=score, scoreCpu=score_cpu, auc=roc_auc_score(truth, p), logLoss=log_loss(truth, p))))
`;

const programs = {
  sklearn: program(
    'import sklearn; from sklearn.ensemble import RandomForestClassifier; name = "scikit-learn " + sklearn.__version__',
    "RandomForestClassifier(trees, n_jobs=threads, random_state=seed)",
  ),
  xgboost: program(
    'import xgboost; name = "xgboost " + xgboost.__version__ + " hist"',
    'xgboost.XGBClassifier(n_estimators=trees, max_depth=6, tree_method="hist", n_jobs=threads, random_state=seed)',
  ),
};

export type PeerName = keyof typeof programs;

/** The first Python that has the module, or undefined. Debian's own may hide behind another on the PATH. */
function findPython(module: PeerName): string | undefined {
  return ["python3", "/usr/bin/python3"].find(
    (python) => spawnSync(python, ["-c", `import ${module}, sklearn`], { stdio: "ignore" }).status === 0,
  );
}

/** The peer's run on the same rows, with its defaults; null where it is not installed. */
export function runPeer(
  peer: PeerName,
  train: BenchRows,
  fresh: BenchRows,
  options: PeerOptions,
): Run | null {
  const python = findPython(peer);
  if (python === undefined) return null;
  const folder = mkdtempSync(join(tmpdir(), "models-bench-"));
  try {
    for (const [name, rows] of [["train", train] as const, ["fresh", fresh] as const]) {
      writeFileSync(join(folder, `${name}.f32`), rowMajor(rows));
      writeFileSync(join(folder, `${name}.u8`), rows.label);
    }
    const numbers = [train.table.columns.length, options.trees, options.threads, options.repeats].map(String);
    const output = execFileSync(python, ["-c", programs[peer], folder, ...numbers], { encoding: "utf8" });
    // The program above prints exactly this shape.
    return JSON.parse(output) as Run;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function rowMajor({ table }: BenchRows): Float32Array {
  const width = table.columns.length;
  const out = new Float32Array(table.rowCount * width);
  table.columns.forEach(({ values }, feature) => {
    for (let row = 0; row < table.rowCount; row++) out[row * width + feature] = values[row];
  });
  return out;
}
