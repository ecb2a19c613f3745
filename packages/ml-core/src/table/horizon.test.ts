import { expect, test } from "vitest";
import { dayOf } from "./calendar.ts";
import { judgeAtHorizon } from "./horizon.ts";
import { horizonWarnings } from "./horizon-warnings.ts";

type Row = readonly [asOf: string, outcome: string, label: -1 | 0 | 1];

function judge(rows: readonly Row[], observed?: string) {
  const days = (dates: string[]) =>
    Float64Array.from(dates, (date) => (date === "" ? Number.NaN : dayOf(date)));
  return judgeAtHorizon({
    label: Int8Array.from(rows, ([, , label]) => label),
    asOfDays: days(rows.map(([asOf]) => asOf)),
    outcomeDays: days(rows.map(([, outcome]) => outcome)),
    ...(observed === undefined ? {} : { observedDay: dayOf(observed) }),
  });
}

test("rows old enough are judged at the horizon: recovered by then or not", () => {
  const result = judge(
    [
      ["2024-01-31", "2024-06-30", 0],
      ["2024-01-31", "2025-01-31", 0],
      ["2024-01-31", "2025-02-01", 0],
      ["2024-01-31", "2025-06-30", 1],
      ["2024-01-31", "", -1],
      ["2024-01-31", "", 0],
    ],
    "2025-12-31",
  );
  expect([...result.label]).toEqual([0, 0, 1, 1, 1, 0]);
  expect(result).toMatchObject({ isChecked: true, tooYoung: 0, lateAsNotRecovered: 2 });
});

test("younger rows are left out, resolved or not, and counted", () => {
  const result = judge(
    [
      ["2024-12-31", "2025-06-30", 1],
      ["2025-01-01", "2025-02-01", 0],
      ["2025-06-30", "", -1],
      ["2025-06-30", "2025-07-31", 1],
    ],
    "2025-12-31",
  );
  expect([...result.label]).toEqual([1, -1, -1, -1]);
  expect(result.tooYoung).toBe(3);
});

test("a snapshot from the day of its outcome or later may know it and is left out", () => {
  const result = judge(
    [
      ["2024-01-31", "2024-01-31", 0],
      ["2024-01-31", "2023-12-31", 1],
      ["2024-01-31", "2024-02-01", 0],
    ],
    "2025-12-31",
  );
  expect([...result.label]).toEqual([-1, -1, 0]);
  expect(result.afterOutcome).toBe(2);
});

test("the newest date in the data is when they were written, unless somebody knows better", () => {
  const rows: Row[] = [
    ["2024-01-31", "2024-02-20", 0],
    ["2024-05-31", "", -1],
    ["2025-01-31", "", -1],
  ];
  expect([...judge(rows).label]).toEqual([0, -1, -1]);
  expect([...judge(rows, "2026-01-31").label]).toEqual([0, 1, 1]);
});

test("without dates, or with dates that span less than the horizon, resolved rows train unchecked", () => {
  const withoutDates = judge([
    ["", "", 0],
    ["", "", 1],
    ["", "", -1],
  ]);
  expect([...withoutDates.label]).toEqual([0, 1, -1]);
  expect(withoutDates).toMatchObject({ isChecked: false, tooYoung: 0, oldestDate: null, newestDate: null });
  expect(horizonWarnings(withoutDates)[0].message).toContain("no dates say");
  const oneDay = judge([
    ["2025-06-30", "", 0],
    ["2025-06-30", "", -1],
  ]);
  expect([...oneDay.label]).toEqual([0, -1]);
  expect(oneDay).toMatchObject({ isChecked: false, tooYoung: 2, oldestDate: "2025-06-30" });
  expect(horizonWarnings(oneDay)[0].message).toContain("the loans are from 2025-06-30 on");
});

test("a row without a date among dated ones trains when it is resolved", () => {
  const result = judge([
    ["2024-01-31", "", 0],
    ["", "", 1],
    ["", "", -1],
    ["2025-01-31", "", 0],
  ]);
  expect([...result.label]).toEqual([0, 1, -1, -1]);
});
