import { expect, test } from "vitest";
import { openExplainer } from "../../explanation/explainer.ts";
import { openPool } from "../../parallel/pool.ts";
import { openScorer, train } from "../../pipeline.ts";
import { seedPolicy } from "../../strategy/policy.ts";
import type { Column, Table } from "../../table/table.ts";
import { makeLoans, uniforms } from "../../testing/loans.ts";
import type { Ensemble, Fitted } from "../classifier.ts";
import type { Model } from "../model.ts";
import { baseRateModel } from "../model.ts";
import { loadModel, modelHash, serializeModel } from "../model-file.ts";
import type { TrainableName } from "../registry.ts";
import { exportXgboost } from "./export.ts";
import { importXgboost } from "./import.ts";
import { modelText, stump } from "./testing/made-models.ts";
import { asFloat32 } from "./testing/rows.ts";

const pool = openPool(1);
const loans = makeLoans(300, 1, 2);

function score(model: Model, table: Table): Promise<Float64Array> {
  return (model.fitted as Fitted).predictProbability({ table, from: 0, to: table.rowCount }, pool);
}

/** Rows with values on the edges of the model's bins and right beside them. */
function edgeRows({ encodings }: Ensemble, rowCount: number): Table {
  const uniform = uniforms(5);
  const columns = encodings.map((encoding): Column => {
    if (encoding.kind === "category") {
      const categories = [...encoding.categories, "unseen"];
      const codes = Int32Array.from(
        { length: rowCount },
        () => Math.floor(uniform() * (categories.length + 1)) - 1,
      );
      return { kind: "category", name: encoding.name, codes, categories };
    }
    const values = Float64Array.from({ length: rowCount }, () => {
      if (uniform() < 0.1) return Number.NaN;
      const edge = encoding.edges[Math.floor(uniform() * encoding.edges.length)] ?? 0;
      return Math.fround(edge * (1 + Math.floor(5 * uniform() - 2) * 2 ** -24));
    });
    return { kind: "number", name: encoding.name, values };
  });
  return { rowCount, columns };
}

test.each<[TrainableName, number]>([
  ["random-forest", 40],
  ["gradient-boosting", 40],
])("%s: what is exported and imported again scores the same, as a file too", async (classifier, trees) => {
  const model = await train(loans, { classifier, trees });
  const text = [...exportXgboost(model)].join("");
  const back = importXgboost(text);
  const tables = [
    asFloat32(makeLoans(500, 2).table),
    edgeRows((model.fitted as Fitted).ensemble as Ensemble, 3000),
    { rowCount: 3, columns: [] },
  ];
  const loaded = loadModel(serializeModel(back));
  for (const table of tables) {
    const [ours, again, fromFile] = await Promise.all([model, back, loaded].map((one) => score(one, table)));
    ours.forEach((value, row) => {
      expect(Math.abs(value - again[row])).toBeLessThan(1e-6);
    });
    expect(fromFile).toEqual(again);
  }
  expect(loaded).toEqual(back);
  expect(modelHash(loaded)).toBe(modelHash(back));
  expect(() => [...exportXgboost(back)]).toThrow("this model came from XGBoost");
  expect(JSON.parse(text).learner.attributes.loan_recovery_note).toContain("calibration");
});

test("an imported model has importance and reasons, and is marked as untested", async () => {
  const model = importXgboost([...exportXgboost(await train(loans, { trees: 30 }))].join(""));
  const { report } = model;
  expect(report).toMatchObject({
    classifier: "xgboost",
    trees: 30,
    metrics: null,
    verdict: "not-enough-data",
  });
  expect([report.promotable, report.notPromotableReason]).toEqual([
    false,
    expect.stringContaining("elsewhere"),
  ]);
  expect(report.featureImportance.reduce((sum, { importance }) => sum + importance, 0)).toBeCloseTo(1, 12);
  expect(model.fitted?.importance().length).toBe(report.features.length);
  const { risk } = await (await openScorer(model)).score(loans.table, loans.groupKeys);
  const reasons = openExplainer(model).explain(loans.table, 0, loans.groupKeys[0], 20);
  expect(reasons?.score).toBe(risk[0]);
  const total = reasons?.reasons.reduce((sum, { contribution }) => sum + contribution, reasons.base);
  expect(total).toBeCloseTo(risk[0], 12);
});

test("a feature with more thresholds than a byte can tell apart is one feature still", async () => {
  const trees = Array.from({ length: 600 }, (_, i) =>
    stump({ feature: 0, condition: i, left: 0, right: 0.01 }),
  );
  const model = importXgboost(modelText({ trees, names: ["x", "y"] }));
  expect(model.fitted?.ensemble?.encodings.map(({ name }) => name)).toEqual(["x", "x", "x"]);
  const values = Float64Array.from({ length: 700 }, (_, i) => i - 1);
  const table: Table = { rowCount: 700, columns: [{ kind: "number", name: "x", values }] };
  (await score(model, table)).forEach((p, row) => {
    const above = Math.min(600, Math.max(0, row));
    expect(p).toBeCloseTo(1 / (1 + Math.exp(-Math.fround(0.01) * above)), 12);
  });
  expect(model.report.featureImportance.map(({ feature }) => feature)).toEqual(["x", "y"]);
  const { reasons } = openExplainer(model).explain(table, 300, 1) ?? { reasons: [] };
  expect(reasons.map(({ feature }) => feature)).toEqual(["x"]);
});

