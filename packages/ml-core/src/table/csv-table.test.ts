import fc from "fast-check";
import { expect, test } from "vitest";
import { isoOf } from "./calendar.ts";
import { CsvError } from "./csv-parse.ts";
import { type LoadedTable, type LoadOptions, loadTable, MappingError } from "./csv-table.ts";
import { csvLine } from "./csv-write.ts";
import { groupKey } from "./group-key.ts";
import { findColumn } from "./table.ts";

async function* chunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function load(content: string | Uint8Array, options?: LoadOptions, size = 1 << 16): Promise<LoadedTable> {
  return loadTable(chunks(typeof content === "string" ? Buffer.from(content) : content, size), options);
}

function ids({ loanIds }: LoadedTable): string[] {
  return Array.from({ length: loanIds.length }, (_, i) => loanIds.get(i));
}

/** A column's cells: numbers, texts, null where missing. */
function cells({ table }: LoadedTable, name: string): (number | string | null)[] {
  const column = findColumn(table, name);
  if (column === undefined) throw new Error(`there is no column ${name}`);
  if (column.kind === "number")
    return [...column.values].map((value) => (Number.isNaN(value) ? null : value));
  return [...column.codes].map((code) => column.categories[code] ?? null);
}

const rejected = ({ rejects }: LoadedTable) => rejects.map(({ row, column, value }) => [row, column, value]);

const good =
  "Loan_ID,Borrower_ID,Loan_Amount,Outstanding_Loan_Amount,Loan_Type,Recovery_Status,As_Of_Date,Outcome_Date,grade,Phone\n" +
  "L1,B1,1000,500.5,Auto,Written Off,2023-01-31,2023-05-01,7,555-0101\n" +
  "L2,B1,NA,-,Home,Fully Recovered,2023-01-31,,?,555-0102\n" +
  "L3,B2,2000,0,Auto,In Progress,2023-02-28,,9,\n";

test("a file becomes columns, labels, ids and days; personal data stay out of the table", async () => {
  const loaded = await load(good);
  expect(loaded.table.columns.map(({ name }) => name)).toEqual([
    "Loan_Amount",
    "Loan_Type",
    "Outstanding_Loan_Amount",
    "grade",
  ]);
  expect(cells(loaded, "Loan_Amount")).toEqual([1000, null, 2000]);
  expect(cells(loaded, "Loan_Type")).toEqual(["Auto", "Home", "Auto"]);
  expect(cells(loaded, "grade")).toEqual([7, null, 9]);
  expect([...loaded.outstanding]).toEqual([500.5, Number.NaN, 0]);
  expect([...loaded.label]).toEqual([1, 0, -1]);
  expect(ids(loaded)).toEqual(["L1", "L2", "L3"]);
  expect([...loaded.groupKeys]).toEqual(["B1", "B1", "B2"].map(groupKey));
  expect([...loaded.rowNumbers]).toEqual([2, 3, 4]);
  expect([...loaded.asOfDays].map(isoOf)).toEqual(["2023-01-31", "2023-01-31", "2023-02-28"]);
  expect(isoOf(loaded.outcomeDays[0])).toBe("2023-05-01");
  expect([loaded.rowCount, loaded.rejectCount]).toEqual([3, 0]);
});

test("the same file in any encoding, with any delimiter and line end, gives the same table", async () => {
  const plain = await load(good.replaceAll("Auto", "Grün"));
  const little = (text: string) => Buffer.from(text, "utf16le");
  const encodings: ((text: string) => Uint8Array)[] = [
    (text) => Buffer.from(text),
    (text) => Buffer.from(`\ufeff${text}`),
    (text) => Buffer.from(text, "latin1"),
    (text) => little(`\ufeff${text}`),
    (text) => little(text),
    (text) => little(`\ufeff${text}`).swap16(),
  ];
  for (const encode of encodings) {
    for (const delimiter of [",", ";", "\t", "|"]) {
      for (const lineEnd of ["\n", "\r\n", "\r"]) {
        const text = good.replaceAll("Auto", "Grün").replaceAll(",", delimiter).replaceAll("\n", lineEnd);
        const loaded = await load(encode(text), {}, 7);
        expect(loaded.table).toEqual(plain.table);
        expect([loaded.rejectCount, ids(loaded), loaded.label]).toEqual([0, ids(plain), plain.label]);
      }
    }
  }
});

