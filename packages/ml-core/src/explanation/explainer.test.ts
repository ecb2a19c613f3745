import { expect, test } from "vitest";
import { baseRateModel } from "../models/model.ts";
import { classifiers, type TrainableName } from "../models/registry.ts";
import { openPool } from "../parallel/pool.ts";
import { openScorer, train } from "../pipeline.ts";
import { treatmentFor } from "../strategy/decide.ts";
import { seedPolicy, treatments } from "../strategy/policy.ts";
import { roleOf } from "../table/roles.ts";
import type { Table } from "../table/table.ts";
import { makeLoans } from "../testing/loans.ts";
import { directionOf } from "./changeable.ts";
import { type Explainer, openExplainer } from "./explainer.ts";
import type { Reasons } from "./reasons.ts";

const loans = makeLoans(400, 1, 2);
const model = await train(loans, { trees: 60 });
const fresh = makeLoans(60, 2, 2);
const explainer = openExplainer(model);
const scorer = await openScorer(model);
/** The seed's bands, of which nothing but the score decides. */
const plain = { policy: seedPolicy, loan: { outstanding: null, daysPastDue: null, facts: [] } };

function total({ base, reasons, rest }: Reasons): number {
  return reasons.reduce((sum, { contribution }) => sum + contribution, base) + rest;
}

/** What a model with trees always has. */
function explained(from: Explainer, table: Table, row: number, key: number, limit?: number): Reasons {
  const reasons = from.explain(table, row, key, limit);
  if (reasons === null) throw new Error("The model has no trees to explain.");
  return reasons;
}

test.each(Object.keys(classifiers) as TrainableName[])(
  "%s: the explained score is the decided score, for new borrowers and trained ones",
  async (classifier) => {
    const model = await train(loans, { classifier, trees: 10 });
    const explainer = openExplainer(model);
    const scorer = await openScorer(model);
    for (const { table, groupKeys } of [fresh, loans]) {
      const { risk } = await scorer.score(table, groupKeys);
      for (let row = 0; row < 60; row++) {
        const found = explained(explainer, table, row, groupKeys[row], 3);
        expect(found.score).toBe(risk[row]);
        expect(total(found)).toBeCloseTo(found.score, 12);
        expect(found.reasons.length).toBeLessThanOrEqual(3);
        expect(found.reasons.every(({ feature }) => roleOf(feature) === "feature")).toBe(true);
      }
    }
  },
);

test.each(Object.keys(classifiers) as TrainableName[])(
  "%s: many rows at once have the reasons that they have one by one, on any number of threads",
  async (classifier) => {
    const explainer = openExplainer(await train(loans, { classifier, trees: 10 }));
    const { table, groupKeys } = loans;
    // Fresh borrowers among the trained ones.
    const keys = groupKeys.map((key, row) => (row % 3 === 0 ? -1 - row : key));
    const rows = { table, groupKeys: keys, from: 11, to: 41, limit: 3 };
    const single = Array.from({ length: 30 }, (_, i) => explainer.explain(table, 11 + i, keys[11 + i], 3));
    for (const threads of [1, 2]) {
      const pool = openPool(threads);
      expect(await explainer.explainRows(rows, pool)).toEqual(single);
      expect(await explainer.explainRows({ ...rows, to: 11 }, pool)).toEqual([]);
      await pool.close();
    }
  },
);

test("every counterfactual is re-scored, flips the treatment and stays within what may change", async () => {
  const { risk } = await scorer.score(fresh.table, fresh.groupKeys);
  let found = 0;
  for (let row = 0; row < 30; row++) {
    const key = fresh.groupKeys[row];
    const result = await explainer.counterfactual(fresh.table, row, key, plain, scorer);
    const before = treatmentFor(seedPolicy, risk[row]);
    if (result.found === null) {
      expect(result.reason.length).toBeGreaterThan(10);
      continue;
    }
    found++;
    const { changes, riskBefore, riskAfter, treatmentBefore, treatmentAfter } = result.found;
    expect([riskBefore, treatmentBefore]).toEqual([risk[row], before]);
    expect(treatmentAfter).toBe(treatmentFor(seedPolicy, riskAfter));
    const order: readonly string[] = treatments;
    expect(order.indexOf(treatmentAfter)).toBeLessThan(order.indexOf(before));
    for (const { feature, from, to } of changes) {
      expect(Math.sign(Number(to) - Number(from))).toBe(directionOf(feature) === "up" ? 1 : -1);
    }
    const columns = fresh.table.columns.map((column) => {
      const change = changes.find(({ feature }) => feature === column.name);
      return change === undefined || column.kind !== "number"
        ? column
        : { ...column, values: column.values.with(row, Number(change.to)) };
    });
    const again = await scorer.score({ ...fresh.table, columns }, fresh.groupKeys);
    expect(again.risk[row]).toBe(riskAfter);
  }
  expect(found).toBeGreaterThan(3);
});

test("a model without a forest has a score, no reasons and no way out", async () => {
  const base = baseRateModel({ positives: 60, total: 100 });
  const flat = openExplainer(base);
  const { score, reasons } = explained(flat, fresh.table, 0, 1);
  expect([score, reasons]).toEqual([base.baseRate, []]);
  const result = await flat.counterfactual(fresh.table, 0, 1, plain, await openScorer(base));
  expect(result.found).toBeNull();
});

test("a category that was not trained on is said to be new", () => {
  const columns = fresh.table.columns.map((column) =>
    column.name === "Loan_Type" && column.kind === "category"
      ? { ...column, categories: column.categories.map(() => "Yacht") }
      : column,
  );
  const { reasons } = explained(explainer, { ...fresh.table, columns }, 0, fresh.groupKeys[0], 20);
  expect(reasons.find(({ feature }) => feature === "Loan_Type")?.text).toMatch(
    /^Loan type: yacht \(new to the model\)/,
  );
  expect(() => explainer.explain(fresh.table, 60, 1)).toThrow("row is 60; the table has 60 rows");
});

test("a scorecard suggests changes that flip the treatment, as trees do", async () => {
  const card = await train(loans, { classifier: "logistic-regression" });
  const [explainer, scorer] = [openExplainer(card), await openScorer(card)];
  const results = [];
  for (let row = 0; row < 30; row++)
    results.push(await explainer.counterfactual(fresh.table, row, fresh.groupKeys[row], plain, scorer));
  const found = results.flatMap((result) => result.found ?? []);
  expect(found.length).toBeGreaterThan(3);
  for (const { riskAfter, treatmentAfter } of found)
    expect(treatmentAfter).toBe(treatmentFor(seedPolicy, riskAfter));
});

test("a classifier with neither trees nor linear parts has no reasons to show", () => {
  const { fitted } = model;
  if (fitted === null) throw new Error("The model was trained.");
  const opaque = { ...fitted, trees: 0, ensemble: null, linear: null };
  expect(openExplainer({ ...model, fitted: opaque }).explain(fresh.table, 0, 1)).toBeNull();
});
