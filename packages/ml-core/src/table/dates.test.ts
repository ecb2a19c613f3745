import fc from "fast-check";
import { expect, test } from "vitest";
import { addMonths, dayOf, isoOf } from "./calendar.ts";
import { dateEvidence, dateFault, dayNumber, readDate, readDay } from "./dates.ts";

const day = fc.integer({ min: dayOf("1970-01-01"), max: dayOf("2069-12-31") }).map((number) => {
  const iso = isoOf(number);
  const [y, m, d] = iso.split("-");
  return { iso, y, m, d, month: Number(m), day: Number(d) };
});
const longMonths =
  "January February March April May June July August September October November December".split(" ");

test("every way to write a day that needs no order gives that day", () => {
  fc.assert(
    fc.property(day, ({ iso, y, m, d, month, day }) => {
      const name = longMonths[month - 1];
      const written = [
        iso,
        `${y}/${m}/${d}`,
        `${y}.${month}.${day}`,
        `${y}${m}${d}`,
        `${d}.${m}.${y}`,
        `${day}.${month}.${y.slice(2)}`,
        `${day} ${name} ${y}`,
        `${d}-${name.slice(0, 3).toUpperCase()}-${y.slice(2)}`,
        `${name} ${day}, ${y}`,
        `${name.slice(0, 3)}-${d}-${y}`,
        `${iso}T23:59:59.999Z`,
        `${iso} 00:00:00`,
        `${d}.${m}.${y} 10:30`,
        ` ${iso} `,
      ];
      for (const text of written) expect([text, readDate(text, null)]).toEqual([text, iso]);
    }),
  );
});

test("a day with slashes follows the order that was said, in either order", () => {
  fc.assert(
    fc.property(day, fc.constantFrom("/", "-", " "), ({ iso, y, m, d, month, day }, separator) => {
      const dayFirst = [d, m, y].join(separator);
      const monthFirst = [month, day, y].join(separator);
      expect(readDate(dayFirst, "DAY_FIRST")).toBe(iso);
      expect(readDate(`${dayFirst} 11:59 PM`, "DAY_FIRST")).toBe(iso);
      expect(readDate(monthFirst, "MONTH_FIRST")).toBe(iso);
      expect(readDate(dayFirst, null)).toBe(day === month ? iso : undefined);
      const wrongOrder = readDate(dayFirst, "MONTH_FIRST");
      expect(wrongOrder === undefined).toBe(day > 12);
    }),
  );
});

test("a month with its whole year is its last day, however it is written", () => {
  fc.assert(
    fc.property(day, ({ iso, y, m, month }) => {
      const name = longMonths[month - 1];
      const last = isoOf(addMonths(dayOf(`${iso.slice(0, 8)}01`), 1) - 1);
      const short = name.slice(0, 3);
      for (const text of [
        `${y}-${m}`,
        `${y}/${month}`,
        `${m}/${y}`,
        `${y}${m}`,
        `${name} ${y}`,
        `${short}-${y}`,
        `${y} ${short}`,
      ])
        expect([text, readDate(text, null), readDay(text, null)]).toEqual([text, last, undefined]);
    }),
  );
  for (const text of ["Apr-25", "4", "2025", "2025-13", "202513", "189912", "20254", "04.2025", "Foo 2025"])
    expect([text, readDate(text, null)]).toEqual([text, undefined]);
});

test("days that do not exist are no days", () => {
  for (const text of [
    "2025-02-29",
    "2025-04-31",
    "2100-02-29",
    "2025-13-01",
    "2025-00-10",
    "00.01.2025",
    "20251301",
  ])
    expect(readDate(text, null)).toBeUndefined();
  expect(readDate("2024-02-29", null)).toBe("2024-02-29");
  expect(readDate("2000-02-29", null)).toBe("2000-02-29");
});

test("what is no day is none, in whatever order", () => {
  const cells = ["", "45000", "2025", "12", "1.5", "today", "2025-04-03x", "1-2-3-4", "3 Foo 2025"];
  for (const text of [...cells, "9".repeat(41), "1899-12-31", "2025-04/03"]) {
    expect(readDate(text, null)).toBeUndefined();
    expect(readDate(text, "DAY_FIRST")).toBeUndefined();
    expect(readDate(text, "MONTH_FIRST")).toBeUndefined();
  }
});

test("a cell tells its column's order only with a day above 12", () => {
  expect(
    ["25/04/2025", "04/25/2025", "04/05/2025", "2025-04-25", "05/05/2025", "x"].map(dateEvidence),
  ).toEqual(["DAY_FIRST", "MONTH_FIRST", "either", "fixed", "fixed", "none"]);
});

test("faults say what is wrong", () => {
  expect(dateFault("45000", null)).toContain("A spreadsheet's day number");
  expect(dateFault("45000.75", null)).toContain("A spreadsheet's day number");
  expect(dateFault("03/04/2025", null)).toContain("either way round");
  expect(dateFault("31/02/2025", "DAY_FIRST")).toContain("No such day, read with the day first");
  expect(dateFault("25/04/2025", "MONTH_FIRST")).toContain("month first");
  expect(dateFault("Apr-25", null)).toContain("its day or its year");
  expect(dateFault("Foo-25", null)).toContain("Not a date");
  expect(dateFault("04", null)).toContain("without its year");
  expect(dateFault("2025", null)).toContain("without its month");
  expect(dateFault("soon", null)).toContain("2025-04-30 would be one");
});

test("day numbers count from 1970", () => {
  fc.assert(
    fc.property(day, ({ iso }) => {
      expect(dayNumber(iso)).toBe(dayOf(iso));
    }),
  );
});
