import { expect, test } from "vitest";
import { gaussLegendre } from "./quadrature.ts";

test("n points integrate every power up to 2n - 1 exactly", () => {
  for (const count of [1, 2, 3, 6, 13, 32]) {
    const { points, weights } = gaussLegendre(count);
    for (let power = 0; power < 2 * count; power++) {
      const integral = points.reduce((sum, point, i) => sum + weights[i] * point ** power, 0);
      expect(Math.abs(integral * (power + 1) - 1)).toBeLessThan(1e-12);
    }
    expect(points.every((point) => point > 0 && point < 1)).toBe(true);
  }
});
