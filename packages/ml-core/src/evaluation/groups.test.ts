import fc from "fast-check";
import { expect, test } from "vitest";
import { groupKey } from "../table/group-key.ts";
import { assignFolds, numberGroups, placeOfKey, sortedKeys } from "./groups.ts";

const rows = fc.array(fc.tuple(fc.nat(60), fc.nat(1)), { minLength: 1, maxLength: 200 });

test("no borrower is in two folds, folds are even, and the order of the rows does not matter", () => {
  fc.assert(
    fc.property(rows, fc.nat(100), (pairs, seed) => {
      const keys = Float64Array.from(pairs, ([id]) => groupKey(`B${id}`));
      const label = Uint8Array.from(pairs, ([, y]) => y);
      const fold = assignFolds(keys, label, 5, seed);
      const foldOf = new Map<number, number>();
      keys.forEach((key, row) => {
        expect(foldOf.get(key) ?? fold[row]).toBe(fold[row]);
        foldOf.set(key, fold[row]);
      });
      const sizes = [0, 1, 2, 3, 4].map((f) => [...foldOf.values()].filter((other) => other === f).length);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      const backwards = assignFolds(keys.slice().reverse(), label.slice().reverse(), 5, seed);
      expect(Array.from(backwards).reverse()).toEqual(Array.from(fold));
    }),
    { seed: 1 },
  );
});

test("each fold has its share of the borrowers with a positive row", () => {
  const keys = Float64Array.from({ length: 100 }, (_, i) => groupKey(`B${i}`));
  const label = Uint8Array.from(keys, (_, i) => (i < 20 ? 1 : 0));
  const fold = assignFolds(keys, label, 5, 3);
  for (let f = 0; f < 5; f++) expect(label.filter((y, row) => y === 1 && fold[row] === f)).toHaveLength(4);
});

test("keys are numbered and found", () => {
  const keys = Float64Array.of(7, 3, 7, 9);
  expect(numberGroups(keys)).toEqual({ of: Int32Array.of(0, 1, 0, 2), count: 3 });
  const sorted = sortedKeys(keys);
  expect(Array.from(sorted)).toEqual([3, 7, 9]);
  expect([2, 3, 5, 7, 9, 10].map((key) => placeOfKey(sorted, key))).toEqual([-1, 0, -1, 1, 2, -1]);
  expect(placeOfKey(new Float64Array(0), 1)).toBe(-1);
});
