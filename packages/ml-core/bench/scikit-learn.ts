import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BenchRows } from "./rows.ts";

export interface PeerRun {
  readonly version: string;
  /** Seconds of each repeat. */
  readonly train: readonly number[];
  readonly score: readonly number[];
  readonly auc: number;
}

const program = `
import json, sys, time
import numpy as np, sklearn
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import roc_auc_score
folder, features, trees, threads, repeats = sys.argv[1], *map(int, sys.argv[2:6])
read = lambda name, kind: np.fromfile(folder + "/" + name, dtype=kind)
x, y = read("train.f32", "<f4").reshape(-1, features), read("train.u8", "u1")
fresh, truth = read("fresh.f32", "<f4").reshape(-1, features), read("fresh.u8", "u1")
train, score = [], []
for repeat in range(repeats):
    forest = RandomForestClassifier(trees, n_jobs=threads, random_state=repeat)
    start = time.perf_counter(); forest.fit(x, y); train.append(time.perf_counter() - start)
    start = time.perf_counter(); p = forest.predict_proba(fresh)[:, 1]; score.append(time.perf_counter() - start)
print(json.dumps(dict(version=sklearn.__version__, train=train, score=score, auc=roc_auc_score(truth, p))))
`;

/** The first Python that has scikit-learn, or undefined. Debian's own may hide behind another on the PATH. */
export function findPython(): string | undefined {
  return ["python3", "/usr/bin/python3"].find(
    (python) => spawnSync(python, ["-c", "import sklearn"], { stdio: "ignore" }).status === 0,
  );
}

/** Trains and scores scikit-learn's RandomForestClassifier with its defaults on the same rows. */
export function runScikitLearn(
  python: string,
  train: BenchRows,
  fresh: BenchRows,
  options: { readonly trees: number; readonly threads: number; readonly repeats: number },
): PeerRun {
  const folder = mkdtempSync(join(tmpdir(), "forest-bench-"));
  try {
    for (const [name, rows] of [["train", train] as const, ["fresh", fresh] as const]) {
      writeFileSync(join(folder, `${name}.f32`), rowMajor(rows));
      writeFileSync(join(folder, `${name}.u8`), rows.label);
    }
    const numbers = [train.table.columns.length, options.trees, options.threads, options.repeats].map(String);
    const output = execFileSync(python, ["-c", program, folder, ...numbers], { encoding: "utf8" });
    // The program above prints exactly this shape.
    return JSON.parse(output) as PeerRun;
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
