import fc from "fast-check";
import { expect, test } from "vitest";
import { CategoryBuilder, Growing, NumberBuilder } from "./column-builders.ts";
import { groupKey } from "./group-key.ts";
import { IdIndex } from "./id-index.ts";
import { TextPool } from "./text-pool.ts";

test("a text pool gives every text back", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "grapheme" })), (texts) => {
      const pool = new TextPool();
      expect(texts.map((text) => pool.push(text))).toEqual(texts.map((_, place) => place));
      expect(texts.map((_, place) => pool.get(place))).toEqual(texts);
    }),
  );
});

test("a pool and its index grow: ten thousand ids are each found where they were put", () => {
  const pool = new TextPool();
  const index = new IdIndex(pool);
  const id = (i: number) => `LN-${"0".repeat(i % 40)}${i}`;
  for (let i = 0; i < 10_000; i++) {
    expect(index.findOrAdd(id(i), i)).toBe(-1);
    pool.push(id(i));
  }
  for (let i = 0; i < 10_000; i++) expect(index.findOrAdd(id(i), -9)).toBe(i);
  expect(pool.get(9_999)).toBe(id(9_999));
});

test("rows that were never set are missing, also beyond what has grown", () => {
  const numbers = new NumberBuilder("n");
  const categories = new CategoryBuilder("c");
  expect([numbers.isUsed, categories.isUsed]).toEqual([false, false]);
  numbers.set(1, 0);
  categories.set(2, "b");
  categories.set(0, "a");
  categories.set(3000, "b");
  expect([...numbers.build(3).values]).toEqual([Number.NaN, 0, Number.NaN]);
  const { codes, categories: names } = categories.build(5000);
  expect(names).toEqual(["b", "a"]);
  expect([...codes.subarray(0, 4), codes[3000], codes[4999]]).toEqual([1, -1, 0, -1, 0, -1]);
  expect([...numbers.build(5000).values.subarray(4998)]).toEqual([Number.NaN, Number.NaN]);
  expect(new Growing((size) => new Float64Array(size).fill(7)).build(2000).at(-1)).toBe(7);
});

test("keys are safe integers, the same for the same id and different for close ones", () => {
  const ids = Array.from({ length: 20_000 }, (_, i) => `B${i}`);
  const keys = ids.map(groupKey);
  expect(keys.every((key) => Number.isSafeInteger(key) && key >= 0)).toBe(true);
  expect(new Set(keys).size).toBe(ids.length);
  expect(ids.map(groupKey)).toEqual(keys);
});
