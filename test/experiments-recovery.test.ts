import { afterAll, beforeAll, expect, test } from "vitest";
import { Laboratory, random } from "./harness/experiments.ts";
import { earlierBands } from "./harness/policies.ts";

let lab: Laboratory;

beforeAll(async () => {
  lab = await Laboratory.open({ rows: 3000 });
});
afterAll(() => lab.close());

interface Estimates {
  windowDays: number | null;
  experiments: string[];
  treatments: {
    treatment: string;
    loans: number;
    missing: number;
    points: { risk: number; probability: number; low: number; high: number; loans: number }[];
  }[];
}

async function estimates(): Promise<Estimates> {
  const { recoveryEstimates } = await lab.admin.data<{ recoveryEstimates: Estimates }>(
    `{ recoveryEstimates { windowDays experiments treatments { treatment loans missing
         points { risk probability low high loans } } } }`,
  );
  return recoveryEstimates;
}

/** Planted: how many of ten loans are recovered under each treatment. */
const ofTen: Record<string, number> = { NO_ACTION: 2, REMINDER: 5, SETTLEMENT_OFFER: 8, LEGAL_ACTION: 9 };

test("without randomized outcomes nothing is estimated, and it says how many borrowers are missing", async () => {
  expect(await estimates()).toEqual({
    windowDays: null,
    experiments: [],
    treatments: ["REMINDER", "SETTLEMENT_OFFER", "LEGAL_ACTION", "NO_ACTION"].map((treatment) => ({
      treatment,
      loans: 0,
      missing: 100,
      points: [],
    })),
  });
});

test("from a randomized holdout the planted recovery of each treatment is found, within its interval", async () => {
  const plain = await lab.decisions();
  await lab.run({ ...random, share: 0.6, minimumEffect: 100_000 });
  const decided = await lab.decisions();
  await lab.enterOn("2026-07-10");
  expect((await estimates()).windowDays).toBeNull();

  const loans = [...decided.keys()];
  // By place and not by risk, so that each bin has the planted rate but for chance.
  const fate = (loan: string) =>
    (loans.indexOf(loan) * 7) % 10 < (ofTen[decided.get(loan)!.treatment] ?? 0) ? "Fully Recovered" : "";
  await lab.admin.importFile("july.csv", lab.laterFile("2026-07-31", fate));
  // Of the others nothing is known before a file lists them after the window.
  expect((await estimates()).windowDays).toBeNull();
  await lab.admin.importFile("august.csv", lab.laterFile("2026-08-31", fate));
  const { windowDays, experiments, treatments } = await estimates();
  expect([windowDays, experiments]).toEqual([30, [random.name]]);

  for (const { treatment, points, loans: count, missing } of treatments) {
    // Whoever may get it by chance: the drawn ones, and those whom the champion gives it and who could have been drawn.
    const got = [...decided.values()].filter((each) => each.treatment === treatment);
    const certain = got.filter(({ loan }) => plain.get(loan)!.treatment === "HOLD");
    expect(count).toBeLessThanOrEqual(got.length - certain.length);
    expect(count).toBeGreaterThan(0);
    if (missing > 0) continue;
    expect(points.reduce((sum, each) => sum + each.loans, 0)).toBe(count);
    for (const { probability, low, high } of points) {
      expect(low).toBeLessThanOrEqual(probability);
      expect(high).toBeGreaterThanOrEqual(probability);
      expect(low - 0.05).toBeLessThan(ofTen[treatment] / 10);
      expect(high + 0.05).toBeGreaterThan(ofTen[treatment] / 10);
    }
  }
  expect(treatments.filter(({ points }) => points.length > 1).map(({ treatment }) => treatment)).toEqual(
    expect.arrayContaining(["NO_ACTION", "REMINDER", "SETTLEMENT_OFFER"]),
  );
});

test("an estimated curve is a valid assumption", async () => {
  const { treatments } = await estimates();
  const { activePolicy } = await lab.admin.data<{
    activePolicy: { rules: { economics: { discountPerMonth: number; curves: { treatment: string }[] } } };
  }>(
    `{ activePolicy { rules { economics { discountPerMonth curves { treatment haircut months recovery { risk probability } } } } } }`,
  );
  const { discountPerMonth, curves } = activePolicy.rules.economics;
  const estimated = curves.map((curve) => {
    const points = treatments.find(({ treatment }) => treatment === curve.treatment)?.points ?? [];
    const recovery = points.map(({ risk, probability }) => ({ risk, probability }));
    return recovery.length > 0 ? { ...curve, recovery } : curve;
  });
  const { problems } = await lab.publish(earlierBands, {
    economics: { discountPerMonth, curves: estimated },
  });
  expect(problems).toBeUndefined();
});
