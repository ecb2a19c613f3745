import fc from "fast-check";
import { expect, test } from "vitest";
import { CsvError, type CsvFormat, CsvParser } from "./csv-parse.ts";

interface Parsed {
  readonly rows: string[][];
  readonly numbers: number[];
  readonly lines: number[];
  readonly faults: [row: number, line: number, reason: string][];
}

const comma: CsvFormat = { delimiter: ",", quote: '"' };
const faultReason = "A quote is opened in this row and never properly closed.";

function parse(
  text: string,
  {
    format = comma,
    sizes = [],
    maxLength,
  }: { format?: CsvFormat; sizes?: number[]; maxLength?: number } = {},
): Parsed {
  const parsed: Parsed = { rows: [], numbers: [], lines: [], faults: [] };
  const parser = new CsvParser(
    format,
    (fields, row, line) => {
      parsed.rows.push(fields.slice());
      parsed.numbers.push(row);
      parsed.lines.push(line);
    },
    (...fault) => parsed.faults.push(fault),
    maxLength,
  );
  let at = 0;
  for (const size of sizes) {
    parser.push(text.slice(at, at + size));
    at += size;
  }
  parser.push(text.slice(at));
  parser.end();
  return parsed;
}

const rowsOf = (text: string) => parse(text).rows;

test("rows end with \\n, \\r\\n, \\r or the file", () => {
  const rows = [
    ["a", "b"],
    ["1", "2"],
  ];
  for (const end of ["\n", "\r\n", "\r"]) {
    expect(rowsOf(`a,b${end}1,2`)).toEqual(rows);
    expect(rowsOf(`a,b${end}1,2${end}`)).toEqual(rows);
  }
  expect(rowsOf("a,b\r1,2\r\n3,4\n5,6")).toEqual([...rows, ["3", "4"], ["5", "6"]]);
});

test("blank cells are cells, also behind a delimiter at the end of a row or of the file", () => {
  expect(rowsOf(",\na,,\n,b,")).toEqual([
    ["", ""],
    ["a", "", ""],
    ["", "b", ""],
  ]);
});

test("quoted cells hold delimiters, line ends and doubled quotes", () => {
  expect(rowsOf('"a,b","x ""y""","1\r\n2"\n"","""",z\n')).toEqual([
    ["a,b", 'x "y"', "1\r\n2"],
    ["", '"', "z"],
  ]);
});

test("quotes inside a cell that does not begin with one are text", () => {
  expect(rowsOf('5" pipe,say "hi", "x"\n')).toEqual([['5" pipe', 'say "hi"', ' "x"']]);
});

test("text behind a closing quote belongs to the cell", () => {
  expect(rowsOf('"a"b,"c" ,d\n')).toEqual([["ab", "c ", "d"]]);
});

test("blank lines are passed over but counted, and a quoted blank cell is a row", () => {
  const { rows, numbers, lines } = parse('a\n\n\r\n""\n"x\ny"\nz\n');
  expect(rows).toEqual([["a"], [""], ["x\ny"], ["z"]]);
  expect(numbers).toEqual([1, 4, 5, 6]);
  expect(lines).toEqual([1, 4, 5, 7]);
});

test("a quote that is never closed costs its own row only", () => {
  const { rows, numbers, faults } = parse('id,x\n1,"open\n2,b\n3,c\n');
  expect(rows).toEqual([
    ["id", "x"],
    ["2", "b"],
    ["3", "c"],
  ]);
  expect(numbers).toEqual([1, 3, 4]);
  expect(faults).toEqual([[2, 2, faultReason]]);
});

test("a quote that swallows lines up to the next quoted cell costs its own row only", () => {
  const { rows, faults } = parse('1,"open\n2,b\n3,"fine"\n4,"also, fine"\n');
  expect(rows).toEqual([
    ["2", "b"],
    ["3", "fine"],
    ["4", "also, fine"],
  ]);
  expect(faults).toEqual([[1, 1, faultReason]]);
});

test("an open quote in a long file is given up after the longest row, not at the file's end", () => {
  const text = `1,"open\n${"2,b\n".repeat(50)}`;
  for (const sizes of [[], [7, 30, 11], Array(400).fill(1)]) {
    const { rows, faults } = parse(text, { maxLength: 40, sizes });
    expect(faults).toEqual([[1, 1, faultReason]]);
    expect(rows).toEqual(Array(50).fill(["2", "b"]));
  }
});

test("a row longer than the limit is refused by its line, one of just that length is read", () => {
  const text = (length: number) => `a\n${"x".repeat(length)}\r\nb\n`;
  for (const sizes of [[], Array(30).fill(1), [5, 8]]) {
    expect(parse(text(20), { maxLength: 20, sizes }).rows[1][0].length).toBe(20);
    expect(() => parse(text(21), { maxLength: 20, sizes })).toThrow(CsvError);
    expect(() => parse(text(21), { maxLength: 20, sizes })).toThrow("begins on line 2 is longer than 20");
  }
});

test("NUL characters and huge cells are passed on as they are", () => {
  const huge = "ab\u0000".repeat(200_000);
  expect(rowsOf(`${huge},"${huge.slice(0, 1000)}"\n`)).toEqual([[huge, huge.slice(0, 1000)]]);
});

const anyText = fc
  .array(fc.constantFrom('"', ",", ";", "'", "\r", "\n", "\r\n", "a", "1", " ", "é", '""'), { maxLength: 40 })
  .map((parts) => parts.join(""));

test("where the chunks end makes no difference, whatever the text", () => {
  fc.assert(
    fc.property(
      anyText,
      fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 60 }),
      fc.constantFrom(comma, { delimiter: ";", quote: "'" }),
      (text, sizes, format) => {
        expect(parse(text, { sizes, format })).toEqual(parse(text, { format }));
      },
    ),
    { numRuns: 5000 },
  );
});

test("every character outside a broken row ends up in a cell, and rows are numbered in order", () => {
  fc.assert(
    fc.property(
      anyText.filter((text) => !text.includes('"')),
      (text) => {
        const { rows, numbers, faults } = parse(text);
        expect(rows.flat().join("")).toBe(text.replace(/[,\r\n]/g, ""));
        expect(numbers.every((number, i) => i === 0 || number > numbers[i - 1])).toBe(true);
        expect(faults).toEqual([]);
      },
    ),
    { numRuns: 1000 },
  );
});

test("ten thousand columns are read at once", () => {
  const cells = Array.from({ length: 10_000 }, (_, i) => `c${i}`);
  expect(rowsOf(`${cells.join(",")}\n`)).toEqual([cells]);
});
