import fc from "fast-check";
import { expect, test } from "vitest";
import { CsvDecoder } from "./csv-decode.ts";
import { CsvParser } from "./csv-parse.ts";
import { csvCell, csvLine, neutraliseFormula } from "./csv-write.ts";

function readBack(bytes: Uint8Array, delimiter: string, size: number): string[][] {
  const rows: string[][] = [];
  const decoder = new CsvDecoder("utf-8");
  const parser = new CsvParser(
    { delimiter, quote: '"' },
    (fields) => rows.push(fields.slice()),
    (row) => expect.fail(`row ${row} cannot be read`),
  );
  for (let at = 0; at < bytes.length; at += size) parser.push(decoder.push(bytes.subarray(at, at + size)));
  parser.push(decoder.end());
  parser.end();
  return rows;
}

const cell = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 8 }),
  fc.string({
    unit: fc.constantFrom('"', ",", ";", "\t", "|", "\r", "\n", " ", "a", "\ufeff"),
    maxLength: 6,
  }),
);

test("what is written is read back cell for cell, whatever the cells, the delimiter and the chunks", () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { maxLength: 6 }),
      fc.constantFrom(",", ";", "\t", "|"),
      fc.integer({ min: 1, max: 64 }),
      (rows, delimiter, size) => {
        const bytes = Buffer.from(rows.map((row) => csvLine(row, delimiter)).join(""));
        expect(readBack(bytes, delimiter, size)).toEqual(rows);
      },
    ),
    { numRuns: 3000 },
  );
});

test("cells are quoted only where it is needed", () => {
  expect(["L-1", "", "a;b", "a,b", 'a"b', " a", "a\n", "007"].map((text) => csvCell(text))).toEqual([
    "L-1",
    "",
    "a;b",
    '"a,b"',
    '"a""b"',
    '" a"',
    '"a\n"',
    "007",
  ]);
  expect(csvCell("a;b", ";")).toBe('"a;b"');
});

test("what a spreadsheet would run is made text, and numbers stay numbers", () => {
  for (const text of ["=1+1", "+SUM(A1)", "@x", "-cmd|x", "\t=1", " =1", "＝1", "\rx", "-1-1"])
    expect(neutraliseFormula(text)).toBe(`'${text}`);
  for (const text of ["-5", "+5.25", "-1,234.50", "-1e5", "L-1", "", "a=b", "-.5"])
    expect(neutraliseFormula(text)).toBe(text);
});
