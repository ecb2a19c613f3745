import fc from "fast-check";
import { expect, test } from "vitest";
import type { Encoding } from "./csv-decode.ts";
import { detectDialect, detectEncoding, readSample, sampleSize } from "./csv-detect.ts";

const dialectOf = (text: string) => detectDialect(Buffer.from(text));

const headers = ["Loan_ID", "Amount", "Rate", "Status"];
const rows = [
  ["L-1", "1000.50", "7.25", "Fully Recovered"],
  ["L-2", "250", "9.5", "Written Off"],
  ["L-3", "80.75", "11", "Partially Recovered"],
];

test("every delimiter is found, with every line end", () => {
  for (const delimiter of [",", ";", "\t", "|"]) {
    for (const lineEnd of ["\n", "\r\n", "\r"] as const) {
      const text = [headers, ...rows].map((row) => row.join(delimiter) + lineEnd).join("");
      expect(dialectOf(text)).toEqual({
        encoding: "utf-8",
        delimiter,
        quote: '"',
        lineEnd,
        decimal: ".",
        skipRows: 0,
      });
    }
  }
});

test("a delimiter in quotes or in the text does not mislead", () => {
  expect(dialectOf('a;b\n"1,2,3";x\n"4,5,6";y\n').delimiter).toBe(";");
  expect(dialectOf('id|note|n\n1|a, b; c|2\n2|"x|y", z|3\n').delimiter).toBe("|");
  expect(dialectOf("a;b;c\n1,5;2,5;3,5\n1,25;2,5;3,75\n")).toMatchObject({ delimiter: ";", decimal: "," });
  expect(dialectOf("Amount, gross;Rate;Id\n1,5;2,5;x\n2,5;1,5;y\n").delimiter).toBe(";");
});

test("one column needs no delimiter, and nothing at all is taken for UTF-8 with commas", () => {
  expect(dialectOf("Loan_ID\nA\nB\n").delimiter).toBe(",");
  expect(dialectOf("")).toMatchObject({ encoding: "utf-8", delimiter: ",", decimal: "." });
});

test("a declared delimiter is believed, whatever the line end behind it", () => {
  for (const lineEnd of ["\n", "\r\n", "\r"]) {
    const bytes = Buffer.from(`sep=;${lineEnd}a;b,c${lineEnd}1;2,5${lineEnd}`);
    const dialect = detectDialect(bytes);
    expect(dialect).toMatchObject({ delimiter: ";", skipRows: 1, decimal: "," });
    expect(readSample(bytes, dialect)).toEqual({ header: ["a", "b,c"], rows: [["1", "2,5"]] });
  }
  expect(dialectOf("SEP=^\na^b\n").delimiter).toBe("^");
});

test("single quotes count where the header is wrapped in them", () => {
  const bytes = Buffer.from("'id';'name'\n'1';'a;b'\n'2';'it''s'\n");
  const dialect = detectDialect(bytes);
  expect(dialect).toMatchObject({ quote: "'", delimiter: ";" });
  expect(readSample(bytes, dialect).rows).toEqual([
    ["1", "a;b"],
    ["2", "it's"],
  ]);
  expect(dialectOf("id,name\n1,'quoted'\n").quote).toBe('"');
});

test("the decimal separator follows from the numbers that can only be read one way", () => {
  expect(dialectOf("a;b\n1.234;x\n0,5;y\n").decimal).toBe(",");
  expect(dialectOf("a;b\n1.234.567;x\n1.234;y\n").decimal).toBe(",");
  expect(dialectOf("a;b\n12,34,567;x\n1,234;y\n").decimal).toBe(".");
  expect(dialectOf("a;b\n0.500;x\n0.125;y\n").decimal).toBe(".");
  expect(dialectOf("a;b\n0,500;x\n0,125;y\n").decimal).toBe(",");
  expect(dialectOf("a;date\n1;30.04.2025\n2;31.12.2024\n").decimal).toBe(".");
});

test("encodings are told apart, with a byte order mark and without", () => {
  const text = "Kredit;Betrag;Größe\nA;1;ü\n";
  const little = Buffer.from(text, "utf16le");
  const cases: [Encoding, Uint8Array][] = [
    ["utf-8", Buffer.from(text)],
    ["utf-8", Buffer.from(`\ufeff${text}`)],
    ["utf-8", Buffer.from("plain ascii\n")],
    ["utf-16le", little],
    ["utf-16le", Buffer.from(`\ufeff${text}`, "utf16le")],
    ["utf-16be", Buffer.from(little).swap16()],
    ["utf-16be", Buffer.from(`\ufeff${text}`, "utf16le").swap16()],
    ["windows-1252", Buffer.from(text, "latin1")],
  ];
  for (const [encoding, bytes] of cases) expect(detectEncoding(bytes)).toBe(encoding);
});

test("UTF-8 with a name cut inside a letter stays UTF-8", () => {
  const rowsOfNames = "1;Zoë;Müller\n2;José;Peña\n";
  const damaged = Buffer.concat([Buffer.from(`${rowsOfNames}3;Ren`), Buffer.of(0xc3), Buffer.from(";x\n")]);
  expect(detectEncoding(damaged)).toBe("utf-8");
  expect(detectEncoding(Buffer.from("M\u00fcller;Zo\u00eb;Pe\u00f1a", "latin1"))).toBe("windows-1252");
});

test("a character cut by the end of the sample is no damage", () => {
  const bytes = Buffer.from("a".repeat(sampleSize - 1) + "é".repeat(10));
  expect(detectDialect(bytes).encoding).toBe("utf-8");
});

test("the sample leaves out a row that its end cuts", () => {
  const line = `${"x".repeat(1000)},1\n`;
  const bytes = Buffer.from(`a,b\n${line.repeat(1200)}`);
  const { rows: sampled } = readSample(bytes, detectDialect(bytes));
  expect(sampled.length).toBe(Math.floor((sampleSize - 4) / line.length));
  expect(sampled.every((row) => row.length === 2 && row[1] === "1")).toBe(true);
});

test("no bytes at all make it fail", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const dialect = detectDialect(bytes);
      expect(dialect.delimiter.length).toBe(1);
      expect(Array.isArray(readSample(bytes, dialect).header)).toBe(true);
    }),
    { numRuns: 1000 },
  );
});
