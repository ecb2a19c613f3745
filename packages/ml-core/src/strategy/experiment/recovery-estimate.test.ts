import fc from "fast-check";
import { expect, test } from "vitest";
import { wilson } from "../../evaluation/intervals.ts";
import { groupKey } from "../../table/group-key.ts";
import { makeBook } from "../../testing/book.ts";
import { uniforms } from "../../testing/loans.ts";
import { decide } from "../decide.ts";
import { consolePolicy } from "../policy.ts";
import { applyExperiment } from "./apply-experiment.ts";
import type { ArmPlan, Experiment } from "./assignment.ts";
import { assignmentChance } from "./assignment-chance.ts";
import { estimateRecovery, type RandomizedLoans } from "./recovery-estimate.ts";

/** Loans that are recovered with the probability 0.9 - 0.8 x risk; a borrower's loans fare alike. */
function simulate(random: () => number, borrowers: number, chanceOf: (risk: number) => number) {
  const rows: { risk: number; recovered: number; chance: number; borrower: number }[] = [];
  for (let borrower = 0; borrower < borrowers; borrower++) {
    const risk = random();
    const chance = chanceOf(risk);
    const isRecovered = random() < truth(risk);
    const count = random() < 0.3 ? 2 : 1;
    if (random() >= chance) continue;
    for (let i = 0; i < count; i++) rows.push({ risk, recovered: Number(isRecovered), chance, borrower });
  }
  return columnsOf(rows);
}

const truth = (risk: number) => 0.9 - 0.8 * risk;

function columnsOf(
  rows: readonly { risk: number; recovered: number; chance: number; borrower: number }[],
): RandomizedLoans {
  return {
    risk: Float64Array.from(rows, ({ risk }) => risk),
    recovered: Uint8Array.from(rows, ({ recovered }) => recovered),
    chance: Float64Array.from(rows, ({ chance }) => chance),
    borrower: Float64Array.from(rows, ({ borrower }) => borrower),
  };
}

test("loans of equal chance and borrowers of one loan give the plain share with Wilson's interval", () => {
  const rows = Array.from({ length: 150 }, (_, i) => ({
    risk: 0.5,
    recovered: i < 60 ? 1 : 0,
    chance: 0.25,
    borrower: i,
  }));
  const { points, missing, effectiveBorrowers } = estimateRecovery(columnsOf(rows));
  expect([missing, points.length]).toEqual([0, 1]);
  expect(effectiveBorrowers).toBeCloseTo(150, 9);
  const [{ risk, probability, low, high, loans }] = points;
  expect([risk, loans]).toEqual([0.5, 150]);
  expect(probability).toBeCloseTo(0.4, 12);
  const interval = wilson(0.4, 150);
  expect(low).toBeCloseTo(interval.low, 9);
  expect(high).toBeCloseTo(interval.high, 9);
});

test("too few are refused with the number that is missing, and several loans of a borrower count once", () => {
  const row = { risk: 0.4, recovered: 1, chance: 0.5 };
  const few = Array.from({ length: 60 }, (_, borrower) => ({ ...row, borrower }));
  expect(estimateRecovery(columnsOf(few))).toMatchObject({ points: [], missing: 40, loans: 60 });
  expect(estimateRecovery(columnsOf([...few, ...few, ...few]))).toMatchObject({
    points: [],
    missing: 40,
    loans: 180,
  });
  expect(estimateRecovery(columnsOf([]))).toMatchObject({ points: [], missing: 100, loans: 0 });
  expect(() => estimateRecovery(columnsOf([{ ...row, chance: 0, borrower: 1 }]))).toThrow("chance 0 is 0");
});

