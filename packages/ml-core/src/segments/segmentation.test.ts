import { expect, test } from "vitest";
import type { Table } from "../table/table.ts";
import { makeLoans, uniforms } from "../testing/loans.ts";
import { assignSegments, fitSegments } from "./segmentation.ts";
import { silhouette } from "./silhouette.ts";

const groups = [
  [900_000, 120],
  [100_000, 10],
  [100_000, 150],
];

/** Three clouds of loans, told apart by balance and days past due. */
function clouds(rows: number, seed: number): { table: Table; cloud: number[] } {
  const uniform = uniforms(seed);
  const cloud = Array.from({ length: rows }, () => Math.floor(uniform() ** 1.3 * 3));
  const balance = Float64Array.from(cloud, (c) => groups[c][0] * (0.9 + 0.2 * uniform()));
  const days = Float64Array.from(cloud, (c) => groups[c][1] * (0.9 + 0.2 * uniform()));
  const columns = [
    { kind: "number" as const, name: "Outstanding_Loan_Amount", values: balance },
    { kind: "number" as const, name: "Days_Past_Due", values: days },
  ];
  return { table: { rowCount: rows, columns }, cloud };
}

const names = ["Outstanding_Loan_Amount", "Days_Past_Due"];

test("three clouds are found as three segments with names from their profile", () => {
  const { table, cloud } = clouds(900, 1);
  const segmentation = fitSegments(table, names, 42);
  expect(segmentation?.names).toHaveLength(3);
  expect(new Set(segmentation?.names).size).toBe(3);
  expect(segmentation?.names.some((name) => /^High balance|, high balance/.test(name))).toBe(true);
  expect(segmentation?.names.some((name) => /barely overdue/i.test(name))).toBe(true);
  if (segmentation === null) return;
  const assigned = assignSegments(segmentation, table);
  const pairs = new Set(cloud.map((c, row) => `${c}-${assigned[row]}`));
  expect(pairs.size).toBe(3);
  expect(segmentation.profiles[0][0].text).toMatch(/^median [\d,.]+, all loans [\d,.]+$/);
});

test("the same seed gives the same segments, and the largest comes first", () => {
  const { table } = clouds(900, 2);
  const [first, second] = [fitSegments(table, names, 7), fitSegments(table, names, 7)];
  expect(second).toEqual(first);
  if (first === null) throw new Error("no segments");
  const sizes = new Float64Array(first.names.length);
  for (const segment of assignSegments(first, table)) sizes[segment]++;
  expect(Array.from(sizes)).toEqual(Array.from(sizes).sort((a, b) => b - a));
});

test("missing values and missing columns are imputed, outliers are reined in", () => {
  const { table } = clouds(900, 3);
  const segmentation = fitSegments(table, names, 42);
  if (segmentation === null) throw new Error("no segments");
  const odd: Table = {
    rowCount: 2,
    columns: [
      { kind: "number", name: "Outstanding_Loan_Amount", values: Float64Array.of(Number.NaN, 1e300) },
    ],
  };
  const assigned = assignSegments(segmentation, odd);
  expect(assigned.every((segment) => segment >= 0 && segment < 3)).toBe(true);
  expect(segmentation.names[assigned[1]]).toMatch(/high balance/i);
});

test("names stay unique where columns say little, and nothing to cluster gives no segments", () => {
  const { table } = makeLoans(600, 4);
  const segmentation = fitSegments(table, ["noise"], 1);
  expect(new Set(segmentation?.names).size).toBe(segmentation?.names.length);
  expect(fitSegments(table, ["Loan_Type"], 1)).toBeNull();
  expect(fitSegments(makeLoans(20, 5).table, ["noise"], 1)).toBeNull();
});

test("silhouette by hand", () => {
  // Points 0, 1 | 10: a = 1, 1; b = 10, 9; the lone point counts 0.
  const value = silhouette(Float64Array.of(0, 1, 10), Int32Array.of(0, 0, 1), 1, 2);
  expect(value).toBeCloseTo((9 / 10 + 8 / 9) / 3, 12);
});
