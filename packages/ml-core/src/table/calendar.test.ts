import { expect, test } from "vitest";
import { addMonths, dayOf, isoOf, monthEndsBefore } from "./calendar.ts";

test("dates and day numbers go both ways, and what is no date is refused by name", () => {
  expect(dayOf("1970-01-01")).toBe(0);
  expect(dayOf("2024-03-01") - dayOf("2024-02-28")).toBe(2);
  expect(isoOf(dayOf("2026-06-30"))).toBe("2026-06-30");
  for (const bad of ["2026-02-30", "2026-13-01", "30.06.2026", ""]) {
    expect(() => dayOf(bad)).toThrow(`"${bad}" is not a date`);
  }
});

test("the last month ends that are a year old", () => {
  expect(monthEndsBefore(dayOf("2026-06-30"), 12, 3).map(isoOf)).toEqual([
    "2025-04-30",
    "2025-05-31",
    "2025-06-30",
  ]);
  expect(monthEndsBefore(dayOf("2026-06-29"), 12, 1).map(isoOf)).toEqual(["2025-05-31"]);
  expect(monthEndsBefore(dayOf("2025-02-28"), 12, 1).map(isoOf)).toEqual(["2024-02-29"]);
});

test("a month later is the same day, or the last of a shorter month", () => {
  expect(isoOf(addMonths(dayOf("2024-01-31"), 1))).toBe("2024-02-29");
  expect(isoOf(addMonths(dayOf("2024-02-29"), 12))).toBe("2025-02-28");
  expect(isoOf(addMonths(dayOf("2025-11-15"), 3))).toBe("2026-02-15");
});
