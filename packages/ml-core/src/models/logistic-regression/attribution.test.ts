import fc from "fast-check";
import { expect, test } from "vitest";
import { takeRows } from "../../features/columns.ts";
import type { Column, Table } from "../../table/table.ts";
import { makeLoans } from "../../testing/loans.ts";
import { attributeRegression, averageMargin, fitRegression, predictRegression } from "./regression.ts";

const loans = makeLoans(150, 1, 2);
// Five columns, two of them categories with missing values, keep all coalitions countable.
const table: Table = { rowCount: 150, columns: loans.table.columns.slice(-5) };
const fitted = fitRegression({ table, label: loans.label, l2: 1 });
const logit = (p: number) => Math.log(p / (1 - p));

/** Row `row` in the columns that `known` names, the training rows in all others: the game of interventional SHAP. */
function expected(given: Table, row: number, known: number): number {
  const rows = Uint32Array.from({ length: table.rowCount }, () => row);
  const fixed = takeRows(given, rows).columns;
  const mixed = table.columns.map((column, i): Column => ((known >>> i) & 1 ? fixed[i] : column));
  const margins = predictRegression(fitted, mixed, 0, table.rowCount).map(logit);
  return margins.reduce((sum, margin) => sum + margin, 0) / table.rowCount;
}

/** Shapley's formula, over all coalitions. */
function bruteForce(given: Table, row: number): { base: number; values: number[] } {
  const columns = table.columns.length;
  const game = Array.from({ length: 1 << columns }, (_, known) => expected(given, row, known));
  const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));
  const values = Array.from({ length: columns }, (_, column) => {
    let sum = 0;
    for (let known = 0; known < game.length; known++) {
      if ((known >>> column) & 1) continue;
      const size = known.toString(2).replaceAll("0", "").length;
      const weight = (factorial(size) * factorial(columns - size - 1)) / factorial(columns);
      sum += weight * (game[known | (1 << column)] - game[known]);
    }
    return sum;
  });
  return { base: game[0], values };
}

test("attributions are Shapley's values against the training rows, one for each column", () => {
  const fresh = takeRows(
    makeLoans(60, 2, 2).table,
    Uint32Array.from({ length: 60 }, (_, i) => i),
  );
  const given = { rowCount: 60, columns: fresh.columns.slice(-5) };
  fc.assert(
    fc.property(fc.nat(59), (row) => {
      const found = attributeRegression(fitted, given.columns, row);
      const truth = bruteForce(given, row);
      expect(Math.abs(averageMargin(fitted) - truth.base)).toBeLessThan(1e-9);
      truth.values.forEach((value, column) => {
        expect(Math.abs(found.values[column] - value)).toBeLessThan(1e-9);
      });
    }),
    { seed: 1, numRuns: 25 },
  );
});

test("base plus attributions is the log-odds, also of values that were never seen", () => {
  const anything = fc.oneof(
    fc.double({ noDefaultInfinity: true }),
    fc.constantFrom(Number.NaN, 1e300, -1e300),
  );
  const text = fc.constantFrom("Auto", "Salaried", "Yacht", null);
  fc.assert(
    fc.property(fc.tuple(anything, anything, anything, text, text), (cells) => {
      const columns = table.columns.map(({ name }, i): Column => {
        const cell = cells[i];
        if (typeof cell === "number") return { kind: "number", name, values: Float64Array.of(cell) };
        return {
          kind: "category",
          name,
          codes: Int32Array.of(cell === null ? -1 : 0),
          categories: [cell ?? ""],
        };
      });
      const { raw, values, unread } = attributeRegression(fitted, columns, 0);
      const sum = values.reduce((total, value) => total + value, averageMargin(fitted));
      expect(Math.abs(sum - raw)).toBeLessThan(1e-9);
      unread.forEach((isUnread, i) => {
        if (isUnread) expect(values[i]).toBe(0);
      });
    }),
  );
});
