import { expect, test } from "vitest";
import { rocAuc } from "../../evaluation/auc.ts";
import { numberGroups } from "../../evaluation/groups.ts";
import { fitEncoding } from "../../features/encoding.ts";
import { openPool } from "../../parallel/pool.ts";
import { type MadeLoans, makeLoans, reorder, uniforms } from "../../testing/loans.ts";
import { bagCount, bagKey, treeSalt } from "./bagging.ts";
import { bagKeysOf, encodeRows, fitBinnedForest } from "./fit.ts";
import { type ForestOptions, walkForest } from "./forest.ts";
import { missingCode } from "./nodes.ts";
import type { PackedTrees } from "./walk.ts";

const options: ForestOptions = { seed: 42, trees: 30, minLeaf: 3, featuresPerSplit: 3, maxDepth: 64 };
const alone = openPool(1);

/** A forest, and the score of each training row from the trees that never saw its borrower. */
async function fit(
  loans: MadeLoans,
  changes: Partial<ForestOptions> = {},
  pool = alone,
  weights?: Float64Array,
) {
  const { encodings, rows, forest } = await fitBinnedForest(
    { ...loans, weights },
    { ...options, ...changes },
    pool,
  );
  const outOfBag = await walkForest(forest, { ...rows, seen: new Uint8Array(rows.rowCount).fill(1) }, pool);
  return { encodings, forest, outOfBag };
}

/** One tree for one row of codes, in the plainest way: the meaning of the packed nodes spelled out again. */
function leafOf(trees: PackedTrees, tree: number, codes: readonly number[]): number {
  const view = new DataView(trees.nodes.buffer, trees.nodes.byteOffset, trees.nodes.byteLength);
  const word = (at: number) => view.getUint32(at * 4, true);
  let at = trees.roots[tree];
  while (word(at) < 2 ** 31) {
    const head = word(at);
    const code = codes[head % 65536];
    const low = Math.floor(head / 65536) % 256;
    const categorical = Math.floor(head / 2 ** 24) % 2 === 1;
    const missingLeft = Math.floor(head / 2 ** 25) % 2 === 1;
    const words = categorical ? low + (low % 2) : 0;
    let left = missingLeft;
    if (code !== missingCode) {
      left = categorical
        ? Math.floor(word(at + 2 + Math.floor(code / 32)) / 2 ** (code % 32)) % 2 === 1
        : code <= low - (missingLeft ? 1 : 0);
    }
    at += left ? 2 + words : view.getInt32((at + 1) * 4, true);
  }
  return view.getFloat32((at + 1) * 4, true);
}

test("any number of threads grows the same bytes", async () => {
  const loans = makeLoans(3000, 1);
  const pool = openPool(3);
  try {
    const [one, three] = [await fit(loans), await fit(loans, {}, pool)];
    expect(three.forest.nodes).toEqual(one.forest.nodes);
    expect(three.forest.roots).toEqual(one.forest.roots);
    expect(three.forest.importance).toEqual(one.forest.importance);
    expect(three.outOfBag).toEqual(one.outOfBag);
  } finally {
    await pool.close();
  }
});

test("the order of the rows does not matter, the seed does", async () => {
  const loans = makeLoans(2500, 2, 1, 2);
  const uniform = uniforms(5);
  const order = Array.from({ length: 2500 }, (_, i) => ({ i, rank: uniform() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ i }) => i);
  const [given, shuffled] = [await fit(loans), await fit(reorder(loans, order))];
  expect(shuffled.forest.nodes).toEqual(given.forest.nodes);
  expect(Array.from(shuffled.outOfBag)).toEqual(order.map((row) => given.outOfBag[row]));
  expect((await fit(loans, { seed: 43 })).forest.nodes).not.toEqual(given.forest.nodes);
});

test("scores are the mean of the leaves; a trained borrower's only of trees that never drew the borrower", async () => {
  const loans = makeLoans(2200, 3, 1, 3);
  const { encodings, forest, outOfBag } = await fit(loans);
  const codes = encodeRows(encodings, loans.table, 0, 2200);
  const rows = { codes, rowCount: 2200, featureCount: encodings.length };
  const fresh = await walkForest(forest, rows, alone);
  for (let row = 0; row < 2200; row += 7) {
    const rowCodes = encodings.map((_, f) => codes[f * 2200 + row]);
    const leaves = Array.from(forest.roots, (_, tree) => leafOf(forest, tree, rowCodes));
    const unseen = leaves.filter(
      (_, tree) => bagCount(treeSalt(42, tree), bagKey(loans.groupKeys[row])) === 0,
    );
    expect(fresh[row]).toBeCloseTo(leaves.reduce((a, b) => a + b, 0) / leaves.length, 12);
    expect(outOfBag[row]).toBeCloseTo(unseen.reduce((a, b) => a + b, 0) / unseen.length, 12);
  }
});

