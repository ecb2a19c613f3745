import { afterAll, expect, test } from "vitest";
import { isoOf } from "../src/table/calendar.ts";
import { groupKey } from "../src/table/group-key.ts";
import type { Console } from "./console.ts";
import { Refusal, UsageError } from "./exits.ts";
import type { ColumnOptions } from "./mapping.ts";
import { type Portfolio, readPortfolio } from "./portfolio.ts";
import { openWorkspace } from "./testing/workspace.ts";

const space = openWorkspace();
afterAll(() => space.remove());

const silent: Console = { progress() {}, line() {}, result() {} };
let files = 0;

function read(text: string, change: Partial<ColumnOptions> = {}): Promise<Portfolio> {
  const name = `file-${files++}.csv`;
  space.write(name, text);
  const options: ColumnOptions = { positive: [], dateOrder: null, ignore: [], allow: [], ...change };
  return readPortfolio(`${space.folder}/${name}`, options, silent);
}

/** Rows `${i},${cell}` under the header `id,<column>`. */
const column = (name: string, cells: readonly (string | number)[]) =>
  `id,${name}\n${cells.map((cell, i) => `${i},${cell}\n`).join("")}`;

const labels = async (text: string, change?: Partial<ColumnOptions>) => [...(await read(text, change)).label];

test("0 and 1 mean what the column's name says, and 1 is not recovered where it says nothing", async () => {
  expect(await labels(column("not.fully.paid", [1, 0, 1]))).toEqual([1, 0, 1]);
  expect(await labels(column("fully_recovered", ["Yes", "No", "Yes"]))).toEqual([0, 1, 0]);
  expect(await labels(column("y", [1, 0, ""]), { target: "y" })).toEqual([1, 0, -1]);
});

test("--positive names the values of class 1, the others become class 0, blanks stay open", async () => {
  const text = column("grade", ["A+", "A-", "B", "NA", "C"]);
  expect(await labels(text, { target: "grade", positive: ["a+", "C"] })).toEqual([1, 0, 0, -1, 1]);
  const signs = column("grade", [1, -1, "1.0", 0]);
  expect(await labels(signs, { target: "grade", positive: ["1"] })).toEqual([1, 0, 1, 0]);
});

test("a file sorted by its outcome is read to its end, though its beginning shows one value only", async () => {
  const cells = [...Array(12_000).fill(0), ...Array(3000).fill(1)];
  for (const change of [{}, { target: "default", positive: ["1"] }]) {
    const { label, rejectCount } = await read(column("default", cells), change);
    expect(rejectCount).toBe(0);
    expect([...label]).toEqual(cells);
  }
});

test("values that come late are understood where they have an agreed meaning, and reported otherwise", async () => {
  const cells = [...Array(11_000).fill("Fully Recovered"), "Written Off", "Banana"];
  const { label, rejects } = await read(column("Recovery_Status", cells));
  expect([...label.subarray(11_000)]).toEqual([1, -1]);
  expect(rejects).toMatchObject([
    { row: 11_003, column: "Recovery_Status", value: "Banana", isWholeRow: false },
  ]);
});

test("--group names the borrower, --id the loan; an id that repeats is the borrower's", async () => {
  const text = "who,account,x\nB1,A1,1\nB1,A2,2\nB2,A3,3\n";
  const grouped = await read(text, { group: "who", id: "account" });
  expect([0, 1, 2].map((i) => grouped.loanIds.get(i))).toEqual(["A1", "A2", "A3"]);
  expect([...grouped.groupKeys]).toEqual(["B1", "B1", "B2"].map(groupKey));
  const repeated = await read(text, { id: "who" });
  expect([0, 1, 2].map((i) => repeated.borrowerIds.get(i))).toEqual(["B1", "B1", "B2"]);
  expect(repeated.mapping.rowNumberIds).toBe(true);
});

test("row numbers are no borrowers: the same rows of another file are somebody else", async () => {
  const [a, again, b] = [await read("x\n1\n2\n"), await read("x\n1\n2\n"), await read("x\n1\n3\n")];
  expect(again.groupKeys).toEqual(a.groupKeys);
  expect(b.groupKeys[0]).not.toBe(a.groupKeys[0]);
});

test("--date names the day of a row, in the order that the file or --date-order says", async () => {
  const asOf = async (text: string, change: Partial<ColumnOptions>) =>
    [...(await read(text, { date: "when", ...change })).asOfDays].map(isoOf);
  expect(await asOf(column("when", ["03/04/2025", "25/04/2025"]), {})).toEqual(["2025-04-03", "2025-04-25"]);
  const unclear = column("when", ["03/04/2025", "05/06/2025"]);
  expect(await asOf(unclear, { dateOrder: "MONTH_FIRST" })).toEqual(["2025-03-04", "2025-05-06"]);
  await expect(asOf(unclear, {})).rejects.toThrow(Refusal);
});

test("a date nobody asked for is left out where it could be read either way, and that is said", async () => {
  const { asOfDays, setAside, table } = await read(column("as_of_date", ["03/04/2025", "05/06/2025"]));
  expect([...asOfDays]).toEqual([Number.NaN, Number.NaN]);
  expect(setAside.get(1)?.detail).toContain("--date-order");
  expect(table.columns).toEqual([]);
});

test("another outcome of the same loans is set aside when --target names one", async () => {
  const text = "id,Recovery_Status,late\n1,Written Off,1\n2,Fully Recovered,0\n";
  const { label, setAside, table } = await read(text, { target: "late" });
  expect([...label]).toEqual([1, 0]);
  expect(setAside.get(1)).toMatchObject({ reason: "leak-suspect" });
  expect(table.columns).toEqual([]);
});

test("options find a column by any spelling of its name or by ours; one that is not there is wrong usage", async () => {
  const text = "Cust No,Loan Status\nA,Recovered\nB,Written Off\n";
  for (const target of [
    "Loan Status",
    "loan_status",
    "LOANSTATUS".replace("LOAN", "LOAN_"),
    "Recovery_Status",
  ])
    expect(await labels(text, { target })).toEqual([0, 1]);
  for (const change of [
    { target: "nope" },
    { ignore: ["nope"] },
    { allow: ["nope"] },
    { id: "nope" },
    { date: "nope" },
  ])
    await expect(read(text, change)).rejects.toThrow(
      new UsageError('the file has no column "nope"; it has Cust No, Loan Status'),
    );
});
