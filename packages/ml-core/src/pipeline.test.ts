import { beforeAll, expect, test } from "vitest";
import { fitCalibration } from "./evaluation/calibration.ts";
import { calibrationError } from "./evaluation/metrics.ts";
import type { Model } from "./models/model.ts";
import { serializeModel } from "./models/model-file.ts";
import { openScorer, train } from "./pipeline.ts";
import type { Column, Table } from "./table/table.ts";
import { type MadeLoans, makeLoans, reorder } from "./testing/loans.ts";

const loans = makeLoans(4000, 1);
let model: Model;

beforeAll(async () => {
  model = await train(loans);
}, 120_000);

async function risksOf(given: Model, rows: MadeLoans, table: Table = rows.table): Promise<Float64Array> {
  const scorer = await openScorer(given);
  const { risk } = await scorer.score(table, rows.groupKeys);
  await scorer.close();
  return risk;
}

test("the report of a signal: metrics, verdict and importance agree with how the rows were made", () => {
  const { report } = model;
  expect(report).toMatchObject({
    rows: 4000,
    groups: 4000,
    classifier: "random-forest",
    trees: 500,
    seed: 42,
  });
  expect(report).toMatchObject({ promotable: true, evaluation: "cross-validation", rowsNeeded: null });
  expect(["weak", "good"]).toContain(report.verdict);
  expect(report.metrics?.rocAucLow).toBeGreaterThan(0.6);
  expect(report.metrics?.logLoss).toBeLessThan(report.metrics?.baselineLogLoss ?? 0);
  expect(report.metrics?.brier).toBeLessThan(report.metrics?.baselineBrier ?? 0);
  expect(report.featureImportance.reduce((sum, { importance }) => sum + importance, 0)).toBeCloseTo(1, 9);
  const rank = report.featureImportance.map(({ feature }) => feature);
  expect(rank.indexOf("noise")).toBeGreaterThan(rank.indexOf("Days_Past_Due"));
  expect(report.segments.reduce((sum, { size }) => sum + size, 0)).toBe(4000);
  expect(report.calibrationCurve.reduce((sum, { count }) => sum + count, 0)).toBe(4000);
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
});

test("scores of fresh rows are calibrated: slope .9 to 1.1, small error, close to the truth", async () => {
  const fresh = makeLoans(20_000, 2);
  const risk = await risksOf(model, fresh);
  // The slope of the outcome's logit on the score's.
  const { tailSlope } = fitCalibration(risk, fresh.label);
  expect(tailSlope).toBeGreaterThan(0.9);
  expect(tailSlope).toBeLessThan(1.1);
  expect(calibrationError(risk, fresh.label)).toBeLessThan(0.03);
  const gap = risk.reduce((sum, p, row) => sum + Math.abs(p - fresh.truth[row]), 0) / 20_000;
  expect(gap).toBeLessThan(0.09);
});

test("the reported log loss is what fresh rows get", async () => {
  const fresh = makeLoans(20_000, 3);
  const risk = await risksOf(model, fresh);
  let loss = 0;
  risk.forEach((p, row) => {
    loss -= Math.log(fresh.label[row] === 1 ? p : 1 - p) / 20_000;
  });
  expect(Math.abs(loss - (model.report.metrics?.logLoss ?? 0))).toBeLessThan(0.02);
});

test("trained borrowers get out-of-bag scores, as loose as fresh ones and not as tight as in-sample ones", async () => {
  const trained = await risksOf(model, loans);
  const strangers = { ...loans, groupKeys: makeLoans(4000, 99).groupKeys };
  const inSample = await risksOf(model, strangers);
  const loss = (risk: Float64Array) =>
    risk.reduce((sum, p, row) => sum - Math.log(loans.label[row] === 1 ? p : 1 - p) / 4000, 0);
  expect(Math.abs(loss(trained) - (model.report.metrics?.logLoss ?? 0))).toBeLessThan(0.015);
  expect(loss(inSample)).toBeLessThan(loss(trained) - 0.05);
});

