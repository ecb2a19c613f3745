import fc from "fast-check";
import { expect, test } from "vitest";
import { groupKey } from "../table/group-key.ts";
import { makeBook } from "../testing/book.ts";
import { anyPolicy } from "../testing/policies.ts";
import type { LoanColumns } from "./columns.ts";
import { decide } from "./decide.ts";
import type { ArmPlan } from "./experiment/assignment.ts";
import { decideUnder, type Running } from "./experiment/decide-under.ts";
import { selectionRates } from "./group-rates.ts";
import { movements } from "./movements.ts";
import { optimizeThresholds } from "./optimize.ts";
import { type CompletePolicy, consolePolicy } from "./policy.ts";
import { countBands, scoreCurves } from "./score-curves.ts";
import { cellOf } from "./score-grid.ts";
import { netOf, scaleRecovery, sensitivity } from "./sensitivity.ts";
import { simulate, verdictCodes } from "./simulate.ts";

const close = (a: number, b: number) => expect(a).toBeCloseTo(b, 4);

test("a simulation equals the decisions, counted loan by loan", () => {
  fc.assert(
    fc.property(anyPolicy, fc.integer(), (policy, seed) => {
      const book = makeBook(150, seed);
      const decisions = decide(policy, book);
      const { treatments, total } = simulate(policy, book);
      policy.treatments.forEach((definition, code) => {
        const rows = [...book.risk.keys()].filter((i) => decisions.treatment[i] === code);
        const known = rows.filter((i) => !Number.isNaN(book.outstanding[i]));
        const sum = (column: Float64Array) => known.reduce((all, i) => all + column[i], 0);
        const got = treatments[code];
        expect(got.treatment).toBe(definition.name);
        expect([got.loans, got.unknownOutstanding]).toEqual([rows.length, rows.length - known.length]);
        close(got.outstanding, sum(book.outstanding));
        close(got.expectedNetRecovery, sum(decisions.expectedNetRecovery));
        close(got.cost, rows.length * definition.cost);
        close(got.agentHours, (rows.length * definition.agentMinutes) / 60);
        expect(got.legalCases).toBe(rows.length * definition.legalCases);
      });
      expect(total.loans).toBe(150);
      close(total.expectedNetRecovery, netOf(policy, book, decisions.treatment));
    }),
    { numRuns: 40 },
  );
});

test("movements add up to both policies' counts and name the largest loans", () => {
  fc.assert(
    fc.property(anyPolicy, anyPolicy, fc.integer(), (before, after, seed) => {
      const book = makeBook(120, seed);
      const [a, b] = [before, after].map((policy) => ({ policy, decisions: decide(policy, book) }));
      const moves = movements(a, b, book, 3);
      expect(moves.reduce((sum, { loans }) => sum + loans, 0)).toBe(120);
      for (const { from, to, loans, outstanding, examples } of moves) {
        const rows = [...book.risk.keys()].filter(
          (i) =>
            before.treatments[a.decisions.treatment[i]].name === from &&
            after.treatments[b.decisions.treatment[i]].name === to,
        );
        expect(loans).toBe(rows.length);
        const amount = (i: number) => (Number.isNaN(book.outstanding[i]) ? -1 : book.outstanding[i]);
        close(
          outstanding,
          rows.reduce((sum, i) => sum + Math.max(0, amount(i)), 0),
        );
        const largest = rows.sort((x, y) => amount(y) - amount(x) || x - y).slice(0, 3);
        expect(examples).toEqual(largest);
      }
    }),
    { numRuns: 40 },
  );
});

test("contacts are counted by the channel of the treatment", () => {
  const book = makeBook(300, 4);
  const { treatment } = decide(consolePolicy, book);
  const verdict = Uint8Array.from(
    book.risk,
    (_, i) => [verdictCodes.ALLOW, verdictCodes.DEFER, verdictCodes.BLOCK][i % 3],
  );
  const { treatments } = simulate(consolePolicy, book, { verdicts: { CALL: verdict, NONE: verdict } });
  const called = [...treatment.keys()].filter(
    (i) => consolePolicy.treatments[treatment[i]].channel === "CALL",
  );
  const [hold, reminder, settlement] = treatments;
  expect(settlement.contactsDeferred).toBe(called.filter((i) => i % 3 === 1).length);
  expect(settlement.contactsBlocked).toBe(called.filter((i) => i % 3 === 2).length);
  expect(hold.contactsBlocked + reminder.contactsBlocked).toBe(0);
});

