import fc from "fast-check";
import { expect, test } from "vitest";
import { groupKey } from "../../table/group-key.ts";
import { makeBook } from "../../testing/book.ts";
import { anyPolicy } from "../../testing/policies.ts";
import { runTrials } from "../../testing/trials.ts";
import { decide } from "../decide.ts";
import { consolePolicy, type Fact, facts } from "../policy.ts";
import { applyExperiment } from "./apply-experiment.ts";
import { armsOf, type Experiment, validateExperiment } from "./assignment.ts";
import { judgeExperiment } from "./judge.ts";
import { normalQuantile, requiredSampleSize } from "./sample-size.ts";
import { halfWidth, mixtureFor, summarizeArm } from "./sequence.ts";

const experiment: Experiment = {
  id: "softer-letters",
  arms: [
    { name: "champion", share: 0.6, plan: { kind: "CHAMPION" } },
    { name: "challenger", share: 0.3, plan: { kind: "POLICY", policy: consolePolicy } },
    {
      name: "learning",
      share: 0.1,
      plan: { kind: "RANDOM", treatments: ["NO_ACTION", "REMINDER", "SETTLEMENT_OFFER", "LEGAL_ACTION"] },
    },
  ],
};

test("assignment is sticky, has the planned shares, and another experiment shuffles anew", () => {
  const counts = [0, 0, 0];
  const armOf = armsOf(experiment);
  const another = armsOf({ ...experiment, id: "another" });
  let same = 0;
  for (let i = 0; i < 20_000; i++) {
    const key = groupKey(`BRW_${i}`);
    const arm = armsOf(experiment)(key);
    counts[arm]++;
    expect(armOf(key)).toBe(arm);
    if (another(key) === arm) same++;
  }
  [0.6, 0.3, 0.1].forEach((share, arm) => {
    expect(Math.abs(counts[arm] / 20_000 - share)).toBeLessThan(0.015);
  });
  expect(Math.abs(same / 20_000 - (0.36 + 0.09 + 0.01))).toBeLessThan(0.02);
});

test("faulty experiments are refused by field", () => {
  const [champion, challenger] = experiment.arms;
  const paths = (arms: Experiment["arms"]) => validateExperiment({ id: "x", arms }).map(({ path }) => path);
  expect(paths([champion])).toEqual(["arms", "arms"]);
  expect(paths([challenger, { ...champion, name: "challenger", share: 0.7 }])).toEqual([
    "arms.0.plan",
    "arms.1.name",
  ]);
  expect(paths([{ ...champion, share: 1.2 }, challenger])).toContain("arms.0.share");
  expect(validateExperiment(experiment).map(({ path }) => path)).toEqual(["arms.2.plan.treatments"]);
  const plan = { kind: "RANDOM" as const, treatments: ["NO_ACTION", "REMINDER"] };
  expect(
    validateExperiment({
      ...experiment,
      arms: [...experiment.arms.slice(0, 2), { ...experiment.arms[2], plan }],
    }),
  ).toEqual([]);
});

test("no loan is moved into legal action, out of HOLD or past a guardrail", () => {
  fc.assert(
    fc.property(anyPolicy, anyPolicy, fc.integer(), (champion, challenger, seed) => {
      const arms = experiment.arms.map((arm) =>
        arm.plan.kind === "POLICY" ? { ...arm, plan: { ...arm.plan, policy: challenger } } : arm,
      );
      const book = makeBook(120, seed);
      const borrowerKey = Float64Array.from(book.risk, (_, i) => groupKey(`B${Math.floor(i / 2)}-${seed}`));
      const decisions = decide(champion, book);
      const result = applyExperiment(champion, { id: "any", arms }, book, borrowerKey, decisions);
      for (let i = 0; i < 120; i++) {
        expect(result.arm[i]).toBe(result.arm[i - (i % 2)]);
        const [before, after] = [decisions.treatment[i], result.treatment[i]].map(
          (code) => champion.treatments[code],
        );
        if (after === before) continue;
        expect(result.arm[i]).not.toBe(0);
        expect(before.kind).not.toBe("HOLD");
        expect(after.legalCases).toBe(0);
        const limit = champion.guardrails.limits.find(({ treatment }) => treatment === after.name);
        const known = facts.filter((_, bit) => (book.facts[i] >> bit) & 1) as Fact[];
        expect(known.some((fact) => limit?.forbiddenFacts?.includes(fact))).toBe(false);
        expect(book.daysPastDue[i]).toBeGreaterThanOrEqual(limit?.minDaysPastDue || -1);
        if (limit?.minOutstanding) expect(book.outstanding[i]).toBeGreaterThanOrEqual(limit.minOutstanding);
      }
    }),
    { numRuns: 60 },
  );
  const unknown = { ...experiment.arms[2], plan: { kind: "RANDOM" as const, treatments: ["BRIBE"] } };
  const arms = [experiment.arms[0], unknown];
  expect(() => applyExperiment(consolePolicy, { id: "x", arms }, makeBook(1, 1), Float64Array.of(1))).toThrow(
    "BRIBE",
  );
});

