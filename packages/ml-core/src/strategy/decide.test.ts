import fc from "fast-check";
import { expect, test } from "vitest";
import { makeBook } from "../testing/book.ts";
import { anyPolicy, ascendingBands } from "../testing/policies.ts";
import { pickColumns } from "./columns.ts";
import { probabilityAt } from "./compile.ts";
import { decide, decideAll, loanKey, priorityOf, treatmentFor } from "./decide.ts";
import { explainDecision, readRule } from "./explain.ts";
import { type CompletePolicy, consolePolicy, type Fact, facts, seedPolicy, treatments } from "./policy.ts";
import { upgradePolicy } from "./policy-defaults.ts";

const full = upgradePolicy(seedPolicy);
const risks = fc.oneof(
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.constantFrom(0, 0.5, 0.75, 1, 0.4999999999999999),
);

function severityOf(policy: CompletePolicy, code: number): number {
  return policy.treatments[code].severity;
}

function loanAt(book: ReturnType<typeof makeBook>, i: number) {
  const amount = book.outstanding[i];
  return {
    risk: book.risk[i],
    outstanding: Number.isNaN(amount) ? null : amount,
    daysPastDue: book.daysPastDue[i] < 0 ? null : book.daysPastDue[i],
    facts: facts.filter((_, bit) => (book.facts[i] >> bit) & 1) as Fact[],
    key: book.key[i],
  };
}

test("the seed policy puts 0.5 in the band above and 0.75 in the band below", () => {
  const cases: [number, string][] = [
    [0, "REMINDER"],
    [0.4999999999999999, "REMINDER"],
    [0.5, "SETTLEMENT_OFFER"],
    [0.75, "SETTLEMENT_OFFER"],
    [0.7500000000000001, "LEGAL_ACTION"],
    [1, "LEGAL_ACTION"],
  ];
  for (const [risk, treatment] of cases) expect(treatmentFor(seedPolicy, risk)).toBe(treatment);
  const decisions = decideAll(seedPolicy, Float64Array.of(0.8, 0.2), Float64Array.of(100, Number.NaN));
  expect([...decisions.treatment].map((code) => treatments[code])).toEqual(["LEGAL_ACTION", "REMINDER"]);
  expect([...decisions.priority]).toEqual([80, 0.2]);
  expect(priorityOf(0.25, 1000)).toBe(250);
});

test("every score in [0, 1] falls in exactly one band, on the side that its boundary names", () => {
  fc.assert(
    fc.property(ascendingBands, risks, (bands, risk) => {
      const matching = bands.filter((band, i) => {
        const reaches = (edge: (typeof bands)[0]) =>
          risk > edge.from || (edge.fromInclusive && risk === edge.from);
        return reaches(band) && !(bands[i + 1] && reaches(bands[i + 1]));
      });
      expect(matching.map(({ treatment }) => treatment)).toEqual([treatmentFor({ bands }, risk)]);
      for (const { from, fromInclusive, treatment } of bands) {
        expect(treatmentFor({ bands }, from) === treatment).toBe(fromInclusive);
      }
    }),
  );
});

test("every loan gets exactly one treatment, and guardrails always win", () => {
  fc.assert(
    fc.property(anyPolicy, fc.integer(), (policy, seed) => {
      const book = makeBook(40, seed);
      const { treatment, rule } = decide(policy, book);
      const { holdFacts, holdBelowDaysPastDue, limits } = policy.guardrails;
      for (let i = 0; i < 40; i++) {
        const loan = loanAt(book, i);
        const { name } = policy.treatments[treatment[i]];
        const isHeld =
          loan.facts.some((fact) => holdFacts.includes(fact)) ||
          (loan.daysPastDue !== null && loan.daysPastDue < holdBelowDaysPastDue);
        expect(name === "HOLD").toBe(isHeld);
        expect(readRule(rule[i]).heldBy !== null).toBe(isHeld);
        const limit = limits.find((other) => other.treatment === name);
        if (!limit) continue;
        const { minOutstanding = 0, minDaysPastDue = 0, forbiddenFacts = [] } = limit;
        if (minOutstanding > 0) expect(loan.outstanding).toBeGreaterThanOrEqual(minOutstanding);
        if (minDaysPastDue > 0) expect(loan.daysPastDue).toBeGreaterThanOrEqual(minDaysPastDue);
        expect(loan.facts.some((fact) => forbiddenFacts.includes(fact))).toBe(false);
      }
    }),
  );
});