test("selection rates are by group, with the ratio to the highest", () => {
  const book = makeBook(2000, 8);
  const decisions = decide(consolePolicy, book);
  const code = Uint8Array.from(book.risk, (_, i) => (i % 10 === 0 ? 255 : i % 2));
  const rates = selectionRates(
    consolePolicy.treatments.map(({ name }) => name),
    decisions,
    { attribute: "Gender", names: ["Female", "Male", "Other"], code },
  );
  const legal = rates.filter(({ treatment }) => treatment === "LEGAL_ACTION");
  expect(legal.map(({ group, loans }) => [group, loans])).toEqual([
    ["Female", 800],
    ["Male", 1000],
    ["Other", 0],
  ]);
  expect(Math.max(legal[0].ratioToHighest, legal[1].ratioToHighest)).toBe(1);
  expect(legal[0].low).toBeLessThan(legal[0].rate);
  expect(legal[2].rate).toBeNaN();
});

test("running sums count dragged bands exactly, on both sides of ties", () => {
  const edges = fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 3, maxLength: 3 });
  const sides = fc.tuple(fc.boolean(), fc.boolean(), fc.boolean());
  fc.assert(
    fc.property(anyPolicy, edges, sides, fc.integer(), (base, indexes, inclusive, seed) => {
      const sorted = [...indexes].sort((a, b) => a - b);
      const bands = ["NO_ACTION", "REMINDER", "SETTLEMENT_OFFER", "LEGAL_ACTION"].map((treatment, b) => ({
        treatment,
        from: b === 0 ? 0 : sorted[b - 1] / 100,
        fromInclusive: b === 0 || inclusive[b - 1],
      }));
      const policy: CompletePolicy = {
        ...base,
        mode: "THRESHOLDS",
        prices: { agentHour: 0, legalCase: 0 },
        bands,
      };
      const book = makeBook(200, seed);
      for (let i = 0; i < 60; i++) book.risk[i] = sorted[i % 3] / 100;
      const counted = countBands(JSON.parse(JSON.stringify(scoreCurves(base, book, 100))), bands);
      simulate(policy, book).treatments.forEach(({ loans, outstanding, expectedNetRecovery }, code) => {
        expect(counted[code].loans).toBe(loans);
        close(counted[code].outstanding, outstanding);
        close(counted[code].expectedNetRecovery, expectedNetRecovery);
      });
    }),
    { numRuns: 60 },
  );
  const curves = scoreCurves(consolePolicy, makeBook(10, 1), 100);
  const bands = [consolePolicy.bands[0], { ...consolePolicy.bands[1], from: 0.505 }];
  expect(() => countBands(curves, bands)).toThrow("0.505 is not a threshold");
});

test("a score lies in the cell of the threshold that it equals, in spite of rounding", () => {
  for (let i = 0; i <= 1000; i++) expect(cellOf(i / 1000, 1000)).toBe(2 * i);
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 1, max: 400 }),
      (risk, steps) => {
        const cell = cellOf(risk, steps);
        const i = Math.floor(cell / 2);
        if (cell % 2 === 0) expect(risk).toBe(i / steps);
        else expect(risk > i / steps && risk < (i + 1) / steps).toBe(true);
      },
    ),
  );
});

