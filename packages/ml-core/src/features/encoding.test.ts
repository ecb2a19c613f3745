import fc from "fast-check";
import { expect, test } from "vitest";
import type { CategoryColumn, Column } from "../table/table.ts";
import { uniforms } from "../testing/loans.ts";
import { codeCount, encodeColumn, type FeatureEncoding, fitEncoding } from "./encoding.ts";

function encode(encoding: FeatureEncoding, column: Column | undefined, rows: number): number[] {
  const out = new Uint8Array(rows);
  encodeColumn(encoding, column, 0, rows, out, 0);
  return Array.from(out);
}

function numbers(values: ArrayLike<number>): Column {
  return { kind: "number", name: "x", values: Float64Array.from(values) };
}

test("codes ascend with the numbers, equal numbers share one, missing is 255", () => {
  const value = fc.oneof(fc.double(), fc.integer({ min: -3, max: 3 }), fc.constant(Number.NaN));
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 600, size: "max" }), (values) => {
      const column = numbers(values);
      const encoding = fitEncoding(column);
      const codes = encode(encoding, column, values.length);
      expect(codeCount(encoding)).toBeLessThanOrEqual(255);
      const order = Array.from(values.keys()).filter((i) => Number.isFinite(values[i]));
      order.sort((a, b) => values[a] - values[b]);
      for (let i = 1; i < order.length; i++) {
        const [a, b] = [order[i - 1], order[i]];
        expect(codes[a]).toBeLessThanOrEqual(codes[b]);
        if (values[a] === values[b]) expect(codes[a]).toBe(codes[b]);
      }
      values.forEach((v, i) => {
        expect(codes[i] === 255).toBe(!Number.isFinite(v));
        if (codes[i] !== 255) expect(codes[i]).toBeLessThan(codeCount(encoding));
      });
    }),
    { seed: 1 },
  );
});

test("a code is the number of edges below the value, for zeros of either sign and the ends of the range too", () => {
  const special = fc.constantFrom(0, -0, 5e-324, -5e-324, Number.MAX_VALUE, -Number.MAX_VALUE, Number.NaN);
  const value = fc.oneof(special, fc.double(), fc.integer({ min: -300, max: 300 }));
  fc.assert(
    fc.property(
      fc.uniqueArray(value, { maxLength: 254 }),
      fc.array(value, { maxLength: 20 }),
      (cuts, values) => {
        const edges = Float64Array.from(cuts.filter(Number.isFinite)).sort();
        const encoding = { kind: "number", name: "x", edges } as const;
        const expected = values.map((v) =>
          Number.isFinite(v) ? edges.filter((edge) => edge < v).length : 255,
        );
        expect(encode(encoding, numbers(values), values.length)).toEqual(expected);
        // So many rows that the work of cutting the range into cells is worth it.
        const many = values.length === 0 ? [] : Array.from({ length: 5000 }, (_, i) => i % values.length);
        const column = numbers(many.map((i) => values[i]));
        expect(encode(encoding, column, many.length)).toEqual(many.map((i) => expected[i]));
      },
    ),
    { seed: 1 },
  );
});

test("up to 255 different numbers keep a bin each; more share bins of nearly equal size", () => {
  const few = fitEncoding(numbers(Array.from({ length: 1000 }, (_, i) => i % 255)));
  expect(codeCount(few)).toBe(255);
  const uniform = uniforms(1);
  // Half of all rows are 0: the other half still gets nearly all of the bins.
  const column = numbers(Array.from({ length: 20_000 }, () => (uniform() < 0.5 ? 0 : uniform())));
  const encoding = fitEncoding(column);
  expect(codeCount(encoding)).toBeGreaterThan(240);
  const sizes = new Float64Array(256);
  for (const code of encode(encoding, column, 20_000)) sizes[code]++;
  expect(Math.max(...sizes.subarray(1))).toBeLessThan(60);
});

const fruit: CategoryColumn = {
  kind: "category",
  name: "fruit",
  codes: Int32Array.of(0, 1, 1, -1, 2),
  categories: ["apple", "pear", "fig", "never seen"],
};

test("categories are found by text whatever the code book; unseen and missing ones are missing", () => {
  const encoding = fitEncoding(fruit);
  expect(encoding).toMatchObject({ categories: ["pear", "apple", "fig"], other: false });
  const elsewhere: Column = {
    kind: "category",
    name: "fruit",
    codes: Int32Array.of(0, 1, 2, -1),
    categories: ["plum", "fig", "pear"],
  };
  expect(encode(encoding, elsewhere, 4)).toEqual([255, 2, 0, 255]);
  expect(encode(encoding, undefined, 3)).toEqual([255, 255, 255]);
});

test("the rarest of very many categories share a code, and so do unseen ones then", () => {
  const wide: CategoryColumn = {
    kind: "category",
    name: "wide",
    codes: Int32Array.from({ length: 1200 }, (_, i) => Math.min(i % 400, 299)),
    categories: Array.from({ length: 400 }, (_, i) => `c${i}`),
  };
  const encoding = fitEncoding(wide);
  expect(codeCount(encoding)).toBe(251);
  const codes = encode(encoding, wide, 1200);
  expect(codes[299]).toBe(0);
  expect(new Set(codes).size).toBe(251);
  const unseen: Column = { kind: "category", name: "wide", codes: Int32Array.of(0), categories: ["new"] };
  expect(encode(encoding, unseen, 1)).toEqual([250]);
});

test("a column of the other kind is read by its text", () => {
  const years = fitEncoding(numbers([1, 2, 3]));
  const text: Column = {
    kind: "category",
    name: "x",
    codes: Int32Array.of(0, 1, 2, 3),
    categories: ["3", " 1 ", "many", ""],
  };
  expect(encode(years, text, 4)).toEqual([2, 0, 255, 255]);
  const grades = fitEncoding({
    kind: "category",
    name: "x",
    codes: Int32Array.of(0, 0, 1),
    categories: ["2", "5"],
  });
  expect(encode(grades, numbers([5, 2, 7, Number.NaN]), 4)).toEqual([1, 0, 255, 255]);
});