test("no policy takes legal action in a breathing space, and what it does instead is a milder permitted treatment", () => {
  fc.assert(
    fc.property(anyPolicy, fc.integer(), fc.boolean(), (base, seed, isHeld) => {
      const holdFacts = base.guardrails.holdFacts.filter((fact) => isHeld || fact !== "BREATHING_SPACE");
      const policy = { ...base, guardrails: { ...base.guardrails, holdFacts } };
      const book = makeBook(40, seed);
      const bit = 1 << facts.indexOf("BREATHING_SPACE");
      const calm = decide(policy, { ...book, facts: book.facts.map((known) => known & ~bit) });
      const breathing = decide(policy, { ...book, facts: book.facts.map((known) => known | bit) });
      breathing.treatment.forEach((code, i) => {
        const { name, kind, legalCases } = policy.treatments[code];
        expect(name === "LEGAL_ACTION" || (kind === "ACTION" && legalCases > 0)).toBe(false);
        if (policy.mode === "THRESHOLDS")
          expect(severityOf(policy, code)).toBeLessThanOrEqual(severityOf(policy, calm.treatment[i]));
      });
    }),
  );
});

test("raising a threshold never gives a loan a more severe treatment while capacity does not bind", () => {
  fc.assert(
    fc.property(anyPolicy, ascendingBands, fc.integer(), (base, bands, seed) => {
      const policy = { ...base, mode: "THRESHOLDS" as const, prices: { agentHour: 0, legalCase: 0 }, bands };
      const raised = bands.map((band, i) =>
        i === 0 ? band : { ...band, from: (band.from + 1) / 2, fromInclusive: false },
      );
      const book = makeBook(60, seed);
      const before = decide(policy, book).treatment;
      const after = decide({ ...policy, bands: raised }, book).treatment;
      before.forEach((code, i) => {
        expect(severityOf(policy, after[i])).toBeLessThanOrEqual(severityOf(policy, code));
      });
    }),
  );
});

test("a forbidden treatment falls to the next milder permitted one and says so", () => {
  const columns = {
    risk: Float64Array.of(0.9, 0.9, 0.9, 0.9),
    outstanding: Float64Array.of(1000, 1000, 1000, 1000),
    daysPastDue: Int32Array.of(0, 89, 90, -1),
    facts: new Uint16Array(4),
  };
  const { treatment, rule } = decide(consolePolicy, columns);
  expect([...treatment].map((code) => consolePolicy.treatments[code].name)).toEqual([
    "HOLD",
    "SETTLEMENT_OFFER",
    "LEGAL_ACTION",
    "SETTLEMENT_OFFER",
  ]);
  expect(readRule(rule[0])).toMatchObject({ heldBy: "DAYS_PAST_DUE", decidedBy: "GUARDRAIL", band: 2 });
  expect([...rule].slice(1).map((code) => readRule(code).isLimited)).toEqual([true, false, true]);
});

test("by value the permitted treatment with the largest value is chosen, as written in the issue", () => {
  fc.assert(
    fc.property(anyPolicy, fc.integer(), (base, seed) => {
      const policy: CompletePolicy = {
        ...base,
        mode: "EXPECTED_VALUE",
        prices: { agentHour: 0, legalCase: 0 },
      };
      const book = makeBook(20, seed);
      const decisions = decide(policy, book);
      for (let i = 0; i < 20; i++) {
        const loan = loanAt(book, i);
        if (loan.outstanding === null || readRule(decisions.rule[i]).heldBy) continue;
        const values = explainDecision(policy, loan)
          .alternatives.filter((alternative) => alternative.isPermitted)
          .map(({ treatment }) => valueByTheFormula(policy, treatment, loan.risk, loan.outstanding));
        const got = decisions.expectedNetRecovery[i];
        expect(got).toBeCloseTo(Math.max(...values), 6);
      }
    }),
    { numRuns: 60 },
  );
});