test("points rise in risk, hold all loans and lie in their intervals, in whatever order the loans come", () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 100, max: 1500 }), (seed, borrowers) => {
      const loans = simulate(uniforms(seed), borrowers, (risk) => 0.3 + 0.6 * risk);
      const { points } = estimateRecovery(loans);
      expect(points.length).toBeLessThanOrEqual(5);
      if (points.length > 0)
        expect(points.reduce((sum, each) => sum + each.loans, 0)).toBe(loans.risk.length);
      points.forEach(({ risk, probability, low, high }, i) => {
        if (i > 0) expect(risk).toBeGreaterThan(points[i - 1].risk);
        expect(probability).toBeGreaterThanOrEqual(low);
        expect(probability).toBeLessThanOrEqual(high);
      });
      const back = {
        risk: loans.risk.toReversed(),
        recovered: loans.recovered.toReversed(),
        chance: loans.chance.toReversed(),
        borrower: loans.borrower.toReversed(),
      };
      for (const [i, { probability }] of estimateRecovery(back).points.entries())
        expect(probability).toBeCloseTo(points[i].probability, 9);
    }),
    { numRuns: 40 },
  );
});

test("the intervals hold the truth about as often as they say, with unequal chances and several loans each", () => {
  const random = uniforms(7);
  let [held, all, width] = [0, 0, 0];
  for (let trial = 0; trial < 400; trial++) {
    const loans = simulate(random, 1500, (risk) => 0.2 + 0.6 * risk);
    for (const { risk, low, high } of estimateRecovery(loans).points) {
      all++;
      // The truth is a line, so that its mean over a bin is its value at the mean risk.
      if (low <= truth(risk) && truth(risk) <= high) held++;
      width += high - low;
    }
  }
  expect(all).toBe(2000);
  expect(held / all).toBeGreaterThan(0.935);
  expect(held / all).toBeLessThan(0.985);
  expect(width / all).toBeLessThan(0.25);
});

test("the chance of a treatment is the share of draws that give it, and sums to 1 over what a loan may get", () => {
  const plans: ArmPlan[] = [
    { kind: "RANDOM", treatments: ["NO_ACTION", "REMINDER", "SETTLEMENT_OFFER"] },
    {
      kind: "POLICY",
      policy: { ...consolePolicy, bands: [{ treatment: "SETTLEMENT_OFFER", from: 0, fromInclusive: true }] },
    },
  ];
  const book = makeBook(300, 5);
  const borrowerKey = Float64Array.from(book.risk, (_, i) => groupKey(`B${i}`));
  const codes = consolePolicy.treatments.map((_, code) => code);
  const plain = decide(consolePolicy, book).treatment;
  for (const plan of plans) {
    const arms = [
      { name: "champion", share: 0.7, plan: { kind: "CHAMPION" as const } },
      { name: "challenger", share: 0.3, plan },
    ];
    const chances = codes.map((code) =>
      assignmentChance(consolePolicy, { id: "x", arms }, book, new Uint8Array(300).fill(code)),
    );
    for (let i = 0; i < 300; i++)
      expect(codes.reduce((sum, code) => sum + chances[code][i], 0)).toBeCloseTo(1, 12);
    // Over many experiments, each loan gets a treatment about as often as its chance says.
    const seen = codes.map(() => new Float64Array(300));
    for (let run = 0; run < 400; run++) {
      const experiment: Experiment = { id: `x${run}`, arms };
      const { treatment } = applyExperiment(consolePolicy, experiment, book, borrowerKey);
      treatment.forEach((code, i) => {
        seen[code][i] += 1 / 400;
      });
    }
    for (const code of codes)
      for (const [i, chance] of chances[code].entries())
        expect(Math.abs(seen[code][i] - chance)).toBeLessThan(0.12);
    for (const [i, code] of plain.entries()) expect(chances[code][i]).toBeGreaterThanOrEqual(0.7 - 1e-12);
  }
  const model = { name: "m", share: 0.3, plan: { kind: "MODEL" as const, modelId: "1" } };
  expect(() => assignmentChance(consolePolicy, { id: "x", arms: [model] }, book, plain)).toThrow("model");
});
