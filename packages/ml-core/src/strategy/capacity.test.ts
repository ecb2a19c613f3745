import fc from "fast-check";
import { expect, test } from "vitest";
import { makeBook } from "../testing/book.ts";
import { uniforms } from "../testing/loans.ts";
import { anyPolicy } from "../testing/policies.ts";
import { solveCapacity } from "./capacity.ts";
import type { LoanColumns } from "./columns.ts";
import { decide } from "./decide.ts";
import { explainDecision } from "./explain.ts";
import { type CompletePolicy, consolePolicy, type Fact, facts } from "./policy.ts";

const byValue: CompletePolicy = { ...consolePolicy, mode: "EXPECTED_VALUE" };

function totals(policy: CompletePolicy, columns: LoanColumns) {
  const { treatment, expectedNetRecovery } = decide(policy, columns);
  const sum = { hours: 0, cases: 0, net: 0 };
  treatment.forEach((code, i) => {
    sum.hours += policy.treatments[code].agentMinutes / 60;
    sum.cases += policy.treatments[code].legalCases;
    if (!Number.isNaN(expectedNetRecovery[i])) sum.net += expectedNetRecovery[i];
  });
  return sum;
}

function limited(policy: CompletePolicy, hours: number | null, cases: number | null): CompletePolicy {
  return { ...policy, capacity: { agentHoursPerMonth: hours, legalCasesPerMonth: cases } };
}

test("capacity is respected, whatever the policy and however scarce it is, and prices are 0 where it is not", () => {
  const scarcity = fc.option(fc.double({ min: 0, max: 1.3, noNaN: true }));
  fc.assert(
    fc.property(anyPolicy, scarcity, scarcity, fc.integer(), (base, hourShare, caseShare, seed) => {
      const book = makeBook(700, seed);
      const free = { ...base, prices: { agentHour: 0, legalCase: 0 } };
      const need = totals(free, book);
      const hours = hourShare === null ? null : hourShare * need.hours;
      const cases = caseShare === null ? null : caseShare * need.cases;
      const { policy, prices, usage } = solveCapacity(limited(base, hours, cases), book);
      const used = totals(policy, book);
      expect(used.hours).toBeLessThanOrEqual((hours ?? used.hours) + 1e-6);
      expect(used.cases).toBeLessThanOrEqual((cases ?? used.cases) + 1e-6);
      expect(usage.agentHours).toBeCloseTo(used.hours, 6);
      expect(usage.legalCases).toBeCloseTo(used.cases, 6);
      const isEnough = (hourShare ?? 2) > 1.000001 && (caseShare ?? 2) > 1.000001;
      if (isEnough) expect(prices).toEqual({ agentHour: 0, legalCase: 0 });
    }),
    { numRuns: 60 },
  );
});

test("large books are solved as exactly as small ones", () => {
  const book = makeBook(60_000, 5);
  for (const [hours, cases] of [
    [9000, 300],
    [null, 700],
    [15_000, null],
  ]) {
    const { policy, prices } = solveCapacity(limited(byValue, hours, cases), book);
    const used = totals(policy, book);
    if (hours !== null && prices.agentHour > 0) {
      expect(used.hours).toBeLessThanOrEqual(hours);
      expect(used.hours).toBeGreaterThan(hours - 3);
    }
    if (cases !== null && prices.legalCase > 0) {
      expect(used.cases).toBeLessThanOrEqual(cases);
      expect(used.cases).toBeGreaterThan(cases - 3);
    }
    expect(prices.agentHour + prices.legalCase).toBeGreaterThan(0);
  }
});

test("loans of equal worth are told apart by their key, as many as fit; without keys none passes", () => {
  const loans = 400;
  const same = {
    risk: new Float64Array(loans).fill(0.9),
    outstanding: new Float64Array(loans).fill(8000),
    daysPastDue: new Int32Array(loans).fill(120),
    facts: new Uint16Array(loans),
  };
  const key = makeBook(loans, 3).key;
  const policy = limited(byValue, null, 150);
  const split = solveCapacity(policy, { ...same, key });
  expect(split.usage.legalCases).toBe(150);
  expect(totals(split.policy, { ...same, key }).cases).toBe(150);
  expect(solveCapacity(policy, same).usage.legalCases).toBe(0);
  const many = { ...makeBook(20_000, 2), risk: new Float64Array(20_000).fill(0.9) };
  many.outstanding.fill(8000);
  many.daysPastDue.fill(120);
  expect(solveCapacity(policy, { ...many, key: undefined }).usage.legalCases).toBe(0);
  expect(solveCapacity(policy, many).usage.legalCases).toBe(150);
});

