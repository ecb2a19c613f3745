import fc from "fast-check";
import { expect, test } from "vitest";
import { splitOutOfTime } from "./out-of-time.ts";

test("each row is on one side or dropped for a reason, and no borrower is on both sides", () => {
  const row = fc.tuple(fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constant(Number.NaN)), fc.nat(12));
  fc.assert(
    fc.property(fc.array(row, { maxLength: 80 }), fc.nat(3), (rows, gapDays) => {
      const days = Float64Array.from(rows, ([day]) => day);
      const keys = Float64Array.from(rows, ([, key]) => key);
      const split = splitOutOfTime(days, keys, { gapDays });
      if (split === null) return;
      const { train, test: tested, dropped, firstTestDay } = split;
      const all = [...train, ...tested];
      expect(new Set(all).size).toBe(all.length);
      expect(all.length + dropped.undated + dropped.ofTestBorrowers + dropped.inGap).toBe(rows.length);
      const borrowers = new Set(Array.from(tested, (at) => keys[at]));
      for (const at of train) {
        expect(borrowers.has(keys[at])).toBe(false);
        expect(days[at]).toBeLessThan(firstTestDay - gapDays);
      }
      for (const at of tested) expect(days[at]).toBeGreaterThanOrEqual(firstTestDay);
    }),
    { seed: 1 },
  );
});

test("the share is met as closely as whole dates allow", () => {
  const days = Float64Array.from({ length: 100 }, (_, i) => Math.floor(i / 10) * 30);
  const keys = Float64Array.from(days.keys());
  expect(splitOutOfTime(days, keys)).toMatchObject({ firstTestDay: 240, dropped: { ofTestBorrowers: 0 } });
  expect(splitOutOfTime(days, keys, { testShare: 0.44 })?.test).toHaveLength(40);
  expect(splitOutOfTime(days, keys, { testShare: 0.01 })?.test).toHaveLength(10);
  const gap = splitOutOfTime(days, keys, { gapDays: 60 });
  expect(gap).toMatchObject({ firstTestDay: 240, dropped: { inGap: 20 } });
  expect(gap?.train).toHaveLength(60);
  expect(splitOutOfTime(days, keys, { firstTestDay: 30 })?.train).toHaveLength(10);
});

test("a borrower who is in the test is dropped from the training and counted", () => {
  const split = splitOutOfTime(Float64Array.of(0, 0, 0, 9, Number.NaN), Float64Array.of(1, 2, 3, 2, 4));
  expect(split).toEqual({
    train: Uint32Array.of(0, 2),
    test: Uint32Array.of(3),
    firstTestDay: 9,
    dropped: { undated: 1, ofTestBorrowers: 1, inGap: 0 },
  });
});

test("no split without two dates, and wrong input is named", () => {
  expect(splitOutOfTime(Float64Array.of(5, 5), Float64Array.of(1, 2))).toBeNull();
  expect(splitOutOfTime(new Float64Array(0), new Float64Array(0))).toBeNull();
  expect(splitOutOfTime(Float64Array.of(0, 9), Float64Array.of(1, 1))).toBeNull();
  expect(() => splitOutOfTime(new Float64Array(2), new Float64Array(3))).toThrow("2 dates for 3 group keys");
  expect(() => splitOutOfTime(new Float64Array(2), new Float64Array(2), { testShare: 1 })).toThrow(
    "testShare is 1",
  );
  expect(() => splitOutOfTime(new Float64Array(2), new Float64Array(2), { gapDays: -1 })).toThrow(
    "gapDays is -1",
  );
});