test("by value, following the truth is never worse than staying, and only the scaled treatment's loans matter", () => {
  const policy: CompletePolicy = { ...consolePolicy, mode: "EXPECTED_VALUE" };
  const book = makeBook(3000, 6);
  const decisions = decide(policy, book);
  const rows = sensitivity(policy, book, decisions);
  expect(rows.map(({ treatment, factor }) => [treatment, factor])).toEqual([
    ["REMINDER", 0.8],
    ["REMINDER", 1.2],
    ["SETTLEMENT_OFFER", 0.8],
    ["SETTLEMENT_OFFER", 1.2],
    ["LEGAL_ACTION", 0.8],
    ["LEGAL_ACTION", 1.2],
  ]);
  const now = netOf(policy, book, decisions.treatment);
  for (const { factor, decisionsStay, decisionsFollow, moved } of rows) {
    expect(decisionsFollow).toBeGreaterThanOrEqual(decisionsStay - 1e-6);
    expect(decisionsStay < now).toBe(factor < 1);
    expect(moved).toBeGreaterThan(0);
  }
  const doubled = scaleRecovery(policy, "REMINDER", 2).economics.curves[1].recovery;
  expect(doubled.every(({ probability }) => probability <= 1)).toBe(true);
});

const experiments = fc.constantFrom<ArmPlan>(
  { kind: "RANDOM", treatments: ["NO_ACTION", "REMINDER", "SETTLEMENT_OFFER"] },
  {
    kind: "POLICY",
    policy: { ...consolePolicy, bands: [{ treatment: "SETTLEMENT_OFFER", from: 0, fromInclusive: true }] },
  },
);

/** Two loans per borrower, a good part of them in the challenger's arm. */
function run(book: LoanColumns, plan: ArmPlan): Running {
  const arms = [
    { name: "champion", share: 0.5, plan: { kind: "CHAMPION" as const } },
    { name: "challenger", share: 0.5, plan },
  ];
  return {
    experiment: { id: "x", arms },
    borrowerKey: Float64Array.from(book.risk, (_, i) => groupKey(`B${i >> 1}`)),
  };
}

test("running sums and optimal thresholds count a running experiment in, exactly as it decides", () => {
  fc.assert(
    fc.property(anyPolicy, experiments, fc.integer(), (base, plan, seed) => {
      const names = ["NO_ACTION", "REMINDER", "SETTLEMENT_OFFER", "LEGAL_ACTION"];
      const bands = names.map((treatment, b) => ({ treatment, from: b / 4, fromInclusive: b !== 2 }));
      const policy: CompletePolicy = {
        ...base,
        mode: "THRESHOLDS",
        prices: { agentHour: 0, legalCase: 0 },
        bands,
      };
      const book = makeBook(200, seed);
      const running = run(book, plan);
      const under = (rules: CompletePolicy) =>
        simulate(rules, book, { decisions: decideUnder(rules, book, running) });
      const counted = countBands(scoreCurves(base, book, 20, running), bands);
      under(policy).treatments.forEach(({ loans, outstanding, expectedNetRecovery }, code) => {
        expect(counted[code].loans).toBe(loans);
        close(counted[code].outstanding, outstanding);
        close(counted[code].expectedNetRecovery, expectedNetRecovery);
      });
      const best = optimizeThresholds(
        { ...policy, bands: [bands[0], bands[2], bands[3]] },
        book,
        20,
        running,
      );
      const { total } = under(best.policy);
      close(best.expectedNetRecovery, total.expectedNetRecovery);
      close(best.agentHours, total.agentHours);
      close(best.legalCases, total.legalCases);
    }),
    { numRuns: 40 },
  );
});

test("sensitivity beside an experiment follows the truth in both arms, and counts what it moves alone", () => {
  const policy: CompletePolicy = { ...consolePolicy, mode: "EXPECTED_VALUE" };
  const book = makeBook(2000, 6);
  const running = run(book, { kind: "RANDOM", treatments: ["REMINDER"] });
  const decisions = decideUnder(policy, book, running);
  for (const { treatment, factor, moved } of sensitivity(policy, book, decisions, running)) {
    const truth = scaleRecovery(policy, treatment, factor);
    const following = decideUnder(truth, book, running).treatment;
    expect(moved).toBe(following.reduce((sum, code, i) => sum + Number(code !== decisions.treatment[i]), 0));
  }
});
