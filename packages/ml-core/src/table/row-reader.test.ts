import fc from "fast-check";
import { expect, test } from "vitest";
import { attribute, type ColumnMapping, ignore, type Mapping } from "./mapping.ts";
import { placeOf, type Reject, RowReader } from "./row-reader.ts";

const names = [
  "Loan_ID",
  "Borrower_ID",
  "Loan_Amount",
  "Num_Missed_Payments",
  "As_Of_Date",
  "Recovery_Status",
];
const header = [...names, "extra", "note", "skipped"];
const columns: ColumnMapping[] = [
  ...names.map((target, index) => ({ index, target })),
  { index: 6, target: attribute, isNumber: true },
  { index: 7, target: attribute },
  { index: 8, target: ignore },
];
const good = ["L1", "B1", "1,000.50", "2", "2025-04-30", "Written Off", "3.5", "ok", "?"];

function open(change: Partial<Mapping> = {}, idPrefix?: string) {
  const rejects: Reject[] = [];
  const mapping: Mapping = {
    columns,
    outcomeValues: [],
    dateOrder: null,
    decimal: ".",
    rowNumberIds: false,
    ...change,
  };
  const reader = new RowReader(mapping, header, (reject) => rejects.push(reject), idPrefix);
  const cell = (name: string) => reader.cells[placeOf(name)];
  return { reader, rejects, cell };
}

/** `good` with some cells changed by column name. */
function rowWith(changes: Record<string, string>): string[] {
  return good.map((cell, i) => changes[header[i]] ?? cell);
}

test("a good row is taken over cell by cell", () => {
  const { reader, rejects, cell } = open();
  expect(reader.read(good, 2)).toBe(true);
  expect(names.map(cell)).toEqual(["L1", "B1", "1000.50", "2", "2025-04-30", "Written Off"]);
  expect(reader.extras).toEqual(["3.5", "ok"]);
  expect(reader.outcome).toBe(1);
  expect([reader.hasAsOf, reader.hasOutcome]).toEqual([true, true]);
  expect(rejects).toEqual([]);
});

test("a missing cell is null and never zero, and nothing stays from the row before", () => {
  const { reader, rejects, cell } = open();
  reader.read(good, 2);
  const blank = {
    Loan_Amount: "NA",
    Num_Missed_Payments: "-",
    As_Of_Date: " ",
    Recovery_Status: "",
    extra: "?",
    note: "",
  };
  expect(reader.read(rowWith(blank), 3)).toBe(true);
  expect(names.slice(2).map(cell)).toEqual([null, null, null, null]);
  expect(reader.extras).toEqual([null, null]);
  expect(reader.outcome).toBe(-1);
  expect(rejects).toEqual([]);
});

test("a bad cell is null and reported with row, column, value and reason; the row stays", () => {
  const { reader, rejects, cell } = open();
  const bad = {
    Loan_Amount: "12,5",
    Num_Missed_Payments: "-1",
    Recovery_Status: "Banana",
    extra: "many",
    note: "a\u0000",
  };
  expect(reader.read(rowWith(bad), 7)).toBe(true);
  expect([
    cell("Loan_ID"),
    cell("Loan_Amount"),
    cell("Num_Missed_Payments"),
    cell("Recovery_Status"),
  ]).toEqual(["L1", null, null, null]);
  expect(reader.extras).toEqual([null, null]);
  expect(rejects.map(({ row, column, value, isWholeRow }) => [row, column, value, isWholeRow])).toEqual([
    [7, "Loan_Amount", "12,5", false],
    [7, "Num_Missed_Payments", "-1", false],
    [7, "Recovery_Status", "Banana", false],
    [7, "extra", "many", false],
    [7, "note", "a\u0000", false],
  ]);
  expect(rejects.map(({ reason }) => reason)).toEqual([
    "Not a number with a decimal point.",
    "Below 0, the least that Num_Missed_Payments can be.",
    "Nobody has said what this outcome means: the loan counts as open.",
    "Not a number.",
    "Holds a NUL character.",
  ]);
});

test("a spreadsheet's error is reported wherever it stands, not taken for a blank or a text", () => {
  const { reader, rejects } = open();
  reader.read(
    rowWith({ Loan_Amount: "#DIV/0!", As_Of_Date: "", Recovery_Status: "#REF!", note: "#NAME?" }),
    2,
  );
  expect(rejects.map(({ column, value }) => [column, value])).toEqual([
    ["Loan_Amount", "#DIV/0!"],
    ["Recovery_Status", "#REF!"],
    ["note", "#NAME?"],
  ]);
  expect(reader.read(rowWith({ Loan_ID: "#VALUE!" }), 3)).toBe(false);
  expect(rejects[3]).toMatchObject({ column: "Loan_ID", isWholeRow: true });
  expect(rejects[3].reason).toContain("spreadsheet's error");
});