test("a declared delimiter, blank lines and a delimiter at the end of every line do no harm", async () => {
  const loaded = await load("sep=;\r\n\r\nLoan_ID;Loan_Amount;\r\n\r\nL1;1,5;\r\n;;\r\nL2;2,5;\r\n\r\n");
  expect(loaded.headers).toEqual(["Loan_ID", "Loan_Amount", "Column 3"]);
  expect(cells(loaded, "Loan_Amount")).toEqual([1.5, 2.5]);
  expect([...loaded.rowNumbers]).toEqual([5, 7]);
  expect([loaded.rowCount, loaded.rejectCount]).toEqual([2, 0]);
});

test("rows that are too long, too short, broken, damaged or twice there are counted and named", async () => {
  const text =
    'Loan_ID,Loan_Amount,note\nL1,1,é\nL2,1,234,x\nL3\nL4,2,ok\nL1,9,again\n,5,none\n1.5E+12,6,x\nL7,"7,open\nL8,8,ok\n';
  const bytes = Buffer.concat([Buffer.from(`${text}L9,9,`), Buffer.of(0xe9), Buffer.from("\nL10,10,ok\n")]);
  const loaded = await load(bytes);
  expect(ids(loaded)).toEqual(["L1", "L4", "L8", "L10"]);
  expect(cells(loaded, "Loan_Amount")).toEqual([1, 2, 8, 10]);
  expect(rejected(loaded)).toEqual([
    [3, null, null],
    [4, null, null],
    [6, null, "L1"],
    [7, "Loan_ID", ""],
    [8, "Loan_ID", "1.5E+12"],
    [9, null, null],
    [11, null, null],
  ]);
  expect(loaded.rejects.map(({ reason }) => reason.split(/[:.,]/)[0])).toEqual([
    "4 cells",
    "1 cells",
    "The same loan and date as row 2",
    "Without its Loan_ID a row cannot be told apart",
    "A spreadsheet has damaged this id",
    "A quote is opened in this row and never properly closed",
    "Holds bytes that are not UTF-8",
  ]);
  expect([loaded.rowCount, loaded.rejectedRows, loaded.rejectCount]).toEqual([11, 7, 7]);
});

test("the same loan at two dates is two rows, at one date a duplicate", async () => {
  const loaded = await load(
    "Loan_ID,As_Of_Date,x\nL1,2024-01-31,1\nL1,2024-02-29,2\nL1,29.02.2024,3\nL2,,4\nL2,,5\n",
  );
  expect(cells(loaded, "x")).toEqual([1, 2, 4]);
  expect(loaded.rejects.map(({ row, reason }) => [row, reason])).toEqual([
    [4, "The same loan and date as row 3."],
    [6, "The same loan and date as row 5."],
  ]);
});

test("repeated headers are told apart, and only the first is ours", async () => {
  const loaded = await load("Loan_ID,Loan_Amount,Loan_Amount,x,x\n1,10,20,3,4\n2,30,40,5,6\n");
  expect(loaded.table.columns.map(({ name }) => name)).toEqual([
    "Loan_Amount",
    "Loan_Amount (2)",
    "x",
    "x (2)",
  ]);
  expect(cells(loaded, "Loan_Amount")).toEqual([10, 30]);
  expect(cells(loaded, "Loan_Amount (2)")).toEqual([20, 40]);
});

test("a file without ids names its loans by row, and each is a borrower of its own", async () => {
  const loaded = await load("Loan_Amount,x\n10,1\n\n10,1\n");
  expect(ids(loaded)).toEqual(["ROW_2", "ROW_4"]);
  expect(new Set(loaded.groupKeys).size).toBe(2);
});

