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
      expect(all.length + dropped.undated + dropped.ofOtherSide + dropped.inGap).toBe(rows.length);
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
  expect(splitOutOfTime(days, keys)).toMatchObject({ firstTestDay: 240, dropped: { ofOtherSide: 0 } });
  expect(splitOutOfTime(days, keys, { testShare: 0.44 })?.test).toHaveLength(40);
  expect(splitOutOfTime(days, keys, { testShare: 0.01 })?.test).toHaveLength(10);
  const gap = splitOutOfTime(days, keys, { gapDays: 60 });
  expect(gap).toMatchObject({ firstTestDay: 240, dropped: { inGap: 20 } });
  expect(gap?.train).toHaveLength(60);
  expect(splitOutOfTime(days, keys, { firstTestDay: 30 })?.train).toHaveLength(10);
});

test("borrowers who are on both sides are dealt to one of them, about half to each", () => {
  // Two hundred borrowers in both books, one that ended, one that began, one without a date.
  const both = Array.from({ length: 200 }, (_, key) => key);
  const keys = Float64Array.of(...both, 500, ...both, 600, 700);
  const days = Float64Array.of(...both.map(() => 0), 0, ...both.map(() => 9), 9, Number.NaN);
  const split = splitOutOfTime(days, keys);
  expect(split).toMatchObject({ firstTestDay: 9, dropped: { undated: 1, ofOtherSide: 200, inGap: 0 } });
  expect(split?.train).toContain(200);
  expect(split?.test).toContain(401);
  expect(split?.train.length).toBeGreaterThan(80);
  expect(split?.test.length).toBeGreaterThan(80);
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
