import { expect, test } from "vitest";
import { makeLoans } from "../testing/loans.ts";
import { assess } from "./assessment.ts";
import { numberGroups } from "./groups.ts";

const costs = { truePositive: -30, falsePositive: 20, falseNegative: 100, trueNegative: 0 };

test("an assessment is plain JSON, and rows that were forecast three times count once", () => {
  const { truth, label, groupKeys } = makeLoans(900, 1);
  const once = assess({ calibrated: truth, label, groups: numberGroups(groupKeys) }, 900, [0.5, 0.75], costs);
  expect(JSON.parse(JSON.stringify(once))).toEqual(once);
  expect(once.boundaries.map(({ threshold }) => threshold)).toEqual([0.5, 0.75]);
  expect(once.curve).toHaveLength(51);
  expect(once.gains).toHaveLength(10);
  expect(once.slope?.slopeLow).toBeLessThan(1);
  expect(once.slope?.slopeHigh).toBeGreaterThan(1);
  const least = Math.min(...once.curve.map(({ cost }) => cost ?? 0));
  expect(once.cheapest?.cost).toBeLessThanOrEqual(least);

  const thrice = Array.from({ length: 2700 }, (_, i) => i % 900);
  const repeated = assess(
    {
      calibrated: Float64Array.from(thrice, (row) => truth[row]),
      label: Uint8Array.from(thrice, (row) => label[row]),
      groups: numberGroups(Float64Array.from(thrice, (row) => groupKeys[row])),
    },
    900,
    [0.5, 0.75],
    costs,
  );
  expect(repeated.boundaries).toEqual(once.boundaries);
  expect(repeated.ks).toEqual(once.ks);
  expect(repeated.cheapest).toEqual(once.cheapest);
  expect(repeated.slope?.slopeError).toBeCloseTo(once.slope?.slopeError ?? 0, 8);
  expect(repeated.gains[2].gain.low).toBeCloseTo(once.gains[2].gain.low, 3);
  expect(repeated.gains[2].positives).toBeCloseTo(once.gains[2].positives, 9);
});

test("one class or no rows leave nothing to divide by", () => {
  const groups = numberGroups(Float64Array.of(1, 2));
  const oneClass = assess(
    { calibrated: Float64Array.of(0.2, 0.4), label: new Uint8Array(2), groups },
    2,
    [0.5],
  );
  expect(oneClass).toMatchObject({ ks: null, gains: [], cheapest: null, slope: null });
  const none = assess(
    { calibrated: new Float64Array(0), label: new Uint8Array(0), groups: numberGroups(new Float64Array(0)) },
    0,
    [0.5],
  );
  expect(none.boundaries).toMatchObject([{ selectionRate: null, truePositives: 0 }]);
});
