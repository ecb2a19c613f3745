import { describe, expect, test } from "vitest";
import { sigmoid } from "../evaluation/auc.ts";
import { openRowExplainer } from "../explanation/row-explainer.ts";
import { openPool } from "../parallel/pool.ts";
import { openScorer, train } from "../pipeline.ts";
import type { Column, Table } from "../table/table.ts";
import { type MadeLoans, makeLoans, uniforms } from "../testing/loans.ts";
import type { Classifier, Fitted, LearningRows } from "./classifier.ts";
import { loadModel, serializeModel } from "./model-file.ts";
import { classifiers, findClassifier, type TrainableName } from "./registry.ts";
import { resolveSettings } from "./settings.ts";

/** What every classifier must do, whatever it is. A new one is tested by being in the registry. */
const alone = openPool(1);
const names = Object.keys(classifiers) as TrainableName[];

/** Few trees, where there are trees: these tests are about behaviour, not about how well it learns. */
function quickSettings(classifier: Classifier, rows: LearningRows) {
  const quick = Object.hasOwn(classifier.rules, "trees") ? { trees: 8 } : {};
  return resolveSettings(classifier.rules, quick, rows.label.length, rows.table.columns.length);
}

function fit(classifier: Classifier, rows: LearningRows, pool = alone, seed = 42): Promise<Fitted> {
  return classifier.fit(rows, quickSettings(classifier, rows), {
    seed,
    pool,
    parts: [],
    onProgress: () => {},
  });
}

function scoreAll(fitted: Fitted, table: Table, pool = alone): Promise<Float64Array> {
  return fitted.predictProbability({ table, from: 0, to: table.rowCount }, pool);
}

function expectProbabilities(scores: Float64Array, rows: number): void {
  expect(scores.length).toBe(rows);
  expect(scores.every((p) => p >= 0 && p <= 1)).toBe(true);
}

function withTable(loans: MadeLoans, columns: readonly Column[]): LearningRows {
  return { ...loans, table: { rowCount: loans.label.length, columns } };
}

const trainOptions = (name: TrainableName) => ({ classifier: name, trees: 8 });