test("a borrower whom every tree drew has no out-of-bag score", async () => {
  const loans = makeLoans(400, 4);
  const { forest, encodings } = await fit(loans, { trees: 2 });
  const codes = encodeRows(encodings, loans.table, 0, 400);
  const bagKeys = bagKeysOf(loans.groupKeys);
  const rows = {
    codes,
    rowCount: 400,
    featureCount: encodings.length,
    bagKeys,
    seen: new Uint8Array(400).fill(1),
  };
  const scores = await walkForest(forest, rows, alone);
  scores.forEach((score, row) => {
    const drawnByAll = [0, 1].every((tree) => bagCount(treeSalt(42, tree), bagKeys[row]) > 0);
    expect(Number.isNaN(score)).toBe(drawnByAll);
  });
});

test("leaves weigh at least minLeaf and the depth is bounded", async () => {
  const loans = makeLoans(3000, 5);
  const { forest } = await fit(loans, { minLeaf: 25, maxDepth: 6 });
  const leaves = forest.nodes.filter((word, at) => word < 0 && at % 2 === 0).map((word) => word & 0x7fffffff);
  expect(Math.min(...leaves)).toBeGreaterThanOrEqual(25);
  expect(leaves.length).toBeLessThanOrEqual(30 * 2 ** 6);
});

test("missing values are routed: a column that matters only by its absence is learned", async () => {
  const uniform = uniforms(6);
  const rows = 3000;
  const values = Float64Array.from({ length: rows }, () => (uniform() < 0.5 ? Number.NaN : uniform()));
  const label = Uint8Array.from(values, (value) => (uniform() < (Number.isNaN(value) ? 0.8 : 0.2) ? 1 : 0));
  const column = { kind: "number" as const, name: "x", values };
  const loans = makeLoans(rows, 6);
  const { outOfBag } = await fit(
    { ...loans, table: { rowCount: rows, columns: [column] }, label },
    { minLeaf: 20 },
  );
  const auc = rocAuc(outOfBag, label, numberGroups(loans.groupKeys));
  expect(auc?.value).toBeGreaterThan(0.75);
});

test("constant columns, one row and one class still give a forest", async () => {
  const constant = { kind: "number" as const, name: "c", values: new Float64Array(50).fill(3) };
  const loans = makeLoans(50, 7);
  const flat = await fit({ ...loans, table: { rowCount: 50, columns: [constant] } });
  expect(flat.forest.nodes.length).toBe(2 * options.trees);
  const oneClass = await fit({ ...loans, label: new Uint8Array(50).fill(1) });
  expect([...new Set(oneClass.outOfBag)]).toEqual([1]);
  const one = await fit(makeLoans(1, 8));
  expect(one.forest.roots.length).toBe(options.trees);
});

test("a thousand columns and a category with more values than codes", async () => {
  const uniform = uniforms(9);
  const numbers = Array.from({ length: 1000 }, (_, i) => ({
    kind: "number" as const,
    name: `c${i}`,
    values: Float64Array.from({ length: 300 }, uniform),
  }));
  const wide = {
    kind: "category" as const,
    name: "wide",
    codes: Int32Array.from({ length: 300 }, (_, i) => i),
    categories: Array.from({ length: 300 }, (_, i) => `v${i}`),
  };
  const loans = makeLoans(300, 9);
  const table = { rowCount: 300, columns: [...numbers, wide] };
  const { outOfBag } = await fit({ ...loans, table }, { featuresPerSplit: 32 });
  expect(outOfBag.every((score) => score >= 0 && score <= 1)).toBe(true);
  expect(fitEncoding(wide)).toMatchObject({ other: true });
});

test("weights: equal ones change nothing, a row that hardly counts is hardly learned from", async () => {
  const loans = makeLoans(2000, 10);
  const equal = await fit(loans, {}, alone, new Float64Array(2000).fill(3));
  const plain = await fit(loans);
  expect(equal.forest.nodes).toEqual(plain.forest.nodes);
  // Every second row says the opposite; with next to no weight it must not be heard.
  const flipped = { ...loans, label: loans.label.map((y, row) => (row % 2 === 0 ? y : 1 - y)) };
  const weights = Float64Array.from(loans.label, (_, row) => (row % 2 === 0 ? 1 : 1e-6));
  const { outOfBag } = await fit(flipped, {}, alone, weights);
  const groups = numberGroups(loans.groupKeys);
  expect(rocAuc(outOfBag, loans.label, groups)?.value).toBeGreaterThan(0.68);
});
