import { expect, test } from "vitest";
import { addMonths, dayOf } from "../table/calendar.ts";
import { monthlyInstalment } from "./annuity.ts";
import { generatePortfolio, type PortfolioOptions, portfolioHeader } from "./portfolio.ts";

const history: PortfolioOptions = { rows: 8000, seed: 42, kind: "history", missing: 0 };
const current: PortfolioOptions = { rows: 8000, seed: 42, kind: "current", missing: 0 };

interface Made {
  cells: string[];
  truth: number;
}

function make(options: PortfolioOptions): Made[] {
  return Array.from(generatePortfolio(options), (row) => ({ cells: row.cells.slice(), truth: row.truth }));
}

const at = Object.fromEntries(portfolioHeader.map((name, i) => [name, i]));
const pastLoans = make(history);
const openLoans = make(current);

test("the same options make the same rows; another seed or kind makes others", () => {
  expect(make(history)).toEqual(pastLoans);
  const other = make({ ...history, seed: 43 });
  const same = other.filter(
    (row, i) => row.cells[at.Monthly_Income] === pastLoans[i].cells[at.Monthly_Income],
  );
  expect(same.length).toBeLessThan(80);
  expect(openLoans[0].cells).not.toEqual(pastLoans[0].cells);
});

test("it makes exactly the rows asked for, none for 0, and refuses what is out of range", () => {
  expect(pastLoans.length).toBe(8000);
  expect(make({ ...history, rows: 0 })).toEqual([]);
  expect(make({ ...history, rows: 1 }).length).toBe(1);
  for (const bad of [{ rows: -1 }, { rows: 1.5 }, { seed: 0.1 }, { signal: 1.1 }, { missing: Number.NaN }]) {
    expect(() => make({ ...history, ...bad })).toThrow(RangeError);
  }
  expect(() => make({ ...history, asOf: "2026-02-30" })).toThrow(/"2026-02-30" is not a date/);
});

test("no cell needs quotes in a CSV file and every row has every column", () => {
  for (const { cells } of [...pastLoans, ...openLoans]) {
    expect(cells.length).toBe(portfolioHeader.length);
    for (const cell of cells) if (/[",;\r\n]/.test(cell)) throw new Error(`needs quotes: ${cell}`);
  }
});

test("missed payments, days past due and payment history agree", () => {
  for (const { cells } of [...pastLoans, ...openLoans]) {
    const missed = Number(cells[at.Num_Missed_Payments]);
    const days = Number(cells[at.Days_Past_Due]);
    const word = cells[at.Payment_History];
    expect(missed).toBeLessThanOrEqual(12);
    expect(days).toBeLessThanOrEqual(180);
    expect(days).toBeLessThanOrEqual(30 * missed);
    expect(word).toBe(days > 90 ? "Missed" : missed > 0 ? "Delayed" : "On-Time");
  }
  const buckets = new Set(pastLoans.map(({ cells }) => Math.ceil(Number(cells[at.Days_Past_Due]) / 30)));
  expect([...buckets].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

test("amounts agree: the instalment is the annuity formula's, nothing is owed beyond amount and interest", () => {
  for (const { cells } of pastLoans) {
    const amount = Number(cells[at.Loan_Amount]);
    const rate = Number(cells[at.Interest_Rate]);
    const tenure = Number(cells[at.Loan_Tenure]);
    const instalment = monthlyInstalment(amount, rate, tenure);
    expect(Math.abs(Number(cells[at.Monthly_EMI]) - instalment)).toBeLessThan(0.0051);
    const outstanding = Number(cells[at.Outstanding_Loan_Amount]);
    expect(outstanding).toBeGreaterThan(0);
    expect(outstanding).toBeLessThan(amount * (1 + rate / 1200) ** 7);
    const collateral = Number(cells[at.Collateral_Value]);
    if (cells[at.Loan_Type] === "Home" || cells[at.Loan_Type] === "Auto")
      expect(collateral).toBeGreaterThan(0);
    if (cells[at.Loan_Type] === "Personal") expect(collateral).toBe(0);
  }
});

test("history is finished inside the horizon and old enough; a current book has no outcome", () => {
  const newest = dayOf("2025-06-30");
  let before = 0;
  for (const { cells } of pastLoans) {
    const asOf = dayOf(cells[at.As_Of_Date]);
    const days = dayOf(cells[at.Outcome_Date]) - asOf;
    expect(asOf).toBeLessThanOrEqual(newest);
    expect(asOf).toBeGreaterThanOrEqual(before);
    before = asOf;
    expect(days).toBeGreaterThan(0);
    expect(asOf + days).toBeLessThanOrEqual(addMonths(asOf, 12));
    expect(["Fully Recovered", "Partially Recovered", "Written Off"]).toContain(cells[at.Recovery_Status]);
  }
  for (const { cells } of openLoans) {
    expect(cells[at.As_Of_Date]).toBe("2026-06-30");
    expect([cells[at.Recovery_Status], cells[at.Outcome_Date], cells[at.Legal_Action_Taken]]).toEqual([
      "",
      "",
      "No",
    ]);
  }
});

test("loan ids are unique, borrowers have about 1.15 loans, and a returning borrower is the same person", () => {
  const all = [...pastLoans, ...openLoans];
  expect(new Set(all.map(({ cells }) => cells[at.Loan_ID])).size).toBe(all.length);
  const people = new Map<string, string>();
  const born = ({ cells }: Made) => Number(cells[at.As_Of_Date].slice(0, 4)) - Number(cells[at.Age]);
  const identity = (row: Made) =>
    [born(row), ...["Borrower_Name", "Phone", "Email", "Gender"].map((c) => row.cells[at[c]])].join("|");
  for (const row of all) {
    const id = row.cells[at.Borrower_ID];
    expect(people.get(id) ?? identity(row)).toBe(identity(row));
    people.set(id, identity(row));
  }
  const past = new Set(pastLoans.map(({ cells }) => cells[at.Borrower_ID]));
  expect(pastLoans.length / past.size).toBeGreaterThan(1.12);
  expect(pastLoans.length / past.size).toBeLessThan(1.18);
  const returning = new Set(openLoans.map(({ cells }) => cells[at.Borrower_ID]).filter((id) => past.has(id)));
  expect(returning.size / past.size).toBeGreaterThan(0.02);
  expect(returning.size / past.size).toBeLessThan(0.04);
});

test("names, phones and addresses cannot reach anybody", () => {
  for (const { cells } of openLoans) {
    expect(cells[at.Email]).toMatch(/^[a-z]+\.[a-z]+\.\d+@example\.com$/);
    expect(cells[at.Phone]).toMatch(/^\+1-\d{3}-555-01\d{2}$/);
  }
});

test("about two per cent of the cells that may be missing are, and none that decisions rest on", () => {
  const rows = make({ ...current, missing: 0.02 });
  const blank = (name: string) => rows.filter(({ cells }) => cells[at[name]] === "").length / rows.length;
  expect(blank("Monthly_Income")).toBeGreaterThan(0.014);
  expect(blank("Monthly_Income")).toBeLessThan(0.026);
  expect(blank("Outstanding_Loan_Amount")).toBe(0);
  expect(blank("Days_Past_Due")).toBe(0);
});
