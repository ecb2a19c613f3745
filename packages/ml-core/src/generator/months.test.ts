import { expect, test } from "vitest";
import { addMonths, dayOf } from "../table/calendar.ts";
import { monthlyInstalment } from "./annuity.ts";
import { generatePortfolio, type PortfolioOptions, portfolioHeader } from "./portfolio.ts";

interface Snapshot {
  cells: string[];
  truth: number;
  asOf: number;
  /** Instalments behind. */
  bucket: number;
}

const at = Object.fromEntries(portfolioHeader.map((name, i) => [name, i]));
const book: PortfolioOptions = { rows: 30_000, seed: 5, kind: "history", months: 30, missing: 0 };

function make(options: PortfolioOptions): Snapshot[] {
  return Array.from(generatePortfolio(options), ({ cells, truth, daysPastDue }) => ({
    cells: cells.slice(),
    truth,
    asOf: dayOf(cells[at.As_Of_Date]),
    bucket: Math.ceil(daysPastDue / 30),
  }));
}

/** The rows of each loan. */
function lives(rows: readonly Snapshot[]): Snapshot[][] {
  const byLoan = Map.groupBy(rows, ({ cells }) => cells[at.Loan_ID]);
  return [...byLoan.values()];
}

const rows = make(book);

test("the same options make the same rows, as many as asked for, also where the last loan is cut off", () => {
  expect(make(book)).toEqual(rows);
  for (const count of [0, 1, 7]) expect(make({ ...book, rows: count }).length).toBe(count);
  expect(rows.length).toBe(30_000);
  for (const months of [0, 121, 1.5]) expect(() => make({ ...book, months })).toThrow(/months is/);
});

test("a loan has a row for each month in which it is open, and one outcome after the last of them", () => {
  const whole = lives(rows).slice(0, -1);
  for (const life of whole) {
    const last = life[life.length - 1];
    life.forEach(({ cells, asOf }, i) => {
      expect(cells[at.Recovery_Status]).toBe(last.cells[at.Recovery_Status]);
      expect(cells[at.Outcome_Date]).toBe(last.cells[at.Outcome_Date]);
      if (i > 0) expect(addMonths(life[i - 1].asOf + 1, 1) - 1).toBe(asOf);
    });
    if (last.cells[at.Outcome_Date] === "") {
      expect([last.cells[at.Recovery_Status], last.cells[at.As_Of_Date]]).toEqual(["", "2026-06-30"]);
      continue;
    }
    const end = dayOf(last.cells[at.Outcome_Date]);
    expect(end).toBeGreaterThan(last.asOf);
    expect(end).toBeLessThanOrEqual(addMonths(last.asOf, 1));
  }
  expect(rows.filter(({ cells }) => cells[at.Recovery_Status] === "").length).toBeGreaterThan(1000);
});

test("delinquency moves through the buckets month by month, and what is owed with it", () => {
  let [worse, better, cured] = [0, 0, 0];
  for (const life of lives(rows)) {
    for (let i = 1; i < life.length; i++) {
      const [before, now] = [life[i - 1], life[i]];
      const step = now.bucket - before.bucket;
      if (step > 0) worse++;
      else if (step === -1) better++;
      else if (step < -1) {
        cured++;
        expect(now.bucket).toBe(0);
      }
      expect(step).toBeLessThanOrEqual(1);
      const missed = Number(now.cells[at.Num_Missed_Payments]) - Number(before.cells[at.Num_Missed_Payments]);
      expect(Math.abs(missed)).toBeLessThanOrEqual(1);
      if (step === 1) expect(missed).toBeGreaterThanOrEqual(0);
    }
    const { cells } = life[0];
    const [amount, rate, tenure] = ["Loan_Amount", "Interest_Rate", "Loan_Tenure"].map((n) =>
      Number(cells[at[n]]),
    );
    expect(Number(cells[at.Monthly_EMI])).toBeCloseTo(monthlyInstalment(amount, rate, tenure), 1);
  }
  for (const count of [worse, better, cured]) expect(count).toBeGreaterThan(200);
});

/** Of the rows whose year is over: the share not recovered within it, beside what the truth said. */
function calibration(made: readonly Snapshot[]): { expected: number; found: number; error: number } {
  const judged = made.filter(({ asOf }) => addMonths(asOf, 12) <= dayOf("2026-06-30"));
  // Rows of one loan share its fate: one of each, or the error would be understated.
  const one = lives(judged).map((life) => life[life.length >> 1]);
  let [expected, found, variance] = [0, 0, 0];
  for (const { cells, truth, asOf } of one) {
    const isRecovered =
      cells[at.Recovery_Status] === "Fully Recovered" && dayOf(cells[at.Outcome_Date]) <= addMonths(asOf, 12);
    expected += truth;
    found += isRecovered ? 0 : 1;
    variance += truth * (1 - truth);
  }
  return { expected, found, error: Math.sqrt(variance) };
}

test.each([
  ["as it is", {}],
  ["with a season and a downturn", { season: 1, shock: 1 }],
  ["without signal", { signal: 0 }],
])("the truth of a row is the chance of what comes of it within a year: %s", (_, more) => {
  // First snapshots only: later ones of a loan are there because it has not ended.
  const first = new Set<string>();
  const made = make({ ...book, ...more }).filter(({ cells }) => {
    const isFirst = !first.has(cells[at.Loan_ID]);
    first.add(cells[at.Loan_ID]);
    return isFirst;
  });
  for (const part of [
    made,
    made.filter(({ bucket }) => bucket > 2),
    made.filter(({ bucket }) => bucket === 0),
  ]) {
    const { expected, found, error } = calibration(part);
    expect(Math.abs(found - expected)).toBeLessThan(4 * error);
    expect(error).toBeGreaterThan(5);
  }
});

test("without signal all loans have one truth; a downturn raises it and lowers incomes", () => {
  const flat = new Set(make({ ...book, rows: 2000, signal: 0 }).map(({ truth }) => truth.toFixed(12)));
  expect(flat.size).toBe(1);
  const last = (shock: number) => {
    const open = make({ ...book, rows: 10_000, shock }).filter(
      ({ cells }) => cells[at.As_Of_Date] === "2026-06-30",
    );
    const mean = (value: (row: Snapshot) => number) =>
      open.reduce((sum, row) => sum + value(row), 0) / open.length;
    return {
      truth: mean(({ truth }) => truth),
      income: mean(({ cells }) => Number(cells[at.Monthly_Income])),
    };
  };
  expect(last(1).truth).toBeGreaterThan(last(0).truth + 0.05);
  expect(last(1).income).toBeLessThan(0.9 * last(0).income);
});

test("the season is worst in January and best in July, and none unless it is asked for", () => {
  const meanTruth = (season: number, month: string) => {
    const asOf = `2026-${month}-31`;
    const made = make({ rows: 3000, seed: 5, kind: "current", asOf, season });
    return made.reduce((sum, { truth }) => sum + truth, 0) / made.length;
  };
  expect(meanTruth(1, "01")).toBeGreaterThan(meanTruth(1, "07") + 0.1);
  expect(meanTruth(0, "01")).toBe(meanTruth(0, "07"));
});
