import { describe, expect, test } from "vitest";
import { classifiers, type TrainableName } from "../models/registry.ts";
import { train } from "../pipeline.ts";
import { dayOf } from "../table/calendar.ts";
import type { MadeLoans } from "../testing/loans.ts";
import { makeLoans } from "../testing/loans.ts";

const [first, last] = [dayOf("2024-01-31"), dayOf("2024-06-30")];
const datesOf = (loans: MadeLoans, newestFrom: number) =>
  Float64Array.from(loans.label, (_, row) => (row < newestFrom ? first : last));

describe.each(Object.keys(classifiers) as TrainableName[])("%s", (classifier) => {
  test("the newest loans are tested by what the older ones taught", async () => {
    const loans = makeLoans(400, 1, 2);
    const asOfDays = datesOf(loans, 300);
    const { report } = await train({ ...loans, asOfDays }, { classifier, trees: 8 });
    expect(report.outOfTimeReason).toBeNull();
    expect(report.outOfTime).toMatchObject({ cutDate: "2024-06-30", lastDate: "2024-06-30" });
    expect(report.outOfTime).toMatchObject({ trainRows: 300, testRows: 100 });
    expect(report.outOfTime?.metrics.rocAuc).toBeGreaterThan(0.6);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });
});

test("a pattern that turned around is found out, though cross-validation over all dates is content", async () => {
  const loans = makeLoans(2000, 2, 3);
  const label = loans.label.map((value, row) => (row < 1600 ? value : 1 - value));
  const input = { ...loans, label, asOfDays: datesOf(loans, 1600) };
  const { metrics, outOfTime } = (await train(input, { trees: 50 })).report;
  expect(metrics?.rocAucLow).toBeGreaterThan(0.55);
  expect(outOfTime?.metrics.rocAucHigh).toBeLessThan(0.4);
  expect(outOfTime?.metrics.logLoss).toBeGreaterThan(outOfTime?.metrics.baselineLogLoss ?? 9);
});

test("snapshots of the same borrowers on both dates are tested on other borrowers than they trained", async () => {
  const loans = makeLoans(1200, 3, 0, 2);
  // Every borrower has one old and one new row of the same outcome: whoever knows the borrower knows the outcome.
  const label = loans.label.map((_, row) => loans.label[row - (row % 2)]);
  const asOfDays = Float64Array.from(label, (_, row) => (row % 2 === 0 ? first : last));
  const columns = loans.table.columns.map((column) =>
    column.kind === "number"
      ? { ...column, values: column.values.map((_, row, all) => all[row - (row % 2)]) }
      : column,
  );
  const table = { ...loans.table, columns };
  const { outOfTime } = (await train({ ...loans, table, label, asOfDays }, { trees: 50 })).report;
  expect((outOfTime?.trainRows ?? 0) + (outOfTime?.testRows ?? 0)).toBe(600);
  expect(outOfTime?.metrics.rocAucLow).toBeLessThan(0.5);
});

test("where it cannot be checked the report says why", async () => {
  const loans = makeLoans(300, 4);
  const reasonOf = async (input: MadeLoans & { asOfDays?: Float64Array }) => {
    const { outOfTime, outOfTimeReason } = (await train(input, { trees: 8 })).report;
    expect(outOfTime).toBeNull();
    return outOfTimeReason;
  };
  expect(await reasonOf(loans)).toBe("The loans have no dates.");
  expect(await reasonOf({ ...loans, asOfDays: new Float64Array(300).fill(Number.NaN) })).toMatch(/no dates/);
  expect(await reasonOf({ ...loans, asOfDays: datesOf(loans, 0) })).toMatch(/the same date/);
  const same = loans.label.map((value, row) => (row < 240 ? value : 1));
  expect(await reasonOf({ ...loans, label: same, asOfDays: datesOf(loans, 240) })).toBe(
    "All loans from 2024-06-30 on have the same outcome.",
  );
  expect(await reasonOf({ ...loans, asOfDays: datesOf(loans, 12) })).toMatch(
    /^The loans before 2024-06-30 are not enough to learn from\. .*at least 10 of each/,
  );
  await expect(train({ ...loans, asOfDays: new Float64Array(3) })).rejects.toThrow("3 dates for 300 rows");
});
