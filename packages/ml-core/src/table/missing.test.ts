import fc from "fast-check";
import { expect, test } from "vitest";
import { isMissing, isSpreadsheetError } from "./missing.ts";

const written = [
  "",
  "NA",
  "N/A",
  "n.a.",
  "#N/A",
  "NULL",
  "null",
  "nil",
  "None",
  "NaN",
  "nan",
  "-nan",
  "-",
  "--",
  "–",
  "—",
];
const marks = ["?", "??", ".", "..", "(blank)", "<NA>", "\\N", "#N/A N/A", "missing"];
const errors = ["#VALUE!", "#REF!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"];

test("every usual way to write nothing is missing, in either case and with blanks around", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...written, ...marks),
      fc.constantFrom("", " ", "\t", "\u00a0 "),
      fc.boolean(),
      (token, blanks, isUpper) => {
        expect(isMissing(blanks + (isUpper ? token.toUpperCase() : token.toLowerCase()) + blanks)).toBe(true);
      },
    ),
  );
});

test("numbers, zero too, and words are there", () => {
  for (const cell of [
    "0",
    "0.0",
    "-0",
    "-1",
    ".5",
    "No",
    "N",
    "Nancy",
    "nullable",
    "na na",
    "Other",
    "-x",
    "?!",
    "Non-Default",
  ])
    expect(isMissing(cell)).toBe(false);
  fc.assert(
    fc.property(fc.double({ noNaN: true }), (value) => {
      expect(isMissing(String(value))).toBe(false);
    }),
  );
});

test("a spreadsheet's error is not missing: somebody has to know", () => {
  for (const error of errors) {
    expect([error, isMissing(error), isSpreadsheetError(` ${error.toLowerCase()} `)]).toEqual([
      error,
      false,
      true,
    ]);
  }
  for (const cell of ["#N/A", "#1", "REF!", "# ref!", ""]) expect(isSpreadsheetError(cell)).toBe(false);
});
