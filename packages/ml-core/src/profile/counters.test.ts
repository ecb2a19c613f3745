import { expect, test } from "vitest";
import { groupKey } from "../table/group-key.ts";
import { uniforms } from "../testing/loans.ts";
import { CategoryCounter, keptCategories, total } from "./category-counter.ts";
import { DistinctCounter } from "./distinct-counter.ts";
import { RowSample } from "./row-sample.ts";

function countDistinct(values: Iterable<number>): DistinctCounter {
  const counter = new DistinctCounter();
  for (const value of values) counter.add(value);
  return counter;
}

test("distinct values are counted exactly up to 5,000", () => {
  const counter = countDistinct([1, 2, 2, 0, -0, 1.5]);
  expect(counter.isExact).toBe(true);
  expect(counter.count()).toBe(4);
  expect(countDistinct(Array.from({ length: 20_000 }, (_, i) => i % 5000)).count()).toBe(5000);
});

test("beyond that the estimate is within 3.3 % (four standard errors), for whole, close and hashed numbers", () => {
  for (const distinct of [5001, 8000, 20_000, 200_000]) {
    for (const make of [
      (i: number) => i,
      (i: number) => 1 + i * 2 ** -40,
      (i: number) => groupKey(`LN_${i}`),
    ]) {
      const counter = new DistinctCounter();
      for (let i = 0; i < distinct; i++) counter.add(make(i));
      expect(counter.count()).toBeLessThanOrEqual(distinct);
      for (let i = 0; i < distinct; i += 3) counter.add(make(i));
      expect(counter.isExact).toBe(false);
      expect(Math.abs(counter.count() / distinct - 1)).toBeLessThan(0.033);
    }
  }
});

test("over many streams the estimate has no bias and an error of .8 %", () => {
  const uniform = uniforms(1);
  let [sum, squares] = [0, 0];
  for (let repeat = 0; repeat < 60; repeat++) {
    const counter = new DistinctCounter();
    for (let i = 0; i < 30_000; i++) counter.add(uniform() + repeat);
    const error = counter.count() / 30_000 - 1;
    sum += error;
    squares += error * error;
  }
  // The mean's own error is .1 %.
  expect(Math.abs(sum / 60)).toBeLessThan(0.004);
  expect(Math.sqrt(squares / 60)).toBeLessThan(0.0115);
});

test("merging counts what either saw", () => {
  const [a, b] = [countDistinct([1, 2, 3]), countDistinct([3, 4])];
  a.merge(b);
  expect(a.count()).toBe(4);
  const many = countDistinct(Array.from({ length: 8000 }, (_, i) => i));
  const other = countDistinct(Array.from({ length: 8000 }, (_, i) => i + 4000));
  many.merge(other);
  const whole = countDistinct(Array.from({ length: 24_000 }, (_, i) => i % 12_000));
  expect(many.count()).toBe(whole.count());
  b.merge(whole);
  expect(b.count()).toBe(whole.count());
});

test("frequent categories survive a flood of rare ones, within the bound", () => {
  const counter = new CategoryCounter();
  const other = new CategoryCounter();
  const truth = new Map<string, number>();
  const one = Float64Array.of(0, 1, 0);
  for (let i = 0; i < 30_000; i++) {
    const category = i % 3 === 0 ? `often ${i % 5}` : `rare ${i}`;
    (i % 2 === 0 ? counter : other).add(category, one);
    truth.set(category, (truth.get(category) ?? 0) + 1);
  }
  counter.merge(other);
  expect(counter.counts.size).toBeLessThanOrEqual(2 * keptCategories);
  let seen = total(counter.others);
  for (const [category, counts] of counter.counts) {
    const gap = (truth.get(category) ?? 0) - total(counts);
    expect(gap).toBeGreaterThanOrEqual(0);
    expect(gap).toBeLessThanOrEqual(counter.undercount);
    seen += total(counts);
  }
  expect(seen).toBe(30_000);
  expect(counter.undercount).toBeLessThan(100);
  for (let i = 0; i < 5; i++)
    expect(total(counter.counts.get(`often ${i}`) ?? new Float64Array(3))).toBe(2000);
});

test("the sample is uniform and depends on row numbers and seed only", () => {
  const sample = new RowSample(500, 7);
  for (let row = 0; row < 20_000; row++) sample.offer(row);
  const rows = Array.from(sample.rows.subarray(0, sample.size));
  expect(new Set(rows).size).toBe(500);
  const mean = rows.reduce((sum, row) => sum + row, 0) / 500;
  // Standard error 258.
  expect(Math.abs(mean - 10_000)).toBeLessThan(1000);
  const backwards = new RowSample(500, 7);
  for (let row = 19_999; row >= 0; row--) backwards.offer(row);
  expect([...backwards.rows].sort()).toEqual([...sample.rows].sort());
  const few = new RowSample(500, 7);
  expect([0, 1, 2].map((row) => few.offer(row))).toEqual([0, 1, 2]);
  expect(few.size).toBe(3);
});
