import { createReadStream, existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { CsvError } from "./csv-parse.ts";
import { type LoadedTable, loadTable } from "./csv-table.ts";
import { findColumn } from "./table.ts";

/** Public files that may not be copied into the repository lie beside it. */
const data = fileURLToPath(new URL("../../../../../shared/data/", import.meta.url));
const present = existsSync(data);
const reason = present ? "" : ` (skipped: ${data} is not there)`;
const load = (file: string) => loadTable(createReadStream(data + file));

function numbersOf({ table }: LoadedTable): [string, Float64Array][] {
  return table.columns.flatMap((column) => (column.kind === "number" ? [[column.name, column.values]] : []));
}

/** The outcome's cells are told by the labels: every value of this file is a final one. */
function missingCells({ table, label }: LoadedTable): number {
  return table.columns.reduce(
    (sum, column) => {
      if (column.kind === "number") return sum + column.values.filter(Number.isNaN).length;
      return sum + column.codes.filter((code) => code < 0).length;
    },
    label.filter((value) => value < 0).length,
  );
}

test.skipIf(!present)(`d01: a byte order mark and \\r\\n change nothing${reason}`, async () => {
  const [loaded, plain] = [await load("csv-cases/d01_bom_crlf.csv"), await load("loan-recovery.csv")];
  expect(loaded.headers[0]).toBe("Borrower_ID");
  expect(loaded.dialect.lineEnd).toBe("\r\n");
  expect([loaded.rowCount, loaded.rejectCount]).toEqual([500, 0]);
  expect(loaded.headers).toEqual(plain.headers);
  expect(loaded.label).toEqual(plain.label);
  expect(loaded.groupKeys).toEqual(plain.groupKeys);
});

test.skipIf(!present)(`d02: semicolons and decimal commas give the same numbers${reason}`, async () => {
  const [loaded, plain] = [
    await load("csv-cases/d02_semicolon_decimal_comma.csv"),
    await load("loan-recovery.csv"),
  ];
  expect(loaded.dialect).toMatchObject({ delimiter: ";", decimal: "," });
  expect([loaded.rowCount, loaded.rejectCount]).toEqual([500, 0]);
  const expected = numbersOf(plain);
  expect(numbersOf(loaded).map(([name]) => name)).toEqual(expected.map(([name]) => name));
  expect(expected.length).toBeGreaterThan(10);
  numbersOf(loaded).forEach(([, values], i) => {
    const furthest = values.reduce(
      (most, value, row) => Math.max(most, Math.abs(value - expected[i][1][row])),
      0,
    );
    expect(furthest).toBeLessThan(0.00501);
  });
});

test.skipIf(!present)(`d12: every way to write nothing is missing, never zero${reason}`, async () => {
  const [loaded, plain] = [await load("csv-cases/d12_missing_tokens.csv"), await load("loan-recovery.csv")];
  expect([loaded.rowCount, loaded.rejectCount]).toEqual([500, 0]);
  expect(missingCells(loaded) - missingCells(plain)).toBe(760);
  for (const [name, values] of numbersOf(plain)) {
    const column = findColumn(loaded.table, name);
    if (column?.kind !== "number") throw new Error(`${name} is no column of numbers`);
    const changed = column.values.filter((value, row) => Math.abs(value - values[row]) > 0.00501);
    expect([name, changed.length]).toEqual([name, 0]);
  }
});

test.skipIf(!present)(`d16: a header alone is a table without rows, and said so${reason}`, async () => {
  const { table, rowCount, questions } = await load("csv-cases/d16_header_only.csv");
  expect([table.rowCount, rowCount]).toEqual([0, 0]);
  expect(questions).toContainEqual(
    expect.objectContaining({ code: "empty-file", message: "The file has a header, but no rows." }),
  );
});

const others = present
  ? readdirSync(`${data}csv-cases`).filter((file) => /^(papaparse|spectrum)/.test(file))
  : [];

test.skipIf(!present)(
  `the other parser cases load without a reject, or are refused in words${reason}`,
  async () => {
    expect(others.length).toBeGreaterThan(10);
    for (const file of others) {
      try {
        const { rowCount, rejectCount, table, headers } = await load(`csv-cases/${file}`);
        expect([file, rejectCount, table.rowCount]).toEqual([file, 0, rowCount]);
        expect(headers[0].startsWith("\ufeff")).toBe(false);
      } catch (error) {
        expect([file, error]).toEqual([file, expect.any(CsvError)]);
      }
    }
  },
);

test.skipIf(!present)(`Papa Parse's long sample is read in full${reason}`, async () => {
  const { headers, table, dialect, questions } = await load("csv-cases/papaparse_long-sample.csv");
  expect(dialect.delimiter).toBe(",");
  expect([headers.length, table.rowCount]).toEqual([7, 7]);
  // It has no header, and its first row looks like none.
  expect(questions.map(({ code }) => code)).toContain("no-header");
});
