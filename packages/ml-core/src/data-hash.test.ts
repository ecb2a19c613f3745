import { expect, test } from "vitest";
import { dataHash } from "./data-hash.ts";
import { makeLoans } from "./testing/loans.ts";

const loans = makeLoans(120, 3, 1);

test("the same data have the same hash, whatever bits their missing values are made of", () => {
  expect(dataHash(loans)).toMatch(/^[0-9a-f]{64}$/);
  expect(dataHash(makeLoans(120, 3, 1))).toBe(dataHash(loans));
  const bits = new BigUint64Array([0xfff8000000000001n, 0x7ff8000000000000n]);
  const [odd, usual] = new Float64Array(bits.buffer);
  const asOf = (value: number) => ({ ...loans, asOfDays: new Float64Array(120).fill(value) });
  expect(dataHash(asOf(odd))).toBe(dataHash(asOf(usual)));
});

test("every part of the data matters", () => {
  const { table, label, groupKeys } = loans;
  const [first, ...rest] = table.columns;
  const changed = [
    loans,
    { ...loans, label: label.map((value, row) => (row === 7 ? 1 - value : value)) },
    { ...loans, groupKeys: groupKeys.map((key, row) => (row === 119 ? key + 1 : key)) },
    { ...loans, weights: new Float64Array(120).fill(1) },
    { ...loans, asOfDays: new Float64Array(120).fill(1) },
    { ...loans, table: { ...table, columns: [{ ...first, name: "other" }, ...rest] } },
    { ...loans, table: { ...table, columns: [...rest, first] } },
    { ...loans, table: { ...table, columns: rest } },
    ...table.columns.map((column, i) => {
      const one =
        column.kind === "number"
          ? { ...column, values: column.values.map((value, row) => (row === 60 ? 0.125 : value)) }
          : { ...column, codes: column.codes.map((code, row) => (row === 60 ? (code + 1) % 2 : code)) };
      return { ...loans, table: { ...table, columns: table.columns.with(i, one) } };
    }),
  ];
  expect(new Set(changed.map(dataHash)).size).toBe(changed.length);
});
