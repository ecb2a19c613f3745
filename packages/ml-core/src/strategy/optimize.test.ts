import fc from "fast-check";
import { expect, test } from "vitest";
import { makeBook } from "../testing/book.ts";
import { anyPolicy } from "../testing/policies.ts";
import { optimizeThresholds } from "./optimize.ts";
import { type Band, type CompletePolicy, consolePolicy, validatePolicy } from "./policy.ts";
import { simulate } from "./simulate.ts";

const order = ["REMINDER", "SETTLEMENT_OFFER", "LEGAL_ACTION"];

function withBands(policy: CompletePolicy, bands: readonly Band[]): CompletePolicy {
  return { ...policy, mode: "THRESHOLDS", prices: { agentHour: 0, legalCase: 0 }, bands };
}

function seedBands(edges: readonly number[], sides = [true, true]): Band[] {
  return order.map((treatment, b) => ({
    treatment,
    from: b === 0 ? 0 : edges[b - 1],
    fromInclusive: b === 0 || sides[b - 1],
  }));
}

test("the optimum is a valid policy that is worth what it says and fits what it says", () => {
  fc.assert(
    fc.property(anyPolicy, fc.integer(), (base, seed) => {
      const book = makeBook(150, seed);
      const capacity = { agentHoursPerMonth: 20.03, legalCasesPerMonth: 12 };
      const best = optimizeThresholds({ ...base, capacity }, book, 50);
      expect(validatePolicy(best.policy)).toEqual([]);
      const { total } = simulate(best.policy, book);
      expect(total.expectedNetRecovery).toBeCloseTo(best.expectedNetRecovery, 4);
      expect(total.agentHours).toBeCloseTo(best.agentHours, 6);
      expect(total.legalCases).toBe(best.legalCases);
      expect(best.fits).toBe(total.agentHours <= 20.03 && total.legalCases <= 12);
    }),
    { numRuns: 30 },
  );
});

test("no other boundaries on the grid that fit net more", () => {
  const book = makeBook(3000, 2);
  const capacity = { agentHoursPerMonth: 1400, legalCasesPerMonth: 60 };
  const policy = { ...consolePolicy, capacity };
  const best = optimizeThresholds(policy, book, 20);
  expect(best.fits).toBe(true);
  expect(best.legalCases).toBeLessThanOrEqual(60);
  for (let low = 1; low < 20; low++) {
    for (let high = low + 1; high <= 20; high++) {
      for (const side of [true, false]) {
        if (high === 20 && !side) continue;
        const bands = seedBands([low / 20, high / 20], [side, side]);
        const { total } = simulate(withBands(policy, bands), book);
        if (total.agentHours > 1400 || total.legalCases > 60) continue;
        expect(total.expectedNetRecovery).toBeLessThanOrEqual(best.expectedNetRecovery + 1e-6);
      }
    }
  }
});

test("the curve around the optimum is what each boundary would be worth, and its peak is not above it", () => {
  const book = makeBook(2000, 3);
  const best = optimizeThresholds(consolePolicy, book, 40);
  expect(best.curves.map(({ treatment }) => treatment)).toEqual(["SETTLEMENT_OFFER", "LEGAL_ACTION"]);
  for (const { points } of best.curves) {
    expect(points.length).toBeGreaterThan(2);
    for (const { expectedNetRecovery, fits } of points) {
      if (fits) expect(expectedNetRecovery).toBeLessThanOrEqual(best.expectedNetRecovery + 1e-6);
    }
  }
});

test("where nothing fits, that is said and the least overrun is shown", () => {
  const book = makeBook(500, 3);
  const policy = { ...consolePolicy, capacity: { agentHoursPerMonth: 1, legalCasesPerMonth: 0 } };
  const best = optimizeThresholds(policy, book, 20);
  expect(best.fits).toBe(false);
  expect(best.policy.bands).toEqual([{ treatment: "REMINDER", from: 0, fromInclusive: true }]);
});

test("four bands are searched together and five in turn, both well", () => {
  const book = makeBook(2000, 7);
  const bands = seedBands([0.5, 0.75]);
  const four = [
    { treatment: "NO_ACTION", from: 0, fromInclusive: true },
    { ...bands[0], from: 0.1 },
    ...bands.slice(1),
  ];
  const three = optimizeThresholds(withBands(consolePolicy, bands), book, 50);
  const wider = optimizeThresholds(withBands(consolePolicy, four), book, 50);
  expect(wider.expectedNetRecovery).toBeGreaterThanOrEqual(three.expectedNetRecovery - 1e-6);
  const five = [...four, { treatment: "HOLD", from: 0.95, fromInclusive: true }];
  const widest = optimizeThresholds(withBands(consolePolicy, five), book, 100);
  expect(widest.expectedNetRecovery).toBeGreaterThanOrEqual(0.999 * wider.expectedNetRecovery);
});
