import fc from "fast-check";
import { expect, test } from "vitest";
import { uniforms } from "../testing/loans.ts";
import { calibrate, fitCalibration } from "./calibration.ts";
import { calibrationError } from "./metrics.ts";

/** Outcomes whose true logit is `slope * logit(score) + shift`. */
function draw(rows: number, slope: number, shift: number, seed = 1) {
  const uniform = uniforms(seed);
  const score = Float64Array.from({ length: rows }, () => 0.02 + 0.96 * uniform());
  const truth = score.map((p) => 1 / (1 + Math.exp(-(slope * Math.log(p / (1 - p)) + shift))));
  return { score, truth, label: Uint8Array.from(truth, (p) => (uniform() < p ? 1 : 0)) };
}

test("Platt's map finds the slope and shift that made the outcomes", () => {
  const { score, label } = draw(1800, 0.5, -0.4);
  const map = fitCalibration(score, label);
  expect(map.method).toBe("platt");
  expect(map.tailSlope).toBeGreaterThan(0.4);
  expect(map.tailSlope).toBeLessThan(0.6);
  expect(calibrate(map, 0.5)).toBeCloseTo(1 / (1 + Math.exp(0.4)), 1);
});

test("with many rows the isotonic map repairs a bent score that no line can", () => {
  const { score, label } = draw(20_000, 1, 0, 2);
  const bent = score.map((p) => p ** 4 * 0.5);
  const map = fitCalibration(bent, label);
  expect(map.method).toBe("isotonic");
  const fresh = draw(20_000, 1, 0, 3);
  const calibrated = fresh.score.map((p) => calibrate(map, p ** 4 * 0.5));
  expect(calibrationError(calibrated, fresh.label)).toBeLessThan(0.015);
});

test("any map ascends and never reaches 0 or 1", () => {
  const sample = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(1)), {
    minLength: 1,
    maxLength: 50,
  });
  fc.assert(
    fc.property(sample, fc.boolean(), (pairs, many) => {
      const repeated = many ? Array.from({ length: 100 }, () => pairs).flat() : pairs;
      const map = fitCalibration(
        Float64Array.from(repeated, ([score]) => score),
        Uint8Array.from(repeated, ([, label]) => label),
      );
      let last = 0;
      for (let score = 0; score <= 1; score += 1 / 64) {
        const probability = calibrate(map, score);
        expect(probability).toBeGreaterThan(0);
        expect(probability).toBeLessThan(1);
        expect(probability).toBeGreaterThanOrEqual(last);
        last = probability;
      }
    }),
    { numRuns: 60, seed: 1 },
  );
});

test("scores in the wrong order are flattened to the base rate, not turned over", () => {
  const { score, label } = draw(600, -1, 0);
  const map = fitCalibration(score, label);
  const rate = label.reduce((sum, value) => sum + value, 0) / 600;
  expect(calibrate(map, 0.1)).toBeCloseTo(rate, 2);
  expect(calibrate(map, 0.9)).toBe(calibrate(map, 0.1));
});
