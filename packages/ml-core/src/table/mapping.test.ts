import fc from "fast-check";
import { expect, test } from "vitest";
import { attribute, checkMapping, columnNames, ignore, type Mapping } from "./mapping.ts";

const base: Mapping = {
  columns: [{ index: 0, target: "Loan_ID" }],
  outcomeValues: [],
  dateOrder: null,
  decimal: ".",
  rowNumberIds: false,
};
const headers = ["id", "when", "status", "other"];
const check = (change: Partial<Mapping>) => checkMapping({ ...base, ...change }, headers);

test("columns are named by their header, blanks by their place, repeats by a number", () => {
  expect(columnNames([" a ", "", "a", "a", "a (2)", "Column 2", "b\u0000"])).toEqual([
    "a",
    "Column 2",
    "a (2)",
    "a (3)",
    "a (2) (2)",
    "Column 2 (2)",
    "b",
  ]);
});

test("names are always different, never blank and never huge", () => {
  const header = fc.array(fc.oneof(fc.constantFrom("a", "a (2)", "", " ", "Column 1"), fc.string()), {
    maxLength: 30,
  });
  fc.assert(
    fc.property(header, (cells) => {
      const names = columnNames(cells);
      expect(names.length).toBe(cells.length);
      expect(new Set(names).size).toBe(names.length);
      expect(names.every((name) => name !== "" && name.length < 220)).toBe(true);
    }),
  );
});

test("twenty thousand columns of one name are named quickly", () => {
  const start = performance.now();
  expect(new Set(columnNames(Array(20_000).fill("x"))).size).toBe(20_000);
  expect(performance.now() - start).toBeLessThan(5000);
});

test("a mapping that can be used has no problems", () => {
  const columns = [
    { index: 0, target: "Loan_ID" },
    { index: 1, target: "As_Of_Date", dateOrder: "ASK" as const },
    { index: 2, target: "Recovery_Status" },
    { index: 3, target: attribute },
  ];
  expect(check({ columns, dateOrder: "DAY_FIRST" })).toEqual([]);
  expect(check({ columns: [{ index: 3, target: ignore }], rowNumberIds: true })).toEqual([]);
});

test("every problem is named at its field", () => {
  const problems = check({
    columns: [
      { index: 9, target: attribute },
      { index: 1.5, target: attribute },
      { index: 1, target: "As_Of_Date", dateOrder: "ASK" },
      { index: 1, target: attribute },
      { index: 2, target: "Recovery_Status" },
      { index: 3, target: "Recovery_Status" },
      { index: 0, target: "Nonsense" },
    ],
    outcomeValues: [
      { value: "ok", outcome: 0 },
      { value: "Banana", outcome: "unknown" },
    ],
  });
  expect(problems.map(({ path }) => path)).toEqual([
    "columns.0.index",
    "columns.1.index",
    "dateOrder",
    "columns.3.index",
    "columns.5.target",
    "columns.6.target",
    "columns",
    "outcomeValues.1",
  ]);
  expect(problems[4].message).toBe('"status" and "other" cannot both be Recovery_Status.');
  expect(problems[7].message).toContain('"Banana"');
});
