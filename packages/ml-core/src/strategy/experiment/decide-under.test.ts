import fc from "fast-check";
import { expect, test } from "vitest";
import { groupKey } from "../../table/group-key.ts";
import { makeBook } from "../../testing/book.ts";
import { factsOf, plainColumns } from "../columns.ts";
import { decide } from "../decide.ts";
import { explainDecision } from "../explain.ts";
import { type CompletePolicy, consolePolicy } from "../policy.ts";
import type { Experiment } from "./assignment.ts";
import { spreadOfCash } from "./cash-spread.ts";
import { decideUnder, unknownTreatments } from "./decide-under.ts";

const experiment: Experiment = {
  id: "letters",
  arms: [
    { name: "champion", share: 0.5, plan: { kind: "CHAMPION" } },
    {
      name: "challenger",
      share: 0.5,
      plan: { kind: "RANDOM", treatments: ["NO_ACTION", "SETTLEMENT_OFFER"] },
    },
  ],
};

test("the champion's arm is decided as without an experiment, and a changed loan is worth what it really gets", () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.constantFrom("AMOUNT_AT_RISK", "NET_GAIN", "EXPECTED_LOSS" as const),
      fc.constantFrom("THRESHOLDS" as const, "EXPECTED_VALUE" as const),
      (seed, priority, mode) => {
        const policy = { ...consolePolicy, priority, mode } as CompletePolicy;
        const book = makeBook(200, seed);
        const borrowerKey = Float64Array.from(book.risk, (_, i) => groupKey(`B${i >> 1}`));
        const plain = decide(policy, book);
        expect(decideUnder(policy, book, null)).toEqual({ ...plain, arm: null });
        const under = decideUnder(policy, book, { experiment, borrowerKey });
        for (let i = 0; i < 200; i++) {
          expect(under.rule[i]).toBe(plain.rule[i]);
          if (under.arm![i] === 0 || under.treatment[i] === plain.treatment[i]) {
            expect(under.treatment[i]).toBe(plain.treatment[i]);
            expect(under.priority[i]).toBe(plain.priority[i]);
            expect(under.expectedNetRecovery[i]).toBe(plain.expectedNetRecovery[i]);
            continue;
          }
          const { alternatives } = explainDecision(policy, {
            risk: book.risk[i],
            outstanding: Number.isNaN(book.outstanding[i]) ? null : book.outstanding[i],
            daysPastDue: book.daysPastDue[i] < 0 ? null : book.daysPastDue[i],
            facts: factsOf(book.facts[i]),
          });
          const worthOf = (name: string) =>
            alternatives.find(({ treatment }) => treatment === name)!.expectedNetRecovery ?? Number.NaN;
          const value = worthOf(policy.treatments[under.treatment[i]].name);
          expect(under.expectedNetRecovery[i]).toBe(value);
          if (priority === "NET_GAIN" && !Number.isNaN(value)) {
            expect(under.priority[i]).toBe(value - worthOf("NO_ACTION"));
          } else expect(under.priority[i]).toBe(plain.priority[i]);
        }
      },
    ),
    { numRuns: 60 },
  );
});

test("an arm with another model is decided wholly by that model's score, unless that leads to legal action", () => {
  const arms = [
    experiment.arms[0],
    { ...experiment.arms[1], plan: { kind: "MODEL" as const, modelId: "m2" } },
  ];
  fc.assert(
    fc.property(
      fc.integer(),
      fc.constantFrom("AMOUNT_AT_RISK", "NET_GAIN", "EXPECTED_LOSS" as const),
      fc.constantFrom("THRESHOLDS" as const, "EXPECTED_VALUE" as const),
      (seed, priority, mode) => {
        const policy = { ...consolePolicy, priority, mode } as CompletePolicy;
        const book = makeBook(200, seed);
        const borrowerKey = Float64Array.from(book.risk, (_, i) => groupKey(`B${i >> 1}`));
        const armRisk = Float64Array.from(book.risk, (score) => 1 - score);
        const [plain, other] = [decide(policy, book), decide(policy, { ...book, risk: armRisk })];
        // Scores of loans outside the arm change nothing: they are the champion's there.
        const { arm } = decideUnder(policy, book, { experiment: { id: "m", arms }, borrowerKey, armRisk });
        const scores = Float64Array.from(armRisk, (score, i) => (arm![i] === 1 ? score : book.risk[i]));
        const under = decideUnder(policy, book, {
          experiment: { id: "m", arms },
          borrowerKey,
          armRisk: scores,
        });
        for (let i = 0; i < 200; i++) {
          const isLegal = (code: number) => policy.treatments[code].legalCases > 0;
          const isMoved = other.treatment[i] !== plain.treatment[i];
          const isKept = under.arm![i] === 0 || (isMoved && isLegal(other.treatment[i]));
          const wanted = isKept ? plain : other;
          expect([under.treatment[i], under.rule[i]]).toEqual([wanted.treatment[i], wanted.rule[i]]);
          if (!isKept) {
            expect(under.priority[i]).toBe(other.priority[i]);
            expect(under.expectedNetRecovery[i]).toBe(other.expectedNetRecovery[i]);
          }
        }
      },
    ),
    { numRuns: 60 },
  );
});

test("a policy that lacks an arm's treatment cannot be the champion", () => {
  expect(unknownTreatments(consolePolicy, experiment)).toEqual([]);
  const own = { ...experiment.arms[1], plan: { kind: "RANDOM" as const, treatments: ["VISIT", "REMINDER"] } };
  expect(unknownTreatments(consolePolicy, { ...experiment, arms: [experiment.arms[0], own] })).toEqual([
    "VISIT",
  ]);
});

test("cash per borrower spreads by chance and by what borrowers owe", () => {
  const columns = plainColumns(
    Float64Array.of(0.5, 0.5, 0.2, 0.9),
    Float64Array.of(100, 100, 50, Number.NaN),
  );
  const { borrowers, mean, deviation } = spreadOfCash(columns, Float64Array.of(1, 1, 2, 3));
  // Means 100, 40 and 0; variances 2 x 2500, 400 and 0.
  expect(borrowers).toBe(3);
  expect(mean).toBeCloseTo(140 / 3, 10);
  expect(deviation ** 2).toBeCloseTo(5400 / 3 + (100 ** 2 + 40 ** 2) / 3 - (140 / 3) ** 2, 8);
  expect(
    spreadOfCash(plainColumns(new Float64Array(0), new Float64Array(0)), new Float64Array(0)).borrowers,
  ).toBe(0);
});
