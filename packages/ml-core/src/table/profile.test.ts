import { expect, test } from "vitest";
import { isDates, isNumeric, profileColumn } from "./profile.ts";

const profile = (...cells: string[]) => profileColumn(cells, ".");

test("cells are counted by what they look like", () => {
  expect(profile("1", " 2.5", "NA", "", "x", "2025-04-30", "1")).toMatchObject({
    cells: 7,
    missing: 2,
    numbers: 3,
    dates: 1,
    distinct: 6,
    hasMoreValues: false,
    hasLeadingZeros: false,
  });
});

test("the date order is settled by one day above 12, asked for otherwise, and where days say both", () => {
  expect(profile("03/04/2025", "25/04/2025").dateOrder).toBe("DAY_FIRST");
  expect(profile("03/04/2025", "04/25/2025").dateOrder).toBe("MONTH_FIRST");
  expect(profile("03/04/2025", "05/06/2025").dateOrder).toBe("ASK");
  expect(profile("25/04/2025", "04/25/2025").dateOrder).toBe("ASK");
  expect(profile("2025-04-03", "3.4.2025", "4 Apr 2025").dateOrder).toBeNull();
  expect(profile("1", "x").dateOrder).toBeNull();
});

test("plain numbers and spreadsheet day numbers are no dates, compact days are", () => {
  expect(isDates(profile("45000", "45031", "12"))).toBe(false);
  expect(isDates(profile("1.5", "-3", "2 000"))).toBe(false);
  expect(isDates(profile("20250430", "20250531"))).toBe(true);
  expect(isDates(profile("2025-04-30 10:00", "NA", "2025-05-31 11:30"))).toBe(true);
  expect(isDates(profile("NA", ""))).toBe(false);
});

test("codes with leading zeros are no numbers, a few wrong cells do not make text of them", () => {
  expect(isNumeric(profile("01234", "5"))).toBe(false);
  expect(isNumeric(profile("0", "0.5", "10"))).toBe(true);
  expect(isNumeric(profile(...Array(98).fill("1"), "x", "y"))).toBe(true);
  expect(isNumeric(profile(...Array(97).fill("1"), "x", "y", "z"))).toBe(false);
  expect(isNumeric(profile("NA", "-"))).toBe(false);
});

test("spreadsheet errors do not make text of a column of numbers", () => {
  expect(isNumeric(profile("1", "2.5", "#DIV/0!", "#DIV/0!"))).toBe(true);
});

test("only so many distinct cells are kept, all are counted", () => {
  const { values, hasMoreValues, distinct } = profile(
    ...Array.from({ length: 300 }, (_, i) => `v${i}`),
    "v0",
  );
  expect(values.size).toBe(200);
  expect(values.get("v0")).toBe(2);
  expect(hasMoreValues).toBe(true);
  expect(distinct).toBe(300);
});
