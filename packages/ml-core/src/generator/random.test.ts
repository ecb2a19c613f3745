import { expect, test } from "vitest";
import { Random } from "./random.ts";

function draws(seed: number, stream: number, item: number, count = 8): number[] {
  const random = new Random().seed(seed, stream, item);
  return Array.from({ length: count }, () => random.uint32());
}

test("a stream is a function of its three names, and each name matters", () => {
  const first = draws(42, 1, 7);
  expect(draws(42, 1, 7)).toEqual(first);
  for (const other of [draws(43, 1, 7), draws(42, 2, 7), draws(42, 1, 8), draws(42 + 2 ** 40, 1, 7)]) {
    expect(other.filter((value) => first.includes(value))).toEqual([]);
  }
});

test("re-seeding forgets a spare normal", () => {
  const random = new Random().seed(1, 1, 1);
  random.normal();
  random.seed(5, 5, 5);
  expect(random.normal()).toBe(new Random().seed(5, 5, 5).normal());
});

test("neighbouring streams are uniform and unrelated", () => {
  // First draws of 64,000 neighbouring streams, in a 16 x 16 table of (this one, the next one).
  const cells = new Float64Array(256);
  const random = new Random();
  let last = random.seed(9, 3, 0).uint32() >>> 28;
  const n = 64_000;
  for (let item = 1; item <= n; item++) {
    const next = random.seed(9, 3, item).uint32() >>> 28;
    cells[last * 16 + next]++;
    last = next;
  }
  let chiSquare = 0;
  for (const count of cells) chiSquare += (count - n / 256) ** 2 / (n / 256);
  // Mean 255, standard deviation 22.6: four of those to either side.
  expect(chiSquare).toBeGreaterThan(165);
  expect(chiSquare).toBeLessThan(346);
});

test("normal() has mean 0, variance 1 and normal tails; weighted() keeps its weights", () => {
  const random = new Random().seed(3, 1, 1);
  const n = 40_000;
  let sum = 0;
  let squares = 0;
  let beyondTwo = 0;
  const counts = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const x = random.normal();
    sum += x;
    squares += x * x;
    if (Math.abs(x) > 2) beyondTwo++;
    counts[random.weighted([0.5, 0.3, 0.2])]++;
  }
  expect(Math.abs(sum / n)).toBeLessThan(0.02);
  expect(Math.abs(squares / n - 1)).toBeLessThan(0.03);
  expect(Math.abs(beyondTwo / n - 0.0455)).toBeLessThan(0.004);
  expect(Math.abs(counts[0] / n - 0.5)).toBeLessThan(0.01);
  expect(Math.abs(counts[2] / n - 0.2)).toBeLessThan(0.01);
});