test("an arm with another model gets what the champion's policy makes of that model's scores", () => {
  const arms = [
    { name: "champion", share: 0.5, plan: { kind: "CHAMPION" as const } },
    { name: "new model", share: 0.5, plan: { kind: "MODEL" as const, modelId: "m2" } },
  ];
  const book = makeBook(500, 12);
  const risk = Float64Array.from(book.risk, (score) => 1 - score);
  const borrowerKey = Float64Array.from(book.risk, (_, i) => groupKey(`B${i}`));
  const before = decide(consolePolicy, book).treatment;
  const wanted = decide(consolePolicy, { ...book, risk }).treatment;
  const apply = (armRisk: Float64Array | null) =>
    applyExperiment(consolePolicy, { id: "x", arms }, book, borrowerKey, undefined, armRisk);
  const { arm, treatment, isKept } = apply(risk);
  for (let i = 0; i < 500; i++) {
    expect(treatment[i]).toBe(arm[i] === 1 && isKept[i] === 0 ? wanted[i] : before[i]);
    const isIntoLegal = consolePolicy.treatments[wanted[i]].legalCases > 0 && wanted[i] !== before[i];
    if (arm[i] === 1) expect(isKept[i] === 1).toBe(isIntoLegal);
  }
  expect(() => apply(null)).toThrow("no scores");
});

test("a smaller effect, a smaller arm and more power need more borrowers, and a plan out of range is refused", () => {
  const plan = { effect: 20, deviation: 400, challengerShare: 0.5 };
  const size = requiredSampleSize(plan);
  // A test that is looked at once needs 4 (1.96 + 0.84)^2 / 0.05^2 = 12,544.
  expect(size).toBeGreaterThan(12_544);
  expect(size).toBeLessThan(2.2 * 12_544);
  expect(requiredSampleSize({ ...plan, effect: 10 })).toBeGreaterThan(3.9 * size);
  expect(requiredSampleSize({ ...plan, challengerShare: 0.1 })).toBeGreaterThan(2.7 * size);
  expect(requiredSampleSize({ ...plan, power: 0.9 })).toBeGreaterThan(size);
  expect(() => requiredSampleSize({ ...plan, effect: 0 })).toThrow("effect is 0");
  expect(normalQuantile(0.975)).toBeCloseTo(1.95996, 4);
});

test("the interval is narrowest, relative to time, near the planned size", () => {
  const planned = 10_000;
  const width = (rhoFor: number) => halfWidth(planned, 1, mixtureFor(rhoFor, 0.05), 0.05);
  expect(width(planned)).toBeLessThan(width(planned / 10));
  expect(width(planned)).toBeLessThan(width(planned * 10));
});

test("a winner is refused where there are too few, where the arms are lopsided, skewed or alike", () => {
  const plan = { plannedBorrowers: 2000, challengerShare: 0.5 };
  const arm = { borrowers: 1000, mean: 100, variance: 100 ** 2, skewness: 1 };
  const judge = (challenger: Partial<typeof arm>, champion: Partial<typeof arm> = {}) =>
    judgeExperiment({ ...arm, ...champion }, { ...arm, ...challenger }, plan);
  expect(judge({ borrowers: 40 })).toEqual({
    winner: null,
    refusal: "TOO_FEW",
    difference: null,
    interval: null,
  });
  expect(judge({ borrowers: 1300 }).refusal).toBe("SAMPLE_RATIO");
  expect(judge({ skewness: 30 }).refusal).toBe("TOO_SKEWED");
  expect(judge({ mean: 105 })).toMatchObject({ winner: null, refusal: "NO_DIFFERENCE", difference: 5 });
  expect(judge({ mean: 130 })).toMatchObject({ winner: "CHALLENGER", refusal: null });
  expect(judge({ mean: 70 }).winner).toBe("CHAMPION");
});

test("an arm is summed up by its moments", () => {
  expect(summarizeArm([0, 0, 0, 4])).toEqual({ borrowers: 4, mean: 1, variance: 4, skewness: 6 / 3 ** 1.5 });
  expect(summarizeArm([])).toMatchObject({ borrowers: 0, variance: 0, skewness: 0 });
});

test("watched daily, two equal arms hardly ever get a winner and a planted effect is found", () => {
  const options = { trials: 120, challengerShare: 0.5, effectSize: 0.12, seed: 11 };
  expect(runTrials({ ...options, isEffectReal: false }).winners).toBeLessThan(0.05);
  expect(runTrials({ ...options, isEffectReal: true }).right).toBeGreaterThanOrEqual(0.8);
});
