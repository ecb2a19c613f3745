import { expect, test } from "vitest";
import type { Column } from "../table/table.ts";
import { makeLoans, uniforms } from "../testing/loans.ts";
import { guardColumns } from "./leak-guard.ts";

const rows = 400;
const loans = makeLoans(rows, 1);
const uniform = uniforms(2);
const noise = Float64Array.from({ length: rows }, uniform);

function numberColumn(name: string, numberOf: (row: number) => number): Column {
  return { kind: "number", name, values: Float64Array.from({ length: rows }, (_, row) => numberOf(row)) };
}

function textColumn(name: string, textOf: (row: number) => string | undefined): Column {
  const texts = Array.from({ length: rows }, (_, row) => textOf(row));
  const categories = [...new Set(texts)].filter((text) => text !== undefined);
  return {
    kind: "category",
    name,
    categories,
    codes: Int32Array.from(texts, (t) => (t === undefined ? -1 : categories.indexOf(t))),
  };
}

function guard(columns: Column[], options?: { allow?: string[]; ignore?: string[] }) {
  const table = { rowCount: rows, columns: [...loans.table.columns, ...columns] };
  return guardColumns(table, loans.label, loans.groupKeys, options);
}

function reasonFor(column: Column): string | undefined {
  return guard([column]).excluded.find((other) => other.column === column.name)?.reason;
}

test("honest columns of any kind are features", () => {
  const result = guard([]);
  expect(result.features.map((column) => column.name)).toEqual(
    loans.table.columns.map((column) => column.name),
  );
  expect(result).toMatchObject({ excluded: [], leaks: [], allowed: [], warnings: [] });
});

test("names tell protected, known-after-treatment and identifying columns", () => {
  expect(reasonFor(numberColumn("Age", (row) => 20 + (row % 50)))).toBe("protected");
  expect(reasonFor(textColumn("marital_status", (row) => (row % 3 === 0 ? "single" : "married")))).toBe(
    "protected",
  );
  expect(reasonFor(numberColumn("Collection_Attempts", (row) => row % 7))).toBe("known-after-treatment");
  expect(reasonFor(textColumn("Email", (row) => `${row % 9}@example.com`))).toBe("identifier");
});

test("evidence tells what names do not", () => {
  const y = (row: number) => loans.label[row];
  expect(reasonFor(numberColumn("c1", (row) => y(row) * 10 + noise[row]))).toBe("leak-suspect");
  expect(reasonFor(numberColumn("c2", (row) => (noise[row] < 0.02 ? 1 - y(row) : y(row))))).toBe(
    "leak-suspect",
  );
  // Not monotone: class 1 lies in the middle.
  expect(
    reasonFor(numberColumn("c3", (row) => (y(row) === 1 ? 0.4 + noise[row] / 5 : noise[row] < 0.5 ? 0 : 1))),
  ).toBe("leak-suspect");
  expect(reasonFor(textColumn("c4", (row) => (y(row) === 1 ? "x" : `z${row % 3}`)))).toBe("leak-suspect");
  expect(reasonFor(numberColumn("c5", (row) => (y(row) === 1 ? noise[row] : Number.NaN)))).toBe(
    "leak-suspect",
  );
  // Filled in for some of the losses only, and for nobody else.
  expect(
    reasonFor(numberColumn("c6", (row) => (y(row) === 1 && row % 3 === 0 ? noise[row] : Number.NaN))),
  ).toBe("leak-suspect");
});

test("ids, row numbers, constants and copies", () => {
  expect(reasonFor(textColumn("code", (row) => `K${row}`))).toBe("identifier");
  expect(reasonFor(numberColumn("n", (row) => row * 3 + (row % 2)))).toBe("identifier");
  expect(reasonFor(numberColumn("n", (row) => (row * 7) % rows))).toBe("identifier");
  expect(reasonFor(numberColumn("n", () => 4))).toBe("constant");
  expect(reasonFor(numberColumn("n", () => Number.NaN))).toBe("constant");
  const twin = numberColumn("n", (row) => noise[row]);
  expect(guard([twin, { ...twin, name: "copy" }]).excluded).toEqual([
    { column: "copy", reason: "duplicate", detail: "it has the same values as n" },
  ]);
  const age = numberColumn("Age", (row) => 20 + (row % 50));
  expect(guard([{ ...age, name: "harmless" }, age]).excluded[0]).toEqual({
    column: "harmless",
    reason: "protected",
    detail: "it has the same values as Age",
  });
});

test("allow overrides and marks, ignore always wins, unknown names are told", () => {
  const attempts = numberColumn("Collection_Attempts", (row) => row % 7);
  const allowed = guard([attempts], { allow: ["Collection_Attempts"] });
  expect(allowed.allowed).toEqual(["Collection_Attempts"]);
  expect(allowed.features.map((column) => column.name)).toContain("Collection_Attempts");
  expect(allowed.warnings[0].code).toBe("guard-overridden");
  const both = guard([attempts], {
    allow: ["Collection_Attempts", "Nope"],
    ignore: ["Collection_Attempts", "noise"],
  });
  expect(both.excluded.map((column) => column.reason)).toEqual(["ignored", "ignored"]);
  expect(both.warnings).toEqual([
    { code: "unknown-column", message: "there is no column called Nope to allow or ignore" },
  ]);
  const harmless = guard([], { allow: ["noise"] });
  expect(harmless.allowed).toEqual([]);
  const constant = numberColumn("n", () => 4);
  expect(guard([constant], { allow: ["n"] }).excluded[0].reason).toBe("constant");
});

test("a value that settles the outcome is let in with a warning", () => {
  const flag = textColumn("flag", (row) => (loans.label[row] === 1 && row % 3 === 0 ? "yes" : "no"));
  const result = guard([flag]);
  expect(result.excluded).toEqual([]);
  expect(result.warnings[0].code).toBe("possible-leak");
  expect(result.warnings[0].message).toMatch(/^all \d+ loans with flag = yes were not recovered/);
});
