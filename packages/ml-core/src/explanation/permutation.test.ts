import { expect, test } from "vitest";
import { fitEncoding } from "../features/encoding.ts";
import { bagKeysOf, encodeRows, fitBinnedForest } from "../models/random-forest/fit.ts";
import { walkForest } from "../models/random-forest/forest.ts";
import { openPool, type Pool } from "../parallel/pool.ts";
import { sharedBytes } from "../parallel/shared.ts";
import { makeLoans } from "../testing/loans.ts";
import { coverTrees } from "./covers.ts";
import { meanAttributions } from "./mean-attribution.ts";
import { permutationImportance, sampleRows } from "./permutation.ts";

const rowCount = 1200;
const loans = makeLoans(rowCount, 4, 2, 2);
const columns = loans.table.columns.map(({ name }) => name);
const alone = openPool(1);
const settings = { seed: 1, trees: 40, minLeaf: 5, featuresPerSplit: 3, maxDepth: 20 };
const { forest } = await fitBinnedForest(loans, settings, alone);
const codes = encodeRows(loans.table.columns.map(fitEncoding), loans.table, 0, rowCount);
const bagKeys = bagKeysOf(loans.groupKeys);
const seen = sharedBytes(rowCount).fill(1);
const rows = { codes, rowCount, featureCount: columns.length, bagKeys, seen };

function permuted(pool: Pool, seed: number, repeats = 1) {
  return permutationImportance({
    rows,
    columns,
    label: loans.label,
    groupKeys: loans.groupKeys,
    predict: (changed) => walkForest(forest, { ...rows, ...changed }, pool),
    toScore: (raw) => (Number.isNaN(raw) ? 0.5 : Math.min(0.99, Math.max(0.01, raw))),
    seed,
    repeats,
  });
}

test("columns that decide the outcome matter out-of-bag, noise does not", async () => {
  const found = await permuted(alone, 3, 2);
  expect(found.map(({ feature }) => feature).sort()).toEqual([...columns].sort());
  const noise = found.find(({ feature }) => feature === "noise");
  const days = found.find(({ feature }) => feature === "Days_Past_Due");
  expect(days?.aucDrop).toBeGreaterThan(0.02);
  expect(days?.logLossRise).toBeGreaterThan(0.02);
  expect(Math.abs(noise?.aucDrop ?? 1)).toBeLessThan(0.015);
});

test("the seed decides, not the number of threads; the caller's codes stay as they were", async () => {
  const before = codes.slice();
  const pool = openPool(2);
  try {
    const [one, two] = [await permuted(alone, 3), await permuted(pool, 3)];
    expect(two).toEqual(one);
    expect(await permuted(alone, 4)).not.toEqual(one);
    expect(codes).toEqual(before);
  } finally {
    await pool.close();
  }
});

test("features of one column are permuted together", async () => {
  const paired = Uint8Array.of(0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1);
  const pairs: boolean[] = [];
  const found = await permutationImportance({
    rows: { codes: paired.slice(), rowCount: 6, featureCount: 2 },
    columns: ["kind", "kind"],
    label: Uint8Array.of(0, 1, 0, 1, 0, 1),
    groupKeys: Float64Array.of(1, 2, 3, 4, 5, 6),
    predict: async ({ codes: given }) => {
      pairs.push(given.subarray(0, 6).every((code, row) => code === given[6 + row]));
      return Float64Array.from(given.subarray(0, 6), (code) => 0.1 + 0.8 * code);
    },
    toScore: (raw) => raw,
    seed: 1,
  });
  expect(pairs).toEqual([true, true]);
  expect(found.map(({ feature }) => feature)).toEqual(["kind"]);
});

test("without both classes there is no AUC to lose; lengths must agree", async () => {
  const input = {
    rows: { codes: Uint8Array.of(1, 2), rowCount: 2, featureCount: 1 },
    columns: ["x"],
    label: Uint8Array.of(0, 0),
    groupKeys: Float64Array.of(1, 2),
    predict: async () => Float64Array.of(0.1, 0.2),
    toScore: (raw: number) => raw,
    seed: 1,
  };
  expect(await permutationImportance(input)).toEqual([{ feature: "x", aucDrop: null, logLossRise: 0 }]);
  await expect(permutationImportance({ ...input, label: Uint8Array.of(0) })).rejects.toThrow("1 labels");
});

test("mean attributions are the same on any number of threads and name what matters", async () => {
  const trees = coverTrees({ ...forest, combine: { kind: "mean", seed: forest.seed } });
  const some = { ...rows, codes: sharedBytes(columns.length * 150), rowCount: 150 };
  for (let f = 0; f < columns.length; f++) {
    some.codes.set(codes.subarray(f * rowCount, f * rowCount + 150), f * 150);
  }
  const pool = openPool(2);
  try {
    const one = await meanAttributions(trees, some, columns, alone);
    expect(await meanAttributions(trees, some, columns, pool)).toEqual(one);
    expect(one.slice(0, 3).map(({ feature }) => feature)).toContain("Days_Past_Due");
    const together = await meanAttributions(
      trees,
      some,
      columns.map(() => "all"),
      alone,
    );
    expect(together.map(({ feature }) => feature)).toEqual(["all"]);
  } finally {
    await pool.close();
  }
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
