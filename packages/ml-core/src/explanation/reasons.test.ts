import fc from "fast-check";
import { expect, test } from "vitest";
import { explainScore, type Reasons } from "./reasons.ts";

const sigmoid = (raw: number) => 1 / (1 + Math.exp(-raw));

function explain(base: number, values: number[], toScore = sigmoid, limit = 6): Reasons {
  const raw = values.reduce((sum, value) => sum + value, base);
  const columns = ["Num_Missed_Payments", "Monthly_Income", "Loan_Type", "x"].slice(0, values.length);
  return explainScore({
    attributions: { base, raw, values: Float64Array.from(values) },
    toScore,
    columns,
    values: [4, null, "Personal", 1],
    limit,
  });
}

function total({ base, reasons, rest }: Reasons): number {
  return reasons.reduce((sum, { contribution }) => sum + contribution, base) + rest;
}

const finite = fc.double({ min: -3, max: 3, noNaN: true });

test("base, reasons and rest add up to the calibrated score; signs and order stay", () => {
  fc.assert(
    fc.property(
      finite,
      fc.array(finite, { minLength: 1, maxLength: 4 }),
      fc.nat(4),
      (base, values, limit) => {
        const found = explain(base, values, sigmoid, limit);
        expect(Math.abs(total(found) - found.score)).toBeLessThan(1e-12);
        expect(found.reasons.length).toBeLessThanOrEqual(limit);
        const sizes = found.reasons.map(({ contribution }) => Math.abs(contribution));
        // The largest also holds what rounding left over.
        for (let i = 1; i < sizes.length; i++) expect(sizes[i]).toBeLessThanOrEqual(sizes[i - 1] + 1e-15);
      },
    ),
  );
});

test("reasons are said in words, largest first", () => {
  const { base, reasons } = explain(-1, [1.2, -0.1, 0.4]);
  expect(base).toBeCloseTo(sigmoid(-1), 12);
  expect(reasons.map(({ text }) => text)).toEqual([
    "4 missed payments: +0.28",
    "Loan type: personal: +0.09",
    "Monthly income unknown: −0.02",
  ]);
});

test("attributions that cancel are still shown, and add up to nothing", () => {
  const found = explain(0, [0.5, -0.5]);
  expect(found.score).toBe(found.base);
  // The slope of the sigmoid at 0 is one quarter.
  expect(found.reasons.map(({ contribution }) => contribution.toFixed(6))).toEqual(["0.125000", "-0.125000"]);
  expect(total(found)).toBeCloseTo(found.score, 12);
});

test("where calibration is flat nothing moves the score", () => {
  const found = explain(0, [1, -0.3], () => 0.4);
  expect(found).toEqual({ base: 0.4, score: 0.4, raw: 0.7, reasons: [], rest: 0 });
});

test("features of one column are one reason, and values that the model has never seen are marked", () => {
  const { reasons } = explainScore({
    attributions: { base: 0, raw: 0.5, values: Float64Array.of(0.3, 0.1, 0.1) },
    toScore: (raw) => raw,
    columns: ["kind", "kind", "grade"],
    values: ["A", "A", "Z"],
    unseen: [false, false, true],
    limit: 5,
  });
  expect(reasons.map(({ text }) => text)).toEqual(["Kind: A: +0.40", "Grade: Z (new to the model): +0.10"]);
});
