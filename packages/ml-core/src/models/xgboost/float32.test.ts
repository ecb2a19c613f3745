import { expect, test } from "vitest";
import { uniforms } from "../../testing/loans.ts";
import { conditionAbove, edgeBelow, largestFloat32 } from "./float32.ts";

const uniform = uniforms(3);
const spread = () => (uniform() - 0.5) * 10 ** Math.floor(80 * uniform() - 40);
const special = [
  0,
  -0,
  1,
  -1,
  0.1,
  2 ** -149,
  -(2 ** -149),
  2 ** -126,
  largestFloat32,
  -largestFloat32,
  16777216,
];
const numbers = [...special, ...Array.from({ length: 3000 }, spread)];

/** The number and its nearest neighbours of either precision. */
function around(value: number): number[] {
  const steps = [0, 2 ** -53, 2 ** -52, 2 ** -25, 2 ** -24, 2 ** -23].flatMap((step) => [step, -step]);
  return [
    ...steps.map((step) => value * (1 + step)),
    value + 2 ** -149,
    value - 2 ** -150,
    value - 2 ** -149,
  ];
}

test("float32 values are on the same side of an edge and of its condition", () => {
  for (const edge of numbers) {
    const condition = conditionAbove(edge);
    expect(Math.fround(condition)).toBe(condition);
    for (const value of around(edge).map(Math.fround)) {
      if (Number.isFinite(value))
        expect([edge, value, value < condition]).toEqual([edge, value, value <= edge]);
    }
  }
  expect(conditionAbove(1e300)).toBe(Number.POSITIVE_INFINITY);
  expect(conditionAbove(-1e300)).toBeLessThan(-largestFloat32 + 2 ** 104);
});

test("any value is on the same side of a condition and of its edge", () => {
  for (const condition of [...numbers.map(Math.fround), Number.POSITIVE_INFINITY]) {
    const edge = edgeBelow(condition);
    const near = Number.isFinite(condition) ? around(condition) : [];
    for (const value of [...near, ...around(edge), 1e300, -1e300, 0]) {
      if (!Number.isFinite(value)) continue;
      expect([condition, value, value <= edge]).toEqual([condition, value, Math.fround(value) < condition]);
    }
  }
  expect(edgeBelow(Number.NEGATIVE_INFINITY)).toBe(Number.NEGATIVE_INFINITY);
});