test("no random assignment that fits is worth more, and none at all beats the dual bound", () => {
  fc.assert(
    fc.property(fc.integer(), fc.double({ min: 0.1, max: 0.9, noNaN: true }), (seed, scarcity) => {
      const book = makeBook(300, seed);
      const need = totals(byValue, book);
      const hours = scarcity * need.hours;
      const cases = Math.floor(scarcity * need.cases);
      const { policy, prices } = solveCapacity(limited(byValue, hours, cases), book);
      const solved = totals(policy, book).net;
      const { net, bound } = randomAssignment(book, seed, hours, cases, prices);
      expect(solved).toBeGreaterThanOrEqual(net);
      expect(bound).toBeGreaterThanOrEqual(solved - 1e-6);
      // The duality gap is a few loans' worth: two resources leave at most two loans between their choices.
      expect(bound - solved).toBeLessThan(0.05 * bound);
    }),
    { numRuns: 25 },
  );
});

/** Loans in random order, each taking a random permitted treatment that still fits; beside it the Lagrangian. */
function randomAssignment(
  book: ReturnType<typeof makeBook>,
  seed: number,
  hours: number,
  cases: number,
  prices: { agentHour: number; legalCase: number },
) {
  const uniform = uniforms(seed ^ 0x55);
  const left = { hours, cases };
  let net = 0;
  let bound = prices.agentHour * hours + prices.legalCase * cases;
  const order = [...book.risk.keys()].sort(() => uniform() - 0.5);
  for (const i of order) {
    if (Number.isNaN(book.outstanding[i])) continue;
    const known = facts.filter((_, bit) => (book.facts[i] >> bit) & 1) as Fact[];
    const loan = {
      risk: book.risk[i],
      outstanding: book.outstanding[i],
      daysPastDue: book.daysPastDue[i] < 0 ? null : book.daysPastDue[i],
      facts: known,
    };
    const { alternatives, rule } = explainDecision(byValue, loan);
    const options = alternatives
      .filter(({ isPermitted }) => isPermitted)
      .map(({ treatment, expectedNetRecovery }) => {
        const { agentMinutes, legalCases } = byValue.treatments.find(({ name }) => name === treatment)!;
        return { value: expectedNetRecovery!, hours: agentMinutes / 60, cases: legalCases };
      });
    if (rule.heldBy !== null) {
      const held = alternatives.find(({ treatment }) => treatment === "NO_ACTION")!.expectedNetRecovery!;
      net += held;
      bound += held;
      continue;
    }
    bound += Math.max(
      ...options.map((o) => o.value - prices.agentHour * o.hours - prices.legalCase * o.cases),
    );
    const fitting = options.filter((option) => option.hours <= left.hours && option.cases <= left.cases);
    const pick = fitting[Math.floor(uniform() * fitting.length)];
    left.hours -= pick.hours;
    left.cases -= pick.cases;
    net += pick.value;
  }
  return { net, bound };
}

test("the price is what one more unit is worth", () => {
  const book = makeBook(30_000, 9);
  const netAt = (cases: number) => {
    const solved = solveCapacity(limited(byValue, null, cases), book);
    return { net: totals(solved.policy, book).net, price: solved.prices.legalCase };
  };
  const fewer = netAt(300);
  const more = netAt(330);
  const perCase = (more.net - fewer.net) / 30;
  expect(perCase).toBeLessThanOrEqual(fewer.price * 1.0001);
  expect(perCase).toBeGreaterThanOrEqual(more.price * 0.9999);
});

test("an empty book and a book that is all on HOLD need no price", () => {
  const empty = makeBook(0, 1);
  expect(solveCapacity(limited(byValue, 0, 0), empty).prices).toEqual({ agentHour: 0, legalCase: 0 });
  const held = { ...makeBook(50, 1), facts: new Uint16Array(50).fill(1) };
  expect(solveCapacity(limited(byValue, 0, 0), held).prices).toEqual({ agentHour: 0, legalCase: 0 });
});
