import { expect, test } from "vitest";
import { chiSquareTail, kolmogorovTail, normalQuantileTwoSided, normalTwoSided } from "./distributions.ts";

/** Reference values: scipy 1.10.1, `chi2.sf`, `2 * norm.sf`, `norm.isf`, `kstwobign.sf`. */
function expectClose(value: number, reference: number): void {
  expect(Math.abs(value / reference - 1)).toBeLessThan(1e-9);
}

test("chi-square tails are scipy's", () => {
  const cases = [
    [3.84, 1, 0.05004352124870519],
    [0.5, 1, 0.47950012218695337],
    [18.3, 10, 0.050109061411462506],
    [120, 100, 0.08440668109369177],
    [30, 3, 1.3800570312932553e-6],
    [1e-3, 4, 0.9999998750416589],
    [1000, 900, 0.010994608942135844],
  ];
  for (const [x, degrees, reference] of cases) expectClose(chiSquareTail(x, degrees), reference);
  expect(chiSquareTail(0, 3)).toBe(1);
});

test("normal tails and quantiles are scipy's", () => {
  const cases = [
    [0.5, 0.6170750774519738],
    [1.959963984540054, 0.05],
    [3, 0.0026997960632601866],
    [6, 1.973175290075389e-9],
    [10, 1.523970604832094e-23],
  ];
  for (const [z, p] of cases) {
    expectClose(normalTwoSided(z), p);
    expectClose(normalTwoSided(-z), p);
    expectClose(normalQuantileTwoSided(p), z);
  }
  expect(normalTwoSided(0)).toBe(1);
  expect(normalQuantileTwoSided(1)).toBeCloseTo(0, 9);
});

test("Kolmogorov's tail is scipy's, on both sides of the switch of series", () => {
  const cases = [
    [0.4, 0.9971923267772983],
    [0.5, 0.9639452436648751],
    [0.8, 0.5441424115741981],
    [1, 0.26999967167735456],
    [1.36, 0.049485876755377876],
    [2, 0.0006709252557796953],
    [3, 3.045995948942526e-8],
  ];
  for (const [x, reference] of cases) expectClose(kolmogorovTail(x), reference);
  expect(kolmogorovTail(0)).toBe(1);
  expect(kolmogorovTail(0.999999)).toBeCloseTo(kolmogorovTail(1.000001), 5);
});