function valueByTheFormula(policy: CompletePolicy, name: string, risk: number, owed: number | null): number {
  const { discountPerMonth, curves } = policy.economics;
  const { recovery, haircut, months } = curves.find(({ treatment }) => treatment === name)!;
  const { cost } = policy.treatments.find((treatment) => treatment.name === name)!;
  return probabilityAt(recovery, risk) * owed! * (1 - haircut) * discountPerMonth ** months - cost;
}

test("explaining one loan gives the decision that the columns got", () => {
  fc.assert(
    fc.property(anyPolicy, fc.integer(), (policy, seed) => {
      const book = makeBook(20, seed);
      const { treatment, rule } = decide(policy, book);
      for (let i = 0; i < 20; i++) {
        const explanation = explainDecision(policy, loanAt(book, i));
        expect(explanation.treatment).toBe(policy.treatments[treatment[i]].name);
        expect(explanation.rule).toEqual(readRule(rule[i]));
        expect(explanation.text).toContain(explanation.treatment);
      }
    }),
    { numRuns: 40 },
  );
});

test("a large book, decided by cells, gets to the last bit what its loans get one by one", () => {
  const loans = 20_000;
  fc.assert(
    fc.property(anyPolicy, fc.integer(), (policy, seed) => {
      const book = makeBook(loans, seed);
      // Amounts on and beside the edges of cells, and outside of them all; scores on the edges of bands.
      const odd = [
        -5,
        0,
        7.99,
        8,
        1023.999,
        1024,
        1025,
        2 ** 31,
        2 ** 32 + 100,
        5e12,
        Number.POSITIVE_INFINITY,
      ];
      for (let i = 0; i < loans; i += 50) book.outstanding[i] = odd[(i / 50) % odd.length];
      policy.bands.forEach(({ from }, i) => {
        for (let k = i; k < loans; k += 400) book.risk[k] = from;
      });
      const whole = decide(policy, book);
      for (let start = 0; start < loans; start += 5000) {
        const rows = Uint32Array.from({ length: 5000 }, (_, k) => start + k);
        const part = decide(policy, pickColumns(book, rows));
        for (const column of ["treatment", "rule", "priority", "expectedNetRecovery"] as const) {
          expect(whole[column].subarray(start, start + 5000)).toEqual(part[column]);
        }
      }
    }),
    { numRuns: 25 },
  );
});

test("priority follows the policy's rule", () => {
  const one = {
    risk: Float64Array.of(0.5),
    outstanding: Float64Array.of(1000),
    daysPastDue: Int32Array.of(40),
    facts: new Uint16Array(1),
  };
  const of = (priority: CompletePolicy["priority"]) => decide({ ...full, priority }, one).priority[0];
  const nothing = valueByTheFormula(full, "NO_ACTION", 0.5, 1000);
  expect(of("AMOUNT_AT_RISK")).toBe(500);
  expect(of("EXPECTED_LOSS")).toBeCloseTo(1000 - nothing, 9);
  expect(of("NET_GAIN")).toBeCloseTo(valueByTheFormula(full, "SETTLEMENT_OFFER", 0.5, 1000) - nothing, 9);
});

test("a loan of unknown amount is decided by its band, its value stays unknown", () => {
  const policy: CompletePolicy = { ...full, mode: "EXPECTED_VALUE" };
  const decisions = decideAll(policy, Float64Array.of(0.9), Float64Array.of(Number.NaN));
  expect(policy.treatments[decisions.treatment[0]].name).toBe("LEGAL_ACTION");
  expect(readRule(decisions.rule[0])).toMatchObject({ isAmountUnknown: true, decidedBy: "BAND" });
  expect(decisions.expectedNetRecovery[0]).toBeNaN();
});

test("columns of different lengths and scores outside [0, 1] are refused by name", () => {
  const book = makeBook(3, 1);
  expect(() => decide(seedPolicy, { ...book, facts: new Uint16Array(2) })).toThrow("facts has 2 loans");
  expect(() => decide(seedPolicy, { ...book, risk: Float64Array.of(0, Number.NaN, 1) })).toThrow("loan 1");
  expect(loanKey("LN_1")).not.toBe(loanKey("LN_2"));
});