test("boosting: trained borrowers are scored by the fold's model and calibrated by the others, as reported", async () => {
  const rows = makeLoans(6000, 20, 1, 2);
  const boosted = await train(rows, { classifier: "gradient-boosting", trees: 60 });
  expect(boosted.report).toMatchObject({ classifier: "gradient-boosting", evaluation: "cross-validation" });
  expect(boosted.folds.length).toBe(5);
  expect(boosted.report.trees).toBe(boosted.fitted?.trees);
  const risk = await risksOf(boosted, rows);
  const loss = risk.reduce((sum, p, row) => sum - Math.log(rows.label[row] === 1 ? p : 1 - p) / 6000, 0);
  // Not just close: the metrics are those of the very scores that the borrowers get.
  expect(loss).toBeCloseTo(boosted.report.metrics?.logLoss ?? 0, 9);
  const fresh = makeLoans(10_000, 21);
  const freshRisk = await risksOf(boosted, fresh);
  expect(calibrationError(freshRisk, fresh.label)).toBeLessThan(0.03);
  const strangers = { ...rows, groupKeys: makeLoans(6000, 99, 1, 2).groupKeys };
  const inSample = await risksOf(boosted, strangers);
  const inSampleLoss = inSample.reduce(
    (sum, p, row) => sum - Math.log(rows.label[row] === 1 ? p : 1 - p) / 6000,
    0,
  );
  expect(inSampleLoss).toBeLessThan(loss - 0.01);
});

test("class weights tilt the learning and calibration takes the tilt out again", async () => {
  const rows = makeLoans(3000, 23, 1);
  for (const classifier of ["random-forest", "gradient-boosting", "logistic-regression"] as const) {
    const tilted = await train(rows, { classifier, trees: 60, classWeights: [1, 8] });
    const fresh = makeLoans(8000, 24);
    const risk = await risksOf(tilted, fresh);
    const mean = risk.reduce((sum, p) => sum + p, 0) / 8000;
    const rate = fresh.label.reduce((sum, y) => sum + y, 0) / 8000;
    expect(Math.abs(mean - rate)).toBeLessThan(0.03);
    expect(tilted.report.metrics?.rocAuc).toBeGreaterThan(0.62);
  }
});

test("outcomes that depend on nothing are called that, in cross-validation and out-of-bag", async () => {
  for (const rows of [3000, 12_000]) {
    const { report } = await train(makeLoans(rows, 4, 0), { trees: 100 });
    expect(report.verdict).toBe("no-usable-signal");
    expect(report.promotable).toBe(false);
    expect(report.notPromotableReason).toMatch(/cannot predict recovery/);
    expect(report.metrics?.rocAucLow).toBeLessThan(0.5);
    expect(report.metrics?.rocAucHigh).toBeGreaterThan(0.5);
  }
});

test("many rows are judged out-of-bag and calibrated by the isotonic map", async () => {
  const many = await train(makeLoans(12_000, 5), { trees: 100 });
  expect(many.report.evaluation).toBe("out-of-bag");
  expect(many.calibration?.method).toBe("isotonic");
  expect(many.report.metrics?.calibrationError).toBeLessThan(0.02);
  const risk = await risksOf(many, makeLoans(5000, 6));
  expect(risk.every((p) => p > 0 && p < 1)).toBe(true);
});

test("the same bytes for any number of threads", async () => {
  const rows = makeLoans(2500, 7, 1, 2);
  const [one, two] = [await train(rows, { trees: 60 }), await train(rows, { trees: 60, threads: 2 })];
  expect(serializeModel(two)).toEqual(serializeModel(one));
  expect(serializeModel(await train(rows, { trees: 60, seed: 1 }))).not.toEqual(serializeModel(one));
  const scorer = await openScorer(one, 2);
  const { risk, segment } = await scorer.score(rows.table, rows.groupKeys);
  await scorer.close();
  expect(risk).toEqual(await risksOf(one, rows));
  expect(Math.max(...segment)).toBeLessThan(one.report.segments.length);
});

test("copies of a borrower's loan are neither evidence nor a way to know the outcome", async () => {
  const base = makeLoans(600, 8, 0);
  const twins = reorder(
    base,
    Array.from({ length: 2400 }, (_, i) => Math.floor(i / 4)),
  );
  const { report } = await train(twins, { trees: 60 });
  expect(report).toMatchObject({ rows: 2400, groups: 600 });
  expect(report.metrics?.rocAucLow).toBeLessThan(0.5);
  expect(["no-usable-signal", "not-enough-data"]).toContain(report.verdict);
});