test("rejects beyond the limit are counted, not kept", async () => {
  const rows = Array.from({ length: 50 }, (_, i) => `L${i},x${i}\n`).join("");
  const numbers = Array.from({ length: 3000 }, (_, i) => `M${i},${i}\n`).join("");
  const { rejects, rejectCount } = await load(`Loan_ID,Loan_Amount\n${numbers}${rows}`, { rejectLimit: 10 });
  expect([rejects.length, rejectCount]).toEqual([10, 50]);
});

test("an empty file, blank lines only and a header that cannot be read are refused in words", async () => {
  for (const content of ["", "\n\r\n\n", new Uint8Array(0), Buffer.from("\ufeff")])
    await expect(load(content)).rejects.toThrow(new CsvError("The file is empty: it has no header."));
  await expect(load('Loan_ID,"open\n1,2\n')).rejects.toThrow("The header on line 1 cannot be read.");
  await expect(load("x".repeat((1 << 20) + 10))).rejects.toThrow("this is not a CSV file");
});

test("a mapping that cannot be used is refused with its problems", async () => {
  const text = "Loan_ID,As_Of_Date\n1,03/04/2025\n";
  const error = await load(text).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(MappingError);
  expect(error.problems).toMatchObject([{ path: "dateOrder" }]);
  const loaded = await load(text, { decide: ({ mapping }) => ({ ...mapping, dateOrder: "DAY_FIRST" }) });
  expect(isoOf(loaded.asOfDays[0])).toBe("2025-04-03");
});

test("spreadsheet day numbers are refused with what to do, not read as something else", async () => {
  const loaded = await load("Loan_ID,As_Of_Date\n1,45777\n2,2025-04-30\n");
  expect(ids(loaded)).toEqual(["2"]);
  expect(loaded.rejects[0]).toMatchObject({ row: 2, column: "As_Of_Date", value: "45777" });
  expect(loaded.rejects[0].reason).toContain("format the column as a date");
});

test("binary files are refused or rejected row by row, and never crash", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
      try {
        const { table, rowCount, rejectedRows } = await load(bytes);
        expect(table.rowCount + rejectedRows).toBe(rowCount);
      } catch (error) {
        expect(error instanceof CsvError || error instanceof MappingError).toBe(true);
      }
    }),
  );
});

test("whatever the cells and the chunks: every row is taken over or rejected, and what is kept is what was written", async () => {
  const cell = fc.oneof(
    fc.constantFrom("1", "0", "2.5", "NA", "", "x", "1,5", '"', "a\nb", "9E+99", "nan"),
    fc.string({ maxLength: 5 }),
  );
  const row = fc.tuple(fc.constantFrom("A", "B", "C", "D", "E", "", "1.5E+12"), cell, cell);
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 1, max: 50 }),
      async (rows, size) => {
        const text = csvLine(["Loan_ID", "Loan_Amount", "note"]) + rows.map((line) => csvLine(line)).join("");
        const whole = await load(text);
        const pieces = await load(text, {}, size);
        expect(pieces.table).toEqual(whole.table);
        expect(pieces.rejects).toEqual(whole.rejects);
        expect(whole.table.rowCount + whole.rejectedRows).toBe(whole.rowCount);
        const amount = findColumn(whole.table, "Loan_Amount");
        ids(whole).forEach((id, i) => {
          const written = rows[whole.rowNumbers[i] - 2];
          expect(id).toBe(written[0]);
          if (amount?.kind !== "number" || Number.isNaN(amount.values[i])) return;
          expect(String(amount.values[i]).replace(/\D/g, "")).toBe(
            String(Number(written[1].replace(/[^\d.e+-]/gi, ""))).replace(/\D/g, ""),
          );
        });
      },
    ),
    { numRuns: 300 },
  );
});

test("a workbook or an archive is called what it is", async () => {
  const zip = Buffer.concat([Buffer.from("PK\u0003\u0004"), Buffer.from([...Array(500).keys()])]);
  for (const bytes of [zip, Buffer.alloc(5000), Buffer.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3)])
    await expect(load(bytes, { decide: () => expect.fail("nothing to decide") })).rejects.toThrow(
      "This is no text but a binary file",
    );
});
