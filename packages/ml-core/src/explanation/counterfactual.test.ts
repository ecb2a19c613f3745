import { expect, test } from "vitest";
import { fitEncoding } from "../features/encoding.ts";
import { consolePolicy, type Policy, seedPolicy } from "../strategy/policy.ts";
import { treatmentByRisk } from "../strategy/treatment-by-risk.ts";
import type { Column, Table } from "../table/table.ts";
import { findCounterfactual } from "./counterfactual.ts";

const names = [
  "Num_Missed_Payments",
  "Gender_Code",
  "Days_Past_Due",
  "Monthly_Income",
  "Outstanding_Loan_Amount",
];

/** Rows 0..99 with every column counting up, in steps of its own. */
const table: Table = {
  rowCount: 100,
  columns: [
    ...names.map((name, n): Column => {
      const step = [1, 1, 1, 100, 1000][n];
      return { kind: "number", name, values: Float64Array.from({ length: 100 }, (_, i) => i * step) };
    }),
    { kind: "category", name: "plan", codes: new Int32Array(100).fill(0), categories: ["gold", "tin"] },
  ],
};
const encodings = table.columns.map(fitEncoding);

interface Row {
  readonly missed: number;
  readonly days: number;
  readonly income: number;
  readonly owed: number;
}

function find(
  risk: (row: Row) => number,
  policy: Policy = seedPolicy,
  daysPastDue: number | null = null,
  row = 50,
) {
  const treatmentOf = treatmentByRisk(policy, { outstanding: 1000, daysPastDue, facts: [] });
  const score = async ({ rowCount, columns }: Table) =>
    Float64Array.from({ length: rowCount }, (_, i) => {
      const [missed, , days, income, owed] = columns.map((c) => (c.kind === "number" ? c.values[i] : 0));
      return risk({ missed, days, income, owed });
    });
  return findCounterfactual({ encodings, table, row, score, treatmentOf });
}

test("the smallest single change wins, and says so in words", async () => {
  // Boundaries lie between values, as a tree's do. 20 days fewer or 10 more steps of income would do as well.
  const { found } = await find(({ days, income, owed }) =>
    days <= 30 || income > 6000 || owed <= 42_500 ? 0.6 : 0.9,
  );
  expect(found?.changes).toEqual([
    {
      feature: "Outstanding_Loan_Amount",
      from: 50_000,
      to: 42_500,
      text: "Outstanding amount 42,500 instead of 50,000",
    },
  ]);
  expect(found).toMatchObject({ riskBefore: 0.9, riskAfter: 0.6, cost: 8 / 99 });
  expect([found?.treatmentBefore, found?.treatmentAfter]).toEqual(["LEGAL_ACTION", "SETTLEMENT_OFFER"]);
});

test("two changes are tried where one is not enough, each as small as the other allows", async () => {
  const { found } = await find(({ days, income }) => (days <= 37 && income > 6050 ? 0.2 : 0.6));
  expect(found?.changes.map(({ feature, to }) => [feature, to])).toEqual([
    ["Days_Past_Due", 37],
    ["Monthly_Income", 6060],
  ]);
});

test("equal costs go to the lower risk, then to the first feature", async () => {
  const tie = ({ days, owed }: Row) => (days <= 40 || owed <= 40_500 ? 0.6 : 0.9);
  expect((await find(tie)).found?.changes[0].feature).toBe("Days_Past_Due");
  const lower = ({ days, owed }: Row) => (owed <= 40_500 ? 0.55 : days <= 40 ? 0.6 : 0.9);
  expect((await find(lower)).found?.changes[0].feature).toBe("Outstanding_Loan_Amount");
});

test("the past and protected columns are no way out", async () => {
  const { found, reason } = await find(({ missed }) => missed / 100 + 0.4);
  expect(found).toBeNull();
  expect(reason).toMatch(/No change of one or two columns/);
});

test("changes only go the allowed way", async () => {
  // Less income and more days past due would help, which nobody should be told.
  expect((await find(({ days, income }) => (income < 4000 || days > 60 ? 0.1 : 0.9))).found).toBeNull();
});

test("there is nothing milder than a reminder, and HOLD is not a goal", async () => {
  expect((await find(() => 0.2)).reason).toMatch(/milder treatment than reminder/);
  const held: Policy = { bands: [{ treatment: "HOLD", from: 0, fromInclusive: true }, seedPolicy.bands[1]] };
  expect((await find(({ days }) => (days < 50 ? 0.1 : 0.9), held)).found).toBeNull();
  expect((await find(() => 0.2, held)).reason).toMatch(/on hold/);
});

test("guardrails count: what a loan may not get anyway is neither left nor reached", async () => {
  const risk = ({ days, owed }: Row) => (days <= 30 ? 0.2 : owed <= 42_500 ? 0.6 : 0.9);
  expect((await find(risk, consolePolicy, 0)).reason).toMatch(/on hold/);
  // Too early for legal action, so it has the settlement offer already and needs a reminder's score.
  const early = (await find(risk, consolePolicy, 60)).found;
  expect([early?.treatmentBefore, early?.treatmentAfter]).toEqual(["SETTLEMENT_OFFER", "REMINDER"]);
  expect(early?.changes.map(({ feature }) => feature)).toEqual(["Days_Past_Due"]);
  const late = (await find(risk, consolePolicy, 120)).found;
  expect([late?.treatmentBefore, late?.treatmentAfter]).toEqual(["LEGAL_ACTION", "SETTLEMENT_OFFER"]);
});

test("a loan whose changeable columns are all unknown has no way out", async () => {
  const unknown = { rowCount: 1, columns: [] };
  const result = await findCounterfactual({
    encodings,
    table: unknown,
    row: 0,
    score: async ({ rowCount }) => new Float64Array(rowCount).fill(0.9),
    treatmentOf: treatmentByRisk(seedPolicy, { outstanding: null, daysPastDue: null, facts: [] }),
  });
  expect(result.reason).toMatch(/None of the model's columns/);
});
