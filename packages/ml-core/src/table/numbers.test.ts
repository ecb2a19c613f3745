import fc from "fast-check";
import { expect, test } from "vitest";
import { type DecimalSeparator, decimalEvidence, numberFault, readDecimal, readInteger } from "./numbers.ts";

const readAll = (cells: readonly string[], decimal: DecimalSeparator) =>
  cells.map((cell) => readDecimal(cell, decimal));

test("plain numbers are taken digit for digit", () => {
  for (const cell of ["0", "-0.10", "12345678901234567890.123456789", "007", "1e5", "2.5E-3"])
    expect(readDecimal(cell, ".")).toBe(cell);
  expect(readDecimal("-1234,50", ",")).toBe("-1234.50");
});

test("money as people write it", () => {
  const cells = [
    "$1,234.50",
    "€ 99",
    "Rs. 5,000/-",
    "INR 12,34,567.50",
    "₹1,00,000",
    "USD5",
    "5 kr",
    "US$ 3.20",
  ];
  expect(readAll(cells, ".")).toEqual(["1234.50", "99", "5000", "1234567.50", "100000", "5", "5", "3.20"]);
  expect(readAll(["1.234,50 €", "1 234,50", "1'234,5", "EUR 1.234.567"], ",")).toEqual([
    "1234.50",
    "1234.50",
    "1234.5",
    "1234567",
  ]);
  expect(readAll(["1\u00a0234.5", "1\u202f234", "1’234.5"], ".")).toEqual(["1234.5", "1234", "1234.5"]);
});

test("negatives by a sign before or after, by a minus character, or by parentheses", () => {
  const cells = ["-5", "- 5", "5-", "−5", "(5)", "($5)", "$(5)", "-$5", "$-5", "(5 INR)"];
  expect(readAll(cells, ".")).toEqual(cells.map(() => "-5"));
  expect(readAll(["(-5)", "--5", "-5-", "(5", "5)", "-(5)"], ".")).toEqual(Array(6).fill(undefined));
});

test("a percent sign leaves the number as it is", () => {
  expect(readAll(["12.5%", "12.5 %", "-3%", "(3%)"], ".")).toEqual(["12.5", "12.5", "-3", "-3"]);
});

test("groups that are not whole are no number, never a shifted one", () => {
  expect(
    readAll(["1,23", "12,345,67", "1,2345", "1.234.567", "1,234,", "1 23", "0,123", "0,500"], "."),
  ).toEqual(Array(8).fill(undefined));
  expect(readAll(["1.23", "0.500", "12,34,567", "1,234,567", "1.2345"], ",")).toEqual(
    Array(5).fill(undefined),
  );
});

test("what is no number is none", () => {
  const cells = [
    "",
    " ",
    ".",
    ",",
    "abc",
    "1a",
    "1.2.3",
    "5k",
    "12:30",
    "0x10",
    "Infinity",
    "NaN",
    "1e400",
    "1/2",
    "٣",
  ];
  expect(readAll(cells, ".")).toEqual(cells.map(() => undefined));
  expect(readDecimal("1".repeat(200), ".")).toBeUndefined();
});

const digits = (text: string, size: number, separator: string) => {
  const parts: string[] = [];
  for (let end = text.length; end > 0; end -= size) parts.unshift(text.slice(Math.max(0, end - size), end));
  return parts.join(separator);
};

/** The last three digits, then pairs. */
function lakhs(text: string): string {
  return text.length <= 3 ? text : `${digits(text.slice(0, -3), 2, ",")},${text.slice(-3)}`;
}

const whole = fc.bigInt({ min: 0n, max: 10n ** 18n }).map(String);
const fraction = fc.option(fc.stringMatching(/^\d{1,6}$/), { nil: undefined });

test("a number written with groups, a currency and a sign is read as the same number", () => {
  const style = fc.constantFrom<[DecimalSeparator, (text: string) => string]>(
    [".", (text) => digits(text, 3, ",")],
    [".", (text) => digits(text, 3, " ")],
    [".", (text) => digits(text, 3, "'")],
    [".", lakhs],
    [",", (text) => digits(text, 3, ".")],
    [",", (text) => digits(text, 3, "\u00a0")],
    [".", String],
    [",", String],
  );
  const dress = fc.constantFrom<[string, string, string]>(
    ["", "", ""],
    ["-", "", "-"],
    ["(", ")", "-"],
    ["-₹ ", "", "-"],
    ["", " EUR", ""],
    ["$(", ")", "-"],
    [" ", "% ", ""],
  );
  fc.assert(
    fc.property(whole, fraction, style, dress, (number, tail, [decimal, group], [before, after, sign]) => {
      const written = before + group(number) + (tail === undefined ? "" : decimal + tail) + after;
      expect(readDecimal(written, decimal)).toBe(sign + number + (tail === undefined ? "" : `.${tail}`));
    }),
    { numRuns: 2000 },
  );
});

test("what JavaScript prints is read as the same number", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      expect(Number(readDecimal(String(value), "."))).toBe(value === 0 ? 0 : value);
    }),
  );
});

test("no text gives a number that is not finite", () => {
  const text = fc.string({ unit: fc.constantFrom(..."0123456789.,' -+()%e$₹"), maxLength: 14 });
  fc.assert(
    fc.property(text, fc.constantFrom<DecimalSeparator>(".", ","), (cell, decimal) => {
      const number = readDecimal(cell, decimal);
      if (number === undefined) return;
      expect(number).toMatch(/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i);
      expect(Number.isFinite(Number(number))).toBe(true);
      expect(number.replace(/\D/g, "").replace(/^0+/, "")).toBe(cell.replace(/\D/g, "").replace(/^0+/, ""));
    }),
    { numRuns: 5000 },
  );
});

test("whole numbers are taken with a zero fraction, but not rounded", () => {
  expect(["3", "3.0", "1,200", "1e3", "3.5", "1e30", "x"].map((cell) => readInteger(cell, "."))).toEqual([
    "3",
    "3",
    "1200",
    "1000",
    undefined,
    undefined,
    undefined,
  ]);
});

test("faults say what is wrong", () => {
  expect(numberFault("####", ".", false)).toContain("column was too narrow");
  expect(numberFault("3.5", ".", true)).toBe("Not a whole number.");
  expect(numberFault("1,23", ".", false)).toBe("Not a number with a decimal point.");
  expect(numberFault("1.23", ",", false)).toBe("Not a number with a decimal comma.");
  expect(numberFault("twelve", ".", false)).toBe("Not a number.");
});

test("a cell is evidence only where it can be read one way", () => {
  const evidence = (cells: string[]) => cells.map(decimalEvidence);
  expect(evidence(["1,5", "1.234,50", "0,125", "1.234.567", "€ 1,2"])).toEqual(Array(5).fill(","));
  expect(evidence(["1.5", "1,234.50", "0.125", "1,234,567", "12,34,567.5"])).toEqual(Array(5).fill("."));
  expect(evidence(["1,234", "1.234", "12", "30.04.2025", "a.b", "1.2.3", ""])).toEqual(
    Array(7).fill(undefined),
  );
});