test("a suggestion is the cheapest change of a column of many thresholds", async () => {
  const trees = Array.from({ length: 300 }, (_, i) =>
    stump({ feature: 0, condition: 10 * i + 10, left: 0.006, right: -0.006 }),
  );
  const model = importXgboost(modelText({ trees, names: ["Monthly_Income"] }));
  const columns: Column[] = [{ kind: "number", name: "Monthly_Income", values: Float64Array.of(5) }];
  const scorer = await openScorer(model);
  const { found } = await openExplainer(model).counterfactual(
    { rowCount: 1, columns },
    0,
    1,
    { policy: seedPolicy, loan: { outstanding: null, daysPastDue: null, facts: [] } },
    scorer,
  );
  // 59 thresholds take the margin from 1.8 below that of 0.75.
  expect(found?.changes).toMatchObject([{ feature: "Monthly_Income", from: 5 }]);
  expect(Number(found?.changes[0].to)).toBeGreaterThanOrEqual(590);
  expect(Number(found?.changes[0].to)).toBeLessThan(600);
});

test("categories: those in the list go right, all else left, missing by default", async () => {
  const split = { feature: 0, condition: Number.NaN, categories: [0, 3, 4], left: -1, right: 1 };
  const values = Float64Array.of(0, 1, 2, 3, 4, 5, 4.9, -1, -0.5, 1e9, Number.NaN);
  const table: Table = { rowCount: values.length, columns: [{ kind: "number", name: "kind", values }] };
  for (const defaultLeft of [true, false]) {
    const text = modelText({ trees: [stump({ ...split, defaultLeft })], names: ["kind"], types: ["c"] });
    const model = importXgboost(text);
    const right = Array.from(await score(model, table), (p) => (p > 0.5 ? 1 : 0));
    expect(right).toEqual([1, 0, 0, 1, 1, 0, 1, 0, 0, 0, defaultLeft ? 0 : 1]);
    expect(model.report.warnings).toMatchObject([{ code: "category-numbers" }]);
  }
});

test("names come from the caller, the book or the file, in our spelling; f0, f1 are none", () => {
  const trees = [stump({ feature: 1, condition: 3, left: 0, right: 1 })];
  const featuresOf = (names: string[], features?: string[]) =>
    importXgboost(modelText({ trees, names, count: 2 }), { features }).report.features;
  expect(featuresOf(["monthly income", "own"])).toEqual(["Monthly_Income", "own"]);
  expect(featuresOf([], ["a", "b"])).toEqual(["a", "b"]);
  expect(featuresOf(["f0", "f1"], ["a", "b"])).toEqual(["a", "b"]);
  expect(() => featuresOf([])).toThrow("does not name its features: name all 2");
  expect(() => featuresOf(["f0", "f1"])).toThrow("does not name its features");
  expect(() => featuresOf([], ["a"])).toThrow("1 names for the 2 features");
  expect(() => featuresOf(["a", "a"])).toThrow("two features of the XGBoost model are called a");
  const leaky = importXgboost(modelText({ trees, names: ["Collection_Attempts", "Gender"] }));
  expect(leaky.report.warnings.map(({ code }) => code)).toEqual([
    "known-after-treatment",
    "protected-features",
  ]);
});

test("what cannot be imported is named", () => {
  const trees = [stump({ feature: 0, condition: 3, left: 0, right: 1 })];
  const good = modelText({ trees, names: ["NaN"] });
  expect(importXgboost(good).report.features).toEqual(["NaN"]);
  const cases: [string, string | RegExp][] = [
    ["", "this is not JSON"],
    ["{L\u0000", "binary model"],
    [good.slice(0, -20), "this is not JSON"],
    ["{}", "it has no learner"],
    ["[1]", "it has no learner"],
    [good.replace('"gbtree"', '"gblinear"'), "booster is gblinear: only gbtree"],
    [
      good.replace('"binary:logistic"', '"multi:softprob"'),
      "objective is multi:softprob: only binary:logistic",
    ],
    [good.replace('"binary:logistic"', '"reg:squarederror"'), "objective is reg:squarederror"],
    [good.replace('"num_class":"0"', '"num_class":"3"'), "3 outputs"],
    [good.replace('"base_score":"5E-1"', '"base_score":"2"'), "base_score is not between 0 and 1"],
    [good.replace('"left_children":[1,', '"left_children":[0,'), /trees\[0\]\.left_children is not a tree/],
    [good.replace('"left_children":[1,', '"left_children":[7,'), "left_children is not a tree"],
    [
      good.replace('"split_indices":[0', '"split_indices":[5'),
      "split_indices is not a list of numbers below 1",
    ],
    [
      good.replace('"right_children":[2,', '"right_children":[2,2,'),
      "right_children is not a list of 3 numbers",
    ],
    [good.replace('"split_conditions":[3', '"split_conditions":[NaN'), "not a list of finite numbers"],
  ];
  for (const [text, message] of cases) expect(() => importXgboost(text)).toThrow(message);
  const base = baseRateModel({ positives: 1, total: 3 });
  expect(() => [...exportXgboost(base)]).toThrow("a base-rate model cannot be exported");
});
