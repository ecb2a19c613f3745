import { expect, test } from "vitest";
import { rocAuc } from "../../evaluation/auc.ts";
import { numberGroups } from "../../evaluation/groups.ts";
import { openPool } from "../../parallel/pool.ts";
import type { Column } from "../../table/table.ts";
import { makeLoans, reorder, uniforms } from "../../testing/loans.ts";
import type { Fitted, LearningRows } from "../classifier.ts";
import { encodeTraining } from "../random-forest/fit.ts";
import { resolveSettings } from "../settings.ts";
import { layOut } from "./boost-rows.ts";
import { gradientBoosting } from "./classifier.ts";
import { drawRows, gradientScale, hessianScale } from "./gradients.ts";

const alone = openPool(1);

function fit(rows: LearningRows, given: Record<string, number>, pool = alone, parts: Fitted[] = []) {
  const settings = resolveSettings(
    gradientBoosting.rules,
    given,
    rows.label.length,
    rows.table.columns.length,
  );
  return gradientBoosting.fit(rows, settings, { seed: 42, pool, parts, onProgress: () => {} });
}

function scoreAll(fitted: Fitted, { table }: LearningRows): Promise<Float64Array> {
  return fitted.predictProbability({ table, from: 0, to: table.rowCount }, alone);
}

test("a team of threads grows the same bytes as one, with sampling and held-out rows", async () => {
  // Enough cells for a team.
  const loans = makeLoans(52_000, 1);
  const given = { trees: 24, patience: 4, rowShare: 0.6, featureShare: 0.6, maxDepth: 4 };
  const one = (await fit(loans, given)).toParts();
  for (const threads of [2, 3]) {
    const pool = openPool(threads);
    expect((await fit(loans, given, pool)).toParts()).toEqual(one);
    await pool.close();
  }
});

test("a member that fails lets the others go", async () => {
  const pool = openPool(2);
  const { rows } = await encodeTraining(makeLoans(100, 1), alone);
  const options = resolveSettings(gradientBoosting.rules, {}, 100, 8) as never;
  const shared = layOut(rows, () => false, 0, options, 2);
  const task = { rows: shared, options, from: 0, to: 3 };
  const broken = { ...task, options: null as never };
  const results = await Promise.allSettled([
    pool.run("boost", { ...task, rank: 0 }),
    pool.run("boost", { ...broken, rank: 1 }),
  ]);
  expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  await pool.close();
});

test("the order of the rows does not matter", async () => {
  const loans = makeLoans(900, 2, 1, 2);
  const order = Array.from({ length: 900 }, (_, i) => (i * 7) % 900);
  const given = { trees: 15, patience: 0, rowShare: 0.7 };
  const [forth, back] = [await fit(loans, given), await fit(reorder(loans, order), given)];
  expect(back.toParts()).toEqual(forth.toParts());
});

test("gradients are rounded without bias, hessians too", async () => {
  const loans = makeLoans(20_000, 3);
  const { rows } = await encodeTraining(loans, alone);
  const options = resolveSettings(gradientBoosting.rules, {}, 100, 8) as never;
  for (const base of [-5, 0, 3]) {
    const shared = layOut(rows, () => false, base, options, 1);
    const { g, h, end } = drawRows(shared, 123, 1, 0, 20_000, new Uint8Array(20_000));
    const p = 1 / (1 + Math.exp(-base));
    const positives = loans.label.reduce((sum, y) => sum + y, 0);
    expect(end).toBe(20_000);
    // Four standard errors of a sum of roundings.
    const tolerance = 4 * Math.sqrt(20_000 / 4);
    expect(Math.abs(g - (20_000 * p - positives) / gradientScale)).toBeLessThan(tolerance + 20);
    expect(Math.abs(h - (20_000 * p * (1 - p)) / hessianScale)).toBeLessThan(tolerance + 20);
  }
});

test("without a penalty it ends at the rates of the groups, missing ones among them", async () => {
  const uniform = uniforms(4);
  const rates = [0.1, 0.35, 0.8];
  const kind = Float64Array.from({ length: 6000 }, () => Math.floor(uniform() * 3));
  const label = Uint8Array.from(kind, (k) => (uniform() < rates[k] ? 1 : 0));
  const seen = rates.map((_, k) => {
    const labels = label.filter((_y, row) => kind[row] === k);
    return labels.reduce((sum, y) => sum + y, 0) / labels.length;
  });
  const number: Column = { kind: "number", name: "n", values: kind.map((k) => (k === 2 ? Number.NaN : k)) };
  const category: Column = {
    ...{ kind: "category", name: "c", categories: ["a", "b"] },
    codes: Int32Array.from(kind, (k) => (k === 2 ? -1 : k)),
  };
  for (const column of [number, category]) {
    const rows = { ...makeLoans(6000, 4), table: { rowCount: 6000, columns: [column] }, label };
    const given = { trees: 60, patience: 0, shrinkage: 0.3, l2: 0, maxDepth: 2 };
    const scores = await scoreAll(await fit(rows, given), rows);
    scores.forEach((p, row) => {
      if (row < 50) expect(p).toBeCloseTo(seen[kind[row]], 2);
    });
  }
});

test("early stopping: noise gets few trees, and the rounds of fits on parts are taken over", async () => {
  const settings = { trees: 200, patience: 20, shrinkage: 0.1 };
  expect((await fit(makeLoans(2000, 5, 0), settings)).trees).toBeLessThan(20);
  const learned = await fit(makeLoans(2000, 6, 2), settings);
  expect(learned.trees).toBeGreaterThan(15);
  const parts = [7, 10].map((trees) => ({ trees }) as Fitted);
  expect((await fit(makeLoans(300, 7), settings, alone, parts)).trees).toBe(9);
});

test("weights: a row that hardly counts is hardly learned from", async () => {
  const loans = makeLoans(2000, 8);
  const flipped = loans.label.map((y, row) => (row % 2 === 0 ? y : 1 - y));
  const weights = Float64Array.from(flipped, (_, row) => (row % 2 === 0 ? 2 : 1e-5));
  const fitted = await fit({ ...loans, label: flipped, weights }, { trees: 40, patience: 0 });
  const fresh = makeLoans(4000, 9);
  const scores = await scoreAll(fitted, fresh);
  expect(rocAuc(scores, fresh.label, numberGroups(fresh.groupKeys))?.value).toBeGreaterThan(0.64);
});
