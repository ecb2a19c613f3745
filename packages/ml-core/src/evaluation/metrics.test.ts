import fc from "fast-check";
import { expect, test } from "vitest";
import { makeLoans, uniforms } from "../testing/loans.ts";
import { numberGroups } from "./groups.ts";
import { wilson } from "./intervals.ts";
import {
  averagePrecision,
  brierScore,
  calibrationCurve,
  calibrationError,
  clusteredMean,
  logLoss,
} from "./metrics.ts";
import { ascendingOrder } from "./sorting.ts";

test("log loss and Brier score by hand", () => {
  const label = Uint8Array.of(1, 0);
  expect(logLoss(Float64Array.of(0.8, 0.4), label)).toBeCloseTo(-(Math.log(0.8) + Math.log(0.6)) / 2, 12);
  expect(brierScore(Float64Array.of(0.8, 0.4), label)).toBeCloseTo((0.04 + 0.16) / 2, 12);
  expect(logLoss(Float64Array.of(0, 0), Uint8Array.of(0, 1))).toBeLessThan(20);
});

test("average precision is the mean precision at each positive", () => {
  const rows = fc.array(fc.tuple(fc.nat(6), fc.nat(1)), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(rows, (pairs) => {
      const positives = pairs.filter(([, y]) => y === 1);
      fc.pre(positives.length > 0);
      let expected = 0;
      for (const [score] of positives) {
        const at = pairs.filter(([other]) => other >= score);
        expected += at.filter(([, y]) => y === 1).length / at.length / positives.length;
      }
      const score = Float64Array.from(pairs, ([value]) => value);
      const label = Uint8Array.from(pairs, ([, value]) => value);
      expect(averagePrecision(score, label)).toBeCloseTo(expected, 12);
    }),
    { seed: 1 },
  );
});

test("true probabilities are calibrated, distorted ones are not, and the curve's intervals hold the truth", () => {
  const { truth, label, groupKeys } = makeLoans(20_000, 3);
  const groups = numberGroups(groupKeys);
  expect(calibrationError(truth, label)).toBeLessThan(0.02);
  expect(calibrationError(truth.map(Math.sqrt), label)).toBeGreaterThan(0.1);
  const curve = calibrationCurve(truth, label, groups);
  expect(curve).toHaveLength(10);
  expect(curve.reduce((sum, bin) => sum + bin.count, 0)).toBe(20_000);
  expect(curve.filter((bin) => bin.low <= bin.meanScore && bin.meanScore <= bin.high).length).toBeGreaterThan(
    7,
  );
});

test("equal probabilities share a bin, and clustered outcomes widen its interval", () => {
  const label = Uint8Array.from({ length: 100 }, (_, i) => Math.floor(i / 10) % 2);
  const same = new Float64Array(100).fill(0.5);
  const alone = calibrationCurve(same, label, numberGroups(Float64Array.from(label.keys())));
  const tens = calibrationCurve(
    same,
    label,
    numberGroups(Float64Array.from(label.keys(), (i) => Math.floor(i / 10))),
  );
  expect(alone).toHaveLength(1);
  expect(tens[0].high - tens[0].low).toBeGreaterThan(2 * (alone[0].high - alone[0].low));
  // Ten borrowers, one degree of freedom spent on the mean.
  expect(tens[0].low).toBeCloseTo(wilson(0.5, 9).low, 12);
});

test("Wilson's interval of 0 of 10", () => {
  expect(wilson(0, 10).low).toBe(0);
  expect(wilson(0, 10).high).toBeCloseTo(0.2775, 3);
});

test("the clustered error of a mean is that of the borrowers' means", () => {
  const values = Float64Array.of(1, 1, 3, 3, 5, 5);
  const { mean, error } = clusteredMean(values, numberGroups(Float64Array.of(1, 1, 2, 2, 3, 3)));
  expect(mean).toBe(3);
  // Standard deviation 2 over three borrowers.
  expect(error).toBeCloseTo(2 / Math.sqrt(3), 12);
});

test("the radix sort orders like a comparison sort, ties in row order", () => {
  const uniform = uniforms(1);
  const special = [
    0,
    -0,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    5e-324,
    -5e-324,
    1e308,
  ];
  const values = Float64Array.from({ length: 5000 }, (_, i) =>
    i % 10 === 0 ? special[(i / 10) % special.length] : Math.round((uniform() - 0.5) * 2000) * 1e-3,
  );
  const expected = Array.from(values.keys()).sort((a, b) => {
    if (Number.isNaN(values[a]) || Number.isNaN(values[b])) {
      return Number(Number.isNaN(values[a])) - Number(Number.isNaN(values[b])) || a - b;
    }
    return values[a] < values[b] ? -1 : values[a] > values[b] ? 1 : a - b;
  });
  expect(Array.from(ascendingOrder(values))).toEqual(expected);
});
