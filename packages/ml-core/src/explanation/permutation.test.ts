import { expect, test } from "vitest";
import { takeRows } from "../features/columns.ts";
import { baseRateModel } from "../models/model.ts";
import { classifiers, type TrainableName } from "../models/registry.ts";
import { openPool } from "../parallel/pool.ts";
import { openScorer, train } from "../pipeline.ts";
import type { Table } from "../table/table.ts";
import { makeLoans } from "../testing/loans.ts";
import { openExplainer } from "./explainer.ts";
import { measureImportance } from "./importance.ts";
import { meanAttributions } from "./mean-attribution.ts";
import { permutationImportance, sampleRows } from "./permutation.ts";

const rowCount = 1200;
const loans = makeLoans(rowCount, 4, 2, 2);
const columns = loans.table.columns.map(({ name }) => name);
const forest = await train(loans, { trees: 40 });
const alone = openPool(1);

async function permuted(threads: number, seed: number, repeats = 1) {
  const scorer = await openScorer(forest, threads);
  const predict = async (table: Table) => (await scorer.score(table, loans.groupKeys)).risk;
  const { table, label, groupKeys } = loans;
  const found = await permutationImportance({ table, label, groupKeys, columns, predict, seed, repeats });
  await scorer.close();
  return found;
}

test("columns that decide the outcome matter out-of-bag, noise does not", async () => {
  const found = await permuted(1, 3, 2);
  expect(found.map(({ feature }) => feature).sort()).toEqual([...columns].sort());
  const noise = found.find(({ feature }) => feature === "noise");
  const days = found.find(({ feature }) => feature === "Days_Past_Due");
  expect(days?.aucDrop).toBeGreaterThan(0.02);
  expect(days?.logLossRise.low).toBeGreaterThan(0);
  expect(Math.abs(noise?.aucDrop ?? 1)).toBeLessThan(0.015);
  expect(noise?.logLossRise.low).toBeLessThan(0.005);
});

test("the seed decides, not the number of threads; the caller's table stays as it was", async () => {
  const before = structuredClone(loans.table);
  const [one, two] = [await permuted(1, 3), await permuted(2, 3)];
  expect(two).toEqual(one);
  expect(await permuted(1, 4)).not.toEqual(one);
  expect(loans.table).toEqual(before);
});

test("without both classes there is no AUC to lose; lengths and columns must agree", async () => {
  const input = {
    table: { rowCount: 2, columns: [{ kind: "number", name: "x", values: Float64Array.of(1, 2) }] } as Table,
    columns: ["x"],
    label: Uint8Array.of(0, 0),
    groupKeys: Float64Array.of(1, 2),
    predict: async () => Float64Array.of(0.1, 0.2),
    seed: 1,
  };
  const nothing = { value: 0, low: 0, high: 0 };
  expect(await permutationImportance(input)).toEqual([{ feature: "x", aucDrop: null, logLossRise: nothing }]);
  await expect(permutationImportance({ ...input, label: Uint8Array.of(0) })).rejects.toThrow("1 labels");
  await expect(permutationImportance({ ...input, columns: ["y"] })).rejects.toThrow("no column y");
});

test.each(Object.keys(classifiers) as TrainableName[])(
  "%s: mean attributions are the means of the reasons, whichever part explains each borrower",
  async (classifier) => {
    const few = makeLoans(300, 4, 2, 2);
    const model = await train(few, { classifier, trees: 8 });
    const sample = Uint32Array.from({ length: 150 }, (_, row) => row);
    const [table, keys] = [takeRows(few.table, sample), few.groupKeys.slice(0, 150)];
    const found = await meanAttributions(model, table, keys, alone);
    const explainer = openExplainer(model);
    const sums = new Map(columns.map((column) => [column, 0]));
    for (let row = 0; row < 150; row++) {
      for (const { feature, contribution } of explainer.explain(table, row, keys[row], 99)?.reasons ?? [])
        sums.set(feature, (sums.get(feature) ?? 0) + Math.abs(contribution) / 150);
    }
    for (const [column, mean] of sums) expect(found?.get(column)).toBeCloseTo(mean, 9);
    const pool = openPool(2);
    try {
      expect(await meanAttributions(model, table, keys, pool)).toEqual(found);
    } finally {
      await pool.close();
    }
  },
);

test("a model's columns are measured three ways, each column once, on samples that are stated", async () => {
  const scorer = await openScorer(forest);
  const found = await measureImportance(forest, loans, scorer, 1);
  expect(found).toMatchObject({ permutedRows: 1200, attributedRows: expect.any(Number) });
  expect(found?.attributedRows).toBeLessThanOrEqual(250);
  expect(found?.columns.map(({ feature }) => feature)).toEqual(
    forest.report.featureImportance.map(({ feature }) => feature),
  );
  const best = found?.columns.toSorted((a, b) => (b.meanAttribution ?? 0) - (a.meanAttribution ?? 0));
  expect(best?.slice(0, 3).map(({ feature }) => feature)).toContain("Days_Past_Due");
  expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  const base = baseRateModel({ positives: 1, total: 3 });
  expect(await measureImportance(base, loans, scorer, 1)).toBeNull();
});

test("of a wide table the columns from which most was learned are measured", async () => {
  const few = makeLoans(200, 6, 1);
  const noise = Array.from({ length: 130 }, (_, i) => {
    const values = Float64Array.from({ length: 200 }, (_, row) => Math.sin(row * (i + 2)));
    return { kind: "number", name: `c${i}`, values } as const;
  });
  const wide = { ...few, table: { rowCount: 200, columns: [...few.table.columns, ...noise] } };
  const model = await train(wide, { trees: 8 });
  const found = await measureImportance(model, wide, await openScorer(model), 1);
  const most = model.report.featureImportance.slice(0, 100).map(({ feature }) => feature);
  expect(found?.columns.map(({ feature }) => feature)).toEqual(most);
});

test("a sample keeps borrowers whole, whatever the order of the rows", () => {
  const sample = sampleRows(loans.groupKeys, 300);
  expect(sample.length).toBeGreaterThan(200);
  expect(sample.length).toBeLessThanOrEqual(300);
  const reversed = sampleRows(loans.groupKeys.slice().reverse(), 300);
  const keys = (chosen: Uint32Array, all: Float64Array) => Array.from(chosen, (row) => all[row]).sort();
  const [some, same] = [keys(sample, loans.groupKeys), keys(reversed, loans.groupKeys.slice().reverse())];
  expect(new Set(same.slice(0, 100))).toEqual(new Set(some.slice(0, 100)));
  expect(sampleRows(loans.groupKeys, 5000).length).toBe(rowCount);
});
