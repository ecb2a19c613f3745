import fc from "fast-check";
import { expect, test } from "vitest";
import type { Band } from "../../components/bands.ts";
import { type Curves, countBands, histogram, moveBoundary } from "./curve.ts";

const steps = 20;

/** Loans of 100 each; those marked late may get legal action, the others fall to a settlement offer. */
function curvesOf(scores: readonly number[], isLate: (place: number) => boolean): Curves {
  const sums = (values: readonly number[], factor: number) => {
    const count = (test: (score: number, grid: number) => boolean) =>
      Array.from(
        { length: steps + 1 },
        (_, i) => factor * values.filter((each) => test(each, i / steps)).length,
      );
    return { below: count((each, grid) => each < grid), atOrBelow: count((each, grid) => each <= grid) };
  };
  const classOf = (late: boolean) => {
    const own = scores.filter((_, place) => isLate(place) === late);
    return {
      fallsTo: late ? [0, 1, 2] : [0, 1, 1],
      loans: sums(own, 1),
      outstanding: sums(own, 100),
      expectedNetRecovery: [sums(own, 10), sums(own, 20), late ? sums(own, 30) : null],
    };
  };
  return {
    steps,
    treatments: ["REMINDER", "SETTLEMENT_OFFER", "LEGAL_ACTION"],
    classes: [true, false].map(classOf),
    underExperiment: false,
  };
}

const score = fc.oneof(
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.integer({ min: 0, max: steps }).map((i) => i / steps),
);
const boundaries = fc.uniqueArray(fc.integer({ min: 1, max: steps - 1 }), { minLength: 2, maxLength: 2 });

test("counts from the curves are the counts of deciding each loan, on both sides of a tie and under a guardrail", () => {
  fc.assert(
    fc.property(fc.array(score), boundaries, fc.boolean(), fc.boolean(), (scores, cuts, first, second) => {
      const [low, high] = [...cuts].sort((a, b) => a - b).map((cut) => cut / steps);
      const bands: Band[] = [
        { treatment: "REMINDER", from: 0, fromInclusive: true },
        { treatment: "SETTLEMENT_OFFER", from: low, fromInclusive: first },
        { treatment: "LEGAL_ACTION", from: high, fromInclusive: second },
      ];
      const bandOfScore = (value: number) =>
        bands.findLastIndex((band) => value > band.from || (band.fromInclusive && value === band.from));
      const isLate = (place: number) => place % 3 > 0;
      const direct = [0, 0, 0];
      scores.forEach((value, place) => {
        direct[isLate(place) ? bandOfScore(value) : Math.min(1, bandOfScore(value))]++;
      });
      const counts = countBands(curvesOf(scores, isLate), bands);
      expect(counts?.map(({ loans }) => loans)).toEqual(direct);
      expect(counts?.map(({ outstanding }) => outstanding)).toEqual(direct.map((n) => n * 100));
      expect(counts?.map((count) => count.expectedNetRecovery)).toEqual(
        direct.map((n, i) => n * 10 * (i + 1)),
      );
    }),
  );
});

test("every loan is in one bar, and a boundary off the grid is not counted by guess", () => {
  const curves = curvesOf([0, 0.05, 0.5, 0.99, 1], (place) => place < 2);
  expect(histogram(curves, 10)).toEqual([2, 0, 0, 0, 0, 1, 0, 0, 0, 2]);
  const band: Band = { treatment: "LEGAL_ACTION", from: 0.123, fromInclusive: true };
  expect(countBands(curves, [{ treatment: "REMINDER", from: 0, fromInclusive: true }, band])).toBeNull();
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
