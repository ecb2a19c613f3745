import fc from "fast-check";
import { expect, test } from "vitest";
import { addPoint, cornersOf, curveOf, movePoint } from "./recovery-curve.ts";

const points = [
  { risk: 0, probability: 0.9 },
  { risk: 0.5, probability: 0.4 },
  { risk: 1, probability: 0.1 },
];

test("a dragged point stays between its neighbours and within the scale", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 2 }),
      fc.double({ min: -1, max: 2, noNaN: true }),
      fc.double({ min: -1, max: 2, noNaN: true }),
      (index, risk, probability) => {
        const moved = movePoint(points, index, { risk, probability });
        moved.forEach((point, i) => {
          expect(point.probability).toBeGreaterThanOrEqual(0);
          expect(point.probability).toBeLessThanOrEqual(1);
          if (i > 0) expect(point.risk).toBeGreaterThan(moved[i - 1].risk);
        });
      },
    ),
  );
});

test("a new point lies on the curve, in its widest gap", () => {
  const uneven = [points[0], { risk: 0.2, probability: 0.8 }, points[2]];
  expect(addPoint(uneven)[2].risk).toBeCloseTo(0.6);
  expect(addPoint(uneven)[2].probability).toBeCloseTo(0.45);
  expect(addPoint([{ risk: 0, probability: 0.5 }])).toEqual([
    { risk: 0, probability: 0.5 },
    { risk: 0.5, probability: 0.5 },
  ]);
});

test("the curve is level outside its points", () => {
  expect(cornersOf([points[1]]).map(({ risk, probability }) => [risk, probability])).toEqual([
    [0, 0.4],
    [0.5, 0.4],
    [1, 0.4],
  ]);
});

test("an estimate becomes a curve with one point per risk", () => {
  const point = (risk: number, probability: number) => ({ risk, probability });
  expect(curveOf([point(0.123456, 0.77777), point(0.12346, 0.5), point(0.6, 0.2)])).toEqual([
    point(0.1235, 0.7778),
    point(0.6, 0.2),
  ]);
});
