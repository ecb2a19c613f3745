import fc from "fast-check";
import { expect, test } from "vitest";
import { uniforms } from "../testing/loans.ts";
import { joinWeighted, QuantileSketch, quantile, weightBelow } from "./quantile-sketch.ts";

function sketchOf(values: Iterable<number>): QuantileSketch {
  const sketch = new QuantileSketch();
  for (const value of values) sketch.add(value);
  return sketch;
}

/** Largest distance, in rows, between the sketch's ranks and the true ones. */
function worstRankError(sketch: QuantileSketch, values: Float64Array): number {
  const sorted = values.slice().sort();
  const picture = sketch.weighted();
  let worst = 0;
  for (let i = 0; i < sorted.length; i += 97) {
    let below = i;
    while (below > 0 && sorted[below - 1] === sorted[i]) below--;
    worst = Math.max(worst, Math.abs(weightBelow(picture, sorted[i]) - below));
  }
  return worst;
}

test("up to 2,047 values nothing is lost", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 80 }), (values) => {
      const sketch = sketchOf(values);
      const picture = sketch.weighted();
      expect(Array.from(picture.values)).toEqual([...values].sort((a, b) => a - b));
      expect(sketch.rankErrorBound).toBe(0);
      const sorted = [...values].sort((a, b) => a - b);
      const middle = (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
      expect(quantile(picture, 0.5)).toBe(middle);
      expect(quantile(picture, 0)).toBe(sorted[0]);
      expect(quantile(picture, 1)).toBe(sorted[sorted.length - 1]);
      expect(weightBelow(picture, 0)).toBe(values.filter((value) => value < 0).length);
    }),
    { seed: 1 },
  );
});

test("no rank is further off than the bound, which is small, in any order of arrival", () => {
  const uniform = uniforms(1);
  const random = Float64Array.from({ length: 200_000 }, () => uniform() ** 3);
  const tied = random.map((value) => Math.floor(value * 20));
  const zigzag = random.map((_, i) => (i % 2 === 0 ? i : -i));
  for (const values of [random, random.slice().sort(), random.slice().sort().reverse(), tied, zigzag]) {
    const sketch = sketchOf(values);
    expect(sketch.count).toBe(200_000);
    expect(sketch.weighted().weights.reduce((sum, weight) => sum + weight, 0)).toBe(200_000);
    expect(sketch.rankErrorBound).toBeLessThan(0.004 * 200_000);
    expect(worstRankError(sketch, values)).toBeLessThanOrEqual(sketch.rankErrorBound);
  }
});

test("merged sketches are as good as one, and joined pictures are their sum", () => {
  const uniform = uniforms(2);
  const values = Float64Array.from({ length: 90_000 }, uniform);
  const parts = [0, 1, 2].map((third) => sketchOf(values.subarray(third * 30_000, (third + 1) * 30_000)));
  const joined = joinWeighted(parts.map((part) => part.weighted()));
  expect(joined.total).toBe(90_000);
  expect(quantile(joined, 0.5)).toBeCloseTo(0.5, 1);
  const [merged] = parts;
  merged.merge(parts[1]);
  merged.merge(parts[2]);
  expect(merged.count).toBe(90_000);
  expect(merged.weighted().weights.reduce((sum, weight) => sum + weight, 0)).toBe(90_000);
  expect(merged.rankErrorBound).toBeLessThan(0.006 * 90_000);
  expect(worstRankError(merged, values)).toBeLessThanOrEqual(merged.rankErrorBound);
});

test("memory grows with the logarithm of the rows", () => {
  const uniform = uniforms(3);
  const kept = [50_000, 400_000].map(
    (rows) => sketchOf(Float64Array.from({ length: rows }, uniform)).weighted().values.length,
  );
  expect(Math.max(...kept)).toBeLessThan(2048 * 9);
  expect(quantile(sketchOf([]).weighted(), 0.5)).toBeNaN();
});