describe.each(names)("%s", (name) => {
  const classifier = findClassifier(name);
  const loans = makeLoans(240, 1, 2);

  test("the same seed gives the same bytes, on one thread and on three", async () => {
    const rows = makeLoans(240, 2, 1, 2);
    const [one, again] = [await train(rows, trainOptions(name)), await train(rows, trainOptions(name))];
    expect(serializeModel(again)).toEqual(serializeModel(one));
    const pool = openPool(3);
    try {
      const [single, three] = [await fit(classifier, rows), await fit(classifier, rows, pool)];
      expect(three.toParts()).toEqual(single.toParts());
      expect(await scoreAll(three, rows.table, pool)).toEqual(await scoreAll(single, rows.table));
    } finally {
      await pool.close();
    }
  });

  test("saved and loaded it is equal and gives the same probabilities, fresh and trained", async () => {
    const model = await train(loans, trainOptions(name));
    const loaded = loadModel(serializeModel(model));
    expect(loaded).toEqual(model);
    expect(model.report.classifier).toBe(name);
    for (const rows of [loans, makeLoans(100, 3, 2)]) {
      const [given, back] = await Promise.all(
        [model, loaded].map(async (m) => (await openScorer(m)).score(rows.table, rows.groupKeys)),
      );
      expect(back).toEqual(given);
    }
    const scorer = await openScorer(model);
    expect(loans.groupKeys.every((key) => scorer.isOutOfBag(key))).toBe(true);
    expect(scorer.isOutOfBag(12345)).toBe(false);
  });

  test("a score does not depend on the rows beside it", async () => {
    const fitted = await fit(classifier, loans);
    const all = await scoreAll(fitted, loans.table);
    const some = await fitted.predictProbability({ table: loans.table, from: 50, to: 90 }, alone);
    expect(some).toEqual(all.slice(50, 90));
  });

  test("it learns: scores of fresh rows order them better than chance", async () => {
    const fitted = await fit(classifier, loans);
    const fresh = makeLoans(400, 4, 2);
    const scores = await scoreAll(fitted, fresh.table);
    let ordered = 0;
    let pairs = 0;
    for (let i = 1; i < 400; i++) {
      if (Math.abs(fresh.truth[i] - fresh.truth[i - 1]) < 0.3) continue;
      pairs++;
      if (scores[i] > scores[i - 1] === fresh.truth[i] > fresh.truth[i - 1]) ordered++;
    }
    expect(ordered / pairs).toBeGreaterThan(0.6);
  });

  test("importance has a place for every column and says which one matters", async () => {
    const uniform = uniforms(5);
    const strong = Float64Array.from(loans.label, (y) => y + 0.8 * uniform());
    const flat = Float64Array.from(loans.label, () => 7);
    const number = (name: string, values: Float64Array): Column => ({ kind: "number", name, values });
    const rows = withTable(loans, [number("flat", flat), ...loans.table.columns, number("strong", strong)]);
    const importance = (await fit(classifier, rows)).importance();
    expect(importance.length).toBe(rows.table.columns.length);
    expect(importance.every((share) => share >= 0)).toBe(true);
    expect(importance[0]).toBe(0);
    expect(importance.indexOf(Math.max(...importance))).toBe(importance.length - 1);
  });

  test("it explains its scores: base plus attributions is the raw score, which is what scoring gives", async () => {
    const fitted = await fit(classifier, loans);
    const explainer = openRowExplainer(fitted);
    const scores = await scoreAll(fitted, loans.table);
    const isLogOdds = fitted.ensemble?.combine.kind !== "mean";
    for (let row = 0; row < 60; row++) {
      const found = explainer?.attribute(loans.table, row, null);
      const { base, raw, values } = found ?? { base: 0, raw: 0, values: [] };
      let sum = base;
      for (const value of values) sum += value;
      expect(Math.abs(sum - raw)).toBeLessThan(1e-9);
      expect(isLogOdds ? sigmoid(raw) : raw).toBe(scores[row]);
    }
    expect(explainer?.columns.length).toBe(loans.table.columns.length);
  });

  test("missing values, unseen categories and absent columns do not stop a score", async () => {
    const fitted = await fit(classifier, loans);
    const blank = loans.table.columns.map(
      (column): Column =>
        column.kind === "number"
          ? { ...column, values: new Float64Array(240).fill(Number.NaN) }
          : { ...column, codes: new Int32Array(240).fill(-1) },
    );
    const unseen = loans.table.columns.map(
      (column): Column =>
        column.kind === "number"
          ? { ...column, values: column.values.map((v, i) => (i % 2 === 0 ? 1e300 * v : -1e9)) }
          : { ...column, codes: new Int32Array(240), categories: ["never seen"] },
    );
    for (const columns of [blank, unseen, []]) {
      expectProbabilities(await scoreAll(fitted, { rowCount: 240, columns }), 240);
    }
    // A table of one loan lacks the columns that the loan has no value in; a table of many does not.
    expect(await scoreAll(fitted, { rowCount: 240, columns: [] })).toEqual(
      await scoreAll(fitted, { rowCount: 240, columns: blank }),
    );
    const blanks = await fit(
      classifier,
      withTable(loans, [...blank.slice(0, 2), ...loans.table.columns.slice(2)]),
    );
    expectProbabilities(await scoreAll(blanks, loans.table), 240);
  });

  test("one class, one row and constant columns still give probabilities", async () => {
    for (const value of [0, 1]) {
      const label = new Uint8Array(240).fill(value);
      const scores = await scoreAll(await fit(classifier, { ...loans, label }), loans.table);
      expectProbabilities(scores, 240);
      expect(scores.every((p) => Math.abs(p - value) < 0.2)).toBe(true);
    }
    const one = makeLoans(1, 6);
    expectProbabilities(await scoreAll(await fit(classifier, one), one.table), 1);
    const constant: Column[] = [
      { kind: "number", name: "c", values: new Float64Array(240).fill(3) },
      { kind: "category", name: "d", codes: new Int32Array(240), categories: ["only"] },
    ];
    const flat = await scoreAll(await fit(classifier, withTable(loans, constant)), loans.table);
    expectProbabilities(flat, 240);
    expect(new Set(flat).size).toBe(1);
  });

  test("a thousand columns and a category with more values than codes", async () => {
    const uniform = uniforms(7);
    const small = makeLoans(60, 8);
    const columns = Array.from(
      { length: 1000 },
      (_, i): Column => ({
        kind: "number",
        name: `c${i}`,
        values: Float64Array.from({ length: 60 }, uniform),
      }),
    );
    const wide = makeLoans(400, 9);
    const categories = Array.from({ length: 300 }, (_, i) => `v${i}`);
    const codes = Int32Array.from({ length: 400 }, (_, i) => i % 300);
    const wideRows = withTable(wide, [{ kind: "category", name: "wide", codes, categories }]);
    for (const rows of [withTable(small, columns), wideRows]) {
      expectProbabilities(await scoreAll(await fit(classifier, rows), rows.table), rows.label.length);
    }
  });
});

test("an unknown classifier or setting and a value out of range are named", async () => {
  const rows = makeLoans(240, 1);
  expect(() => findClassifier("oracle")).toThrow(/no classifier oracle; there are random-forest/);
  await expect(train(rows, { settings: { leaves: 3 } })).rejects.toThrow("no setting leaves");
  await expect(train(rows, { settings: { minLeaf: 0 } })).rejects.toThrow(
    "minLeaf is 0; it must be a number",
  );
  await expect(train(rows, { settings: { maxDepth: 1.5 } })).rejects.toThrow(
    "maxDepth is 1.5; it must be a whole",
  );
  await expect(train({ ...rows, weights: new Float64Array(240) })).rejects.toThrow("weight of row 0 is 0");
  await expect(train(rows, { classWeights: [1, -1] })).rejects.toThrow("classWeights are 1 and -1");
});