test("a row without its id, with a damaged id or with a bad date is rejected once, as a whole", () => {
  for (const [changes, column, reason] of [
    [{ Loan_ID: "NULL", Loan_Amount: "x" }, "Loan_ID", "Without its Loan_ID"],
    [{ Loan_ID: "1.23E+15" }, "Loan_ID", "its last digits are lost"],
    [{ Borrower_ID: "" }, "Borrower_ID", "Without its Borrower_ID"],
    [{ As_Of_Date: "45000", Loan_Amount: "x" }, "As_Of_Date", "day number"],
    [{ As_Of_Date: "03/04/2025" }, "As_Of_Date", "either way round"],
  ] as const) {
    const { reader, rejects } = open();
    expect(reader.read(rowWith(changes), 4)).toBe(false);
    expect(rejects).toMatchObject([{ row: 4, column, isWholeRow: true, value: Object.values(changes)[0] }]);
    expect(rejects[0].reason).toContain(reason);
  }
});

test("a row with a cell too many or too few is rejected, never shifted", () => {
  const { reader, rejects } = open();
  expect(reader.read([...good, ""], 2)).toBe(false);
  expect(reader.read(good.slice(1), 3)).toBe(false);
  expect(rejects).toMatchObject([
    { row: 2, column: null, value: null, isWholeRow: true },
    { row: 3, column: null, value: null, isWholeRow: true },
  ]);
  expect(rejects[0].reason).toBe(
    "10 cells, but the header has 9. An unquoted delimiter, or one cell too many.",
  );
  expect(rejects[1].reason).toBe("8 cells, but the header has 9. A delimiter is missing, or the row is cut.");
});

test("a row of nothing is neither taken nor rejected, whatever its width", () => {
  const { reader, rejects } = open();
  for (const row of [header.map(() => " "), [""], ["", ""]]) {
    expect(reader.read(row, 2)).toBe(false);
    expect(reader.wasBlank).toBe(true);
  }
  expect(reader.read(good, 3)).toBe(true);
  expect(reader.wasBlank).toBe(false);
  expect(rejects).toEqual([]);
});

test("without id columns, the row's number names the loan and its borrower", () => {
  const noIds = columns.filter(({ target }) => target !== "Loan_ID" && target !== "Borrower_ID");
  const { reader, cell } = open({ columns: noIds, rowNumberIds: true }, "march-");
  reader.read(good, 12);
  expect([cell("Loan_ID"), cell("Borrower_ID")]).toEqual(["march-12", "march-12"]);
});

test("the mapping's decimal, date order and outcome values are followed", () => {
  const { reader, cell, rejects } = open({
    decimal: ",",
    columns: columns.map((column) => (column.index === 4 ? { ...column, dateOrder: "ASK" } : column)),
    dateOrder: "MONTH_FIRST",
    outcomeValues: [{ value: "gone", outcome: 1 }],
  });
  reader.read(
    rowWith({ Loan_Amount: "1.000,50", As_Of_Date: "03/04/2025", Recovery_Status: "GONE", extra: "3,5" }),
    2,
  );
  expect([cell("Loan_Amount"), cell("As_Of_Date"), reader.outcome]).toEqual(["1000.50", "2025-03-04", 1]);
  expect(reader.extras[0]).toBe("3.5");
  expect(rejects).toEqual([]);
});

test("ids keep their zeros and their length, and lose only the blanks around them", () => {
  const { reader, cell } = open();
  const long = `000${"123456789".repeat(10)}`;
  reader.read(rowWith({ Loan_ID: ` ${long} `, Borrower_ID: "007" }), 2);
  expect([cell("Loan_ID"), cell("Borrower_ID")]).toEqual([long, "007"]);
});

test("a long bad cell is reported, cut to 200 characters", () => {
  const { reader, rejects } = open();
  reader.read(rowWith({ Loan_Amount: "9".repeat(5000), note: "n".repeat(5000) }), 2);
  expect(rejects.map(({ column, value }) => [column, value?.length])).toEqual([
    ["Loan_Amount", 200],
    ["note", 200],
  ]);
});

test("every cell of every row is taken over, missing, or reported", () => {
  const cellText = fc.oneof(
    fc.constantFrom(
      "",
      "NA",
      "0",
      "12",
      "1,000",
      "-5",
      "2025-04-30",
      "31/12/2025",
      "Written Off",
      "1E+15",
      "#REF!",
    ),
    fc.string({ maxLength: 8 }),
  );
  const missing = /^\s*(|na|-|\?|\.)\s*$/i;
  fc.assert(
    fc.property(fc.array(cellText, { minLength: 9, maxLength: 9 }), (row) => {
      const { reader, rejects, cell } = open();
      const isTaken = reader.read(row, 5);
      if (!isTaken) {
        expect(reader.wasBlank ? rejects.length === 0 : rejects.some(({ isWholeRow }) => isWholeRow)).toBe(
          true,
        );
        return;
      }
      const reported = new Set(rejects.map(({ column }) => column));
      names.forEach((name, i) => {
        if (cell(name) === null) expect(reported.has(name) || missing.test(row[i])).toBe(true);
        else expect(reported.has(name)).toBe(false);
      });
      const amount = cell("Loan_Amount");
      if (amount !== null) expect(Number.isFinite(Number(amount))).toBe(true);
    }),
    { numRuns: 2000 },
  );
});
