import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Called, openWorkspace, weakLoans } from "./testing/workspace.ts";

const space = openWorkspace();
afterAll(() => space.remove());

const some = weakLoans(60).text;
const files: Record<string, string | Uint8Array> = {
  "good.csv": some,
  "empty.csv": "",
  "header.csv": some.split("\n")[0],
  "binary.csv": Buffer.concat([Buffer.from("PK\u0003\u0004"), Buffer.from([...Array(4000).keys()])]),
  "no-outcome.csv": some.replace("flag", "w").replace(/,[01]$/gm, ",0.5"),
  "lost.csv": some.replace(/[01]$/gm, "1"),
  "one.csv": some.split("\n").slice(0, 2).join("\n"),
  "open.csv": some.replace("flag", "Recovery_Status").replace(/[01]$/gm, "In Progress"),
  "fruit.csv": some.replace("flag", "Recovery_Status").replace(/0$/gm, "Apple").replace(/1$/gm, "Pear"),
  "shifted.csv": some.replace(/([01])$/gm, "$1,"),
  "dates.csv": some.replace("y", "when").replace(/^(A-\d+,[\d.]+),[\d.]+/gm, "$1,03/04/2025"),
};

/** [what is wrong, the words after `run`, the exit code, what the line on stderr says] */
const cases: [string, string, number, RegExp][] = [
  ["an empty file", "empty.csv --out o", 1, /empty\.csv: The file is empty/],
  ["an empty file with a target", "empty.csv --out o --target flag --positive 1", 1, /The file is empty/],
  ["a header only", "header.csv --out o", 1, /has a header but no rows/],
  ["a header only, with values", "header.csv --out o --target flag --positive 1", 1, /a header but no rows/],
  ["a binary file", "binary.csv --out o --target flag --positive 1", 1, /binary file.*Save it as CSV/],
  ["no outcome", "no-outcome.csv --out o", 1, /no column .* says what became of the loans.*--target/],
  ["one class only", "lost.csv --out o --target flag", 1, /all 60 finished loans .* are not recovered/],
  ["one loan", "one.csv --out o --target flag", 1, /the one finished loan of one\.csv is (not )?recovered:/],
  ["open loans only", "open.csv --out o", 1, /none of the 60 loans .* is finished/],
  ["values that nobody knows", "fruit.csv --out o", 1, /"(Apple|Pear)".*name them with --positive/],
  [
    "a value that is not there",
    "good.csv --out o --target flag --positive 7",
    1,
    /no row of "flag" has the value 7/,
  ],
  ["a measurement as target", "good.csv --out o --target ref", 1, /"ref"/],
  ["rows that do not fit the header", "shifted.csv --out o", 1, /row 2: 6 cells, but the header has 5/],
  ["dates either way round", "dates.csv --out o --target flag --date when", 1, /"when".*--date-order/],
  ["a file that is not there", "nowhere.csv --out o", 1, /cannot read nowhere\.csv: there is no such file/],
  ["a folder", "folder --out o", 1, /cannot read folder: it is a folder/],
  ["a folder to write that is not there", "good.csv --out no/o", 1, /cannot write no\/o: there is no such/],
  ["a folder as output", "good.csv --out folder", 1, /cannot write folder: it is a folder/],
  ["a report that cannot be written", "good.csv --out o --report no/r", 1, /cannot write no\/r/],
  [
    "a column that is not there",
    "good.csv --out o --target Flagg",
    2,
    /no column "Flagg"; it has ref, x, y, z, flag/,
  ],
  ["the input as output", "good.csv --out ./good.csv", 2, /--out would overwrite the file that is read/],
  ["the input as report", "good.csv --out o --report good.csv", 2, /--report would overwrite/],
  ["one file for two outputs", "good.csv --out o --report ./o", 2, /the same file/],
  ["no output", "good.csv", 2, /run needs --out/],
  ["an option without its value", "good.csv --out", 2, /--out/],
  ["an unknown option", "good.csv --out o --bogus", 2, /Unknown option '--bogus'/],
  ["a wrong seed", "empty.csv --out o --seed x", 2, /--seed is "x": it must be a whole number/],
  ["a value that looks like an option", "good.csv --out o --positive -1", 2, /written --positive=-1/],
  ["no threads", "good.csv --out o --threads 0", 2, /--threads is "0"/],
  ["a wrong date order", "good.csv --out o --date-order year", 2, /--date-order is "year"/],
  ["two files", "good.csv empty.csv --out o", 2, /does not take "empty\.csv"/],
  ["no file", "--out o", 2, /run needs a CSV file/],
];

let called: Called[] = [];

beforeAll(async () => {
  for (const [name, content] of Object.entries(files)) space.write(name, content);
  mkdirSync(join(space.folder, "folder"));
  called = await space.callAll(cases.map(([, words]) => ["run", ...words.split(" "), "--json", "--quiet"]));
});

test.each(cases.map((entry, i) => [entry[0], i, entry] as const))(
  "%s: refused in one line",
  (_what, i, [, , code, line]) => {
    expect(called[i].stderr).toMatch(line);
    expect(called[i].stderr).toMatch(/^loan-recovery: [^\n]+\n$/);
    expect([called[i].code, called[i].stdout]).toEqual([code, ""]);
  },
);

test("after all that the folder holds what it held before", () => {
  expect(space.files()).toEqual([...Object.keys(files), "folder"].sort());
  for (const [name, content] of Object.entries(files)) {
    expect([name, readFileSync(join(space.folder, name)).equals(Buffer.from(content))]).toEqual([name, true]);
  }
});

test("a run that is refused leaves an earlier output as it was", async () => {
  space.write("earlier.csv", "kept\n");
  const { code } = await space.call("run", "lost.csv", "--target", "flag", "--out", "earlier.csv", "--quiet");
  expect([code, space.read("earlier.csv")]).toEqual([1, "kept\n"]);
});

test.skipIf(!existsSync("/dev/full"))("a full disk is told in one line", async () => {
  const { code, stderr } = await space.call(
    "run",
    "good.csv",
    "--target",
    "flag",
    "--out",
    "/dev/full",
    "--quiet",
  );
  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(/^loan-recovery: cannot write \/dev\/full: the disk is full[^\n]*\n$/),
  ]);
});

test("a command that is missing or unknown is wrong usage, help is none", async () => {
  const [none, unknown, ...helps] = await space.callAll([
    [],
    ["walk"],
    ["--help"],
    ["run", "--help"],
    ["help"],
  ]);
  expect(none).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("name a command") });
  expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining('unknown command "walk"') });
  for (const help of helps)
    expect(help).toMatchObject({ code: 0, stderr: "", stdout: expect.stringContaining("--positive") });
});

test("the process itself ends with the exit code", async () => {
  expect(await space.call("run", "empty.csv", "--out", "o")).toMatchObject({ code: 1, stdout: "" });
  expect(await space.call("walk")).toMatchObject({ code: 2, stdout: "" });
});
