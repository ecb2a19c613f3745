import fc from "fast-check";
import { expect, test } from "vitest";
import { balanceAfter, monthlyInstalment } from "./annuity.ts";

test("the instalment is that of a worked example", () => {
  // 100,000 at 12 % a year over 12 months: 8,884.88 (any bank's table).
  expect(monthlyInstalment(100_000, 12, 12)).toBeCloseTo(8884.88, 2);
  expect(monthlyInstalment(1200, 0, 12)).toBe(100);
  expect(balanceAfter(1200, 0, 12, 3)).toBe(900);
});

test("paying every instalment, with interest on what is owed each month, leaves the formula's balance", () => {
  const terms = fc.tuple(
    fc.integer({ min: 500, max: 2_000_000 }),
    fc.double({ min: 0.5, max: 40, noNaN: true }),
    fc.integer({ min: 1, max: 360 }),
  );
  fc.assert(
    fc.property(terms, ([amount, rate, months]) => {
      const instalment = monthlyInstalment(amount, rate, months);
      let owed = amount;
      for (let month = 1; month <= months; month++) {
        owed = owed * (1 + rate / 1200) - instalment;
        expect(Math.abs(balanceAfter(amount, rate, months, month) - owed)).toBeLessThan(amount * 1e-7);
      }
      expect(Math.abs(owed)).toBeLessThan(amount * 1e-7);
    }),
    { numRuns: 100, seed: 1 },
  );
});
