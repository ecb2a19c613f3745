import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { Attributor } from "../../explanation/attributions.ts";
import { coverTrees } from "../../explanation/covers.ts";
import { openPool } from "../../parallel/pool.ts";
import { openScorer, train } from "../../pipeline.ts";
import type { Table } from "../../table/table.ts";
import { makeLoans } from "../../testing/loans.ts";
import type { Ensemble } from "../classifier.ts";
import { encodeRows } from "../random-forest/fit.ts";
import type { TrainableName } from "../registry.ts";
import { exportXgboost } from "./export.ts";
import { importXgboost } from "./import.ts";
import { asFloat32, matrixOf, tableOf } from "./testing/rows.ts";

/** Debian's own Python may hide behind another on the PATH. */
const python = ["/usr/bin/python3", "python3"].find(
  (name) => spawnSync(name, ["-c", "import xgboost, numpy"], { stdio: "ignore" }).status === 0,
);
if (python === undefined) console.warn("skipped: no python3 here can import xgboost and numpy");

const folder = mkdtempSync(join(tmpdir(), "loan-recovery-xgboost-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a program in the folder. `read(name)` and `write(name, array)` move float32 matrices. */
function runPython(program: string): void {
  const prelude = `
import json, sys
import numpy as np
import xgboost as xgb
read = lambda name, columns: np.fromfile(name, dtype="<f4").reshape(-1, columns)
write = lambda name, array: np.asarray(array, dtype="<f4").tofile(name)
`;
  writeFileSync(join(folder, "program.py"), prelude + program);
  execFileSync(python ?? "", ["program.py"], { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
}

function readFloats(name: string): Float32Array {
  const bytes = readFileSync(join(folder, name));
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i] - b[i]));
  return a.length === b.length ? largest : Number.NaN;
}

const pool = openPool(1);

describe.skipIf(python === undefined)("with XGBoost itself", () => {
  test.each<[TrainableName, number]>([
    ["random-forest", 500],
    ["gradient-boosting", 300],
  ])("an exported %s predicts there what it predicts here", async (classifier, trees) => {
    const loans = makeLoans(600, 11, 2);
    const model = await train(loans, { classifier, trees });
    const fresh = asFloat32(makeLoans(4000, 12, 2).table);
    const raw = await model.fitted?.predictProbability({ table: fresh, from: 0, to: 4000 }, pool);
    writeFileSync(join(folder, "ours.json"), [...exportXgboost(model)].join(""));
    const encodings = model.fitted?.ensemble?.encodings ?? [];
    writeFileSync(join(folder, "x.f32"), matrixOf(fresh, encodings));
    runPython(`
booster = xgb.Booster(model_file="ours.json")
names, types = booster.feature_names, booster.feature_types
data = xgb.DMatrix(read("x.f32", len(names)), feature_names=names, feature_types=types, enable_categorical=True)
write("p.f32", booster.predict(data))
shap = booster.predict(data.slice(range(200)), pred_contribs=True)
gap = np.abs(shap.sum(1) - booster.predict(data, output_margin=True)[:200]).max()
assert gap < 1e-4, gap
`);
    const difference = largestDifference(readFloats("p.f32"), raw ?? []);
    console.info(`${classifier}, ${model.fitted?.trees} trees, largest difference ${difference}`);
    expect(difference).toBeLessThan(1e-6);
  });

  test.each([
    ["hist", "tree_method='hist', max_depth=6", 60],
    // More thresholds on a feature than a byte can tell apart, over many trees and within one.
    ["exact", "tree_method='exact', max_depth=5", 200],
    ["one deep tree", "tree_method='exact', max_depth=14, min_child_weight=0, reg_lambda=0, eta=0.5", 3],
    ["forests", "tree_method='hist', num_parallel_tree=5, subsample=0.6, base_score=0.3", 10],
    ["lossguide", "tree_method='hist', grow_policy='lossguide', max_leaves=40, max_depth=0", 30],
    ["reg:logistic", "objective='reg:logistic', tree_method='approx', base_score=0.9", 40],
    ["categories", "tree_method='hist', max_depth=5, max_cat_to_onehot=2, max_cat_threshold=16", 60],
    ["one-hot categories", "tree_method='hist', max_depth=5, max_cat_to_onehot=1000", 60],
  ])("a model trained there predicts and explains here as there: %s", async (name, settings, rounds) => {
    const types = name.includes("categories") ? "['q', 'q', 'q', 'c']" : "['q'] * 4";
    runPython(`
rng = np.random.default_rng(7)
def rows(n):
    x = np.column_stack([rng.normal(size=n), rng.lognormal(8, 2, n), rng.integers(0, 50, n), rng.integers(0, 40, n)])
    x[rng.random(x.shape) < 0.1] = np.nan
    return x.astype("<f4")
x = rows(3000)
odd = np.isin(x[:, 3], [1, 5, 6, 7, 20, 33])
y = (np.nan_to_num(x[:, 0]) + 0.05 * np.nan_to_num(x[:, 2]) + 1.5 * odd + rng.normal(size=3000) > 1.5)
names, types = ["alpha", "beta", "gamma", "delta"], ${types}
matrix = lambda x, **more: xgb.DMatrix(x, feature_names=names, feature_types=types, enable_categorical=True, **more)
settings = {**dict(objective="binary:logistic", nthread=1, seed=1), **dict(${settings})}
booster = xgb.train(settings, matrix(x, label=y), ${rounds})
booster.save_model("theirs.json")
# Values on the thresholds, and the float32 numbers on either side.
fresh = np.vstack([rows(1500)] + [rows(500) for _ in range(3)])
trees = json.loads(open("theirs.json").read().replace("NaN", "null"))["learner"]["gradient_booster"]["model"]["trees"]
for column in range(3):
    cuts = [c for t in trees for c, f, l in zip(t["split_conditions"], t["split_indices"], t["left_children"]) if l >= 0 and f == column]
    cuts = np.resize(np.array(cuts, dtype="<f4"), 500)
    for i, near in enumerate([cuts, np.nextafter(cuts, np.float32(-np.inf)), np.nextafter(cuts, np.float32(np.inf))]):
        fresh[1500 + 500 * i:2000 + 500 * i, column] = near
fresh[:3, 3] = [-1, 39, 1000]
data = matrix(fresh)
fresh.tofile("fresh.f32")
write("p.f32", booster.predict(data))
write("margin.f32", booster.predict(data, output_margin=True)[:300])
write("shap.f32", booster.predict(data.slice(range(300)), pred_contribs=True))
`);
    const names = ["alpha", "beta", "gamma", "delta"];
    const model = importXgboost(readFileSync(join(folder, "theirs.json"), "utf8"));
    const table = tableOf(readFloats("fresh.f32"), names);
    const scorer = await openScorer(model);
    const { risk } = await scorer.score(table, new Float64Array(table.rowCount));
    const difference = largestDifference(readFloats("p.f32"), risk);
    const ensemble = model.fitted?.ensemble as Ensemble;
    const { values, sums } = explainRows(ensemble, table, names, 300);
    // XGBoost adds up in float32, whose steps grow with the margin.
    const margins = readFloats("margin.f32");
    const gap = Math.max(
      ...sums.map((sum, row) => Math.abs(sum - margins[row]) / Math.max(1, Math.abs(sum))),
    );
    const exactGap = largestDifference(
      sums.map((sum) => 1 / (1 + Math.exp(-sum))),
      risk.subarray(0, sums.length),
    );
    const shapGap = largestDifference(values, readFloats("shap.f32"));
    console.info(
      `${name}: ${ensemble.encodings.length} columns of codes, largest difference of probabilities ${difference}, ` +
        `of base + attributions from XGBoost's margin ${gap} of it, of attributions ${shapGap}`,
    );
    expect(difference).toBeLessThan(1e-6);
    expect(exactGap).toBeLessThan(1e-9);
    expect(gap).toBeLessThan(Math.max(1e-6, ensemble.roots.length * 2 ** -26));
    // A tree of which one feature has more than 254 thresholds: see Axes.
    const isSpread = model.report.warnings.some(({ code }) => code === "spread-features");
    expect(isSpread).toBe(name === "one deep tree");
    if (!isSpread) expect(shapGap).toBeLessThan(1e-5);
  });
});

/** Attributions of the first rows as XGBoost writes them: one per feature, then the base; and their sums. */
function explainRows(
  { encodings, ...trees }: Ensemble,
  table: Table,
  names: readonly string[],
  rows: number,
) {
  const attributor = new Attributor(coverTrees(trees), encodings.length);
  const values: number[] = [];
  const sums: number[] = [];
  for (let row = 0; row < rows; row++) {
    const codes = encodeRows(encodings, table, row, row + 1);
    const { base, values: found } = attributor.explain(codes, null);
    sums.push(found.reduce((sum, value) => sum + value, base));
    const perFeature = names.map((name) =>
      encodings.reduce((sum, encoding, i) => sum + (encoding.name === name ? found[i] : 0), 0),
    );
    values.push(...perFeature, base);
  }
  return { values, sums };
}
