import fc from "fast-check";
import { expect, test } from "vitest";
import type { Band } from "../../components/bands.ts";
import { type Curve, countBands, histogram, moveBoundary } from "./curve.ts";

const steps = 20;

function curveOf(scores: readonly number[]): Curve {
  const count = (test: (score: number, grid: number) => boolean) =>
    Array.from({ length: steps + 1 }, (_, i) => scores.filter((score) => test(score, i / steps)).length);
  const below = count((score, grid) => score < grid);
  const atOrBelow = count((score, grid) => score <= grid);
  const amounts = (counts: number[]) => counts.map((n) => n * 100);
  return {
    steps,
    below,
    atOrBelow,
    outstandingBelow: amounts(below),
    outstandingAtOrBelow: amounts(atOrBelow),
  };
}

const score = fc.oneof(
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.integer({ min: 0, max: steps }).map((i) => i / steps),
);
const boundaries = fc.uniqueArray(fc.integer({ min: 1, max: steps - 1 }), { minLength: 2, maxLength: 2 });

test("counts from the curve are the counts of deciding each loan, on both sides of a tie", () => {
  fc.assert(
    fc.property(fc.array(score), boundaries, fc.boolean(), fc.boolean(), (scores, cuts, first, second) => {
      const [low, high] = [...cuts].sort((a, b) => a - b).map((cut) => cut / steps);
      const bands: Band[] = [
        { treatment: "REMINDER", from: 0, fromInclusive: true },
        { treatment: "SETTLEMENT_OFFER", from: low, fromInclusive: first },
        { treatment: "LEGAL_ACTION", from: high, fromInclusive: second },
      ];
      const isIn = (value: number, i: number) =>
        value > bands[i].from || (bands[i].fromInclusive && value === bands[i].from);
      const direct = bands.map(
        (_, i) => scores.filter((value) => isIn(value, i) && !(i < 2 && isIn(value, i + 1))).length,
      );
      const counts = countBands(curveOf(scores), bands);
      expect(counts?.map(({ loans }) => loans)).toEqual(direct);
      expect(counts?.map(({ outstanding }) => outstanding)).toEqual(direct.map((n) => n * 100));
    }),
  );
});

test("every loan is in one bar, and a boundary off the grid is not counted by guess", () => {
  const curve = curveOf([0, 0.05, 0.5, 0.99, 1]);
  expect(histogram(curve, 10)).toEqual([2, 0, 0, 0, 0, 1, 0, 0, 0, 2]);
  const band: Band = { treatment: "LEGAL_ACTION", from: 0.123, fromInclusive: true };
  expect(countBands(curve, [{ treatment: "REMINDER", from: 0, fromInclusive: true }, band])).toBeNull();
});

test("a boundary never passes its neighbours", () => {
  const bands: Band[] = [
    { treatment: "REMINDER", from: 0, fromInclusive: true },
    { treatment: "SETTLEMENT_OFFER", from: 0.5, fromInclusive: true },
    { treatment: "LEGAL_ACTION", from: 0.75, fromInclusive: false },
  ];
  expect(moveBoundary(bands, 1, 0.9, steps)[1].from).toBe(0.7);
  expect(moveBoundary(bands, 1, -1, steps)[1].from).toBe(0.05);
  expect(moveBoundary(bands, 2, 2, steps)[2].from).toBe(0.95);
});