test("columns are matched by name; what is missing or unseen does not stop a score", async () => {
  const fresh = makeLoans(300, 9);
  const expected = await risksOf(model, fresh);
  const extra: Column = { kind: "number", name: "extra", values: new Float64Array(300) };
  const recoded = fresh.table.columns.map((column): Column => {
    if (column.kind === "number") return column;
    const last = column.categories.length - 1;
    const codes = column.codes.map((code) => (code < 0 ? code : last - code));
    return { ...column, codes, categories: [...column.categories].reverse() };
  });
  const shuffled = { rowCount: 300, columns: [extra, ...recoded.reverse()] };
  expect(await risksOf(model, fresh, shuffled)).toEqual(expected);
  const risk = await risksOf(model, fresh, { rowCount: 300, columns: [extra] });
  expect(risk.every((p) => p === risk[0] && p > 0 && p < 1)).toBe(true);
});

test("leaks are left out, and the report says what they would have promised", async () => {
  const base = makeLoans(1500, 10, 0);
  const attempts = Float64Array.from(base.label, (y, row) => y * 3 + (row % 4));
  const column: Column = { kind: "number", name: "Collection_Attempts", values: attempts };
  const rows = { ...base, table: { rowCount: 1500, columns: [...base.table.columns, column] } };
  const honest = (await train(rows, { trees: 60 })).report;
  expect(honest.excluded).toMatchObject([{ column: "Collection_Attempts", reason: "known-after-treatment" }]);
  expect(honest.leakyMetrics?.rocAuc).toBeGreaterThan(0.85);
  expect(honest.metrics?.rocAuc).toBeLessThan(0.58);
  const marked = (await train(rows, { trees: 60, allow: ["Collection_Attempts"] })).report;
  expect(marked).toMatchObject({ allowed: ["Collection_Attempts"], promotable: false, leakyMetrics: null });
  expect(marked.metrics?.rocAuc).toBeGreaterThan(0.85);
  expect(marked.notPromotableReason).toMatch(/Collection_Attempts/);
});

test("rows that cannot train a model give the base rate and the reason", async () => {
  const cases: [MadeLoans, RegExp][] = [
    [
      { ...makeLoans(200, 11), label: new Uint8Array(200).fill(1) },
      /Loans of 0 borrowers were recovered and of 200/,
    ],
    [makeLoans(1, 12), /at least 10 of each/],
    [makeLoans(0, 13), /Loans of 0 borrowers/],
    [{ ...makeLoans(200, 14), table: { rowCount: 200, columns: [] } }, /No column is left/],
  ];
  for (const [rows, reason] of cases) {
    const base = await train(rows);
    expect(base.report).toMatchObject({ classifier: "base-rate", metrics: null, verdict: "not-enough-data" });
    expect(base.report).toMatchObject({ promotable: false, rows: rows.label.length });
    expect(base.report.verdictText).toMatch(reason);
    const risk = await risksOf(base, rows);
    expect(risk.every((p) => p === base.baseRate && p > 0 && p < 1)).toBe(true);
  }
});

test("progress goes up to 1 and wrong input is named", async () => {
  const seen: number[] = [];
  await train(makeLoans(300, 15), { trees: 20, onProgress: (fraction) => seen.push(fraction) });
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect(seen.at(-1)).toBe(1);
  const rows = makeLoans(30, 16);
  await expect(train({ ...rows, label: new Uint8Array(29) })).rejects.toThrow("29 labels");
  await expect(train({ ...rows, label: new Uint8Array(30).fill(2) })).rejects.toThrow("label of row 0 is 2");
  await expect(train(rows, { seed: 0.5 })).rejects.toThrow("seed is 0.5");
  await expect(train(rows, { trees: 0 })).rejects.toThrow("trees is 0");
  const scorer = await openScorer(model);
  await expect(scorer.score(rows.table, new Float64Array(3))).rejects.toThrow("3 group keys for 30 rows");
});
