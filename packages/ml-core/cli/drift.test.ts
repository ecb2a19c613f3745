import { afterAll, beforeAll, expect, test } from "vitest";
import { type Called, openWorkspace, weakLoans } from "./testing/workspace.ts";

const space = openWorkspace();
afterAll(() => space.remove());

const target = ["--target", "flag", "--id", "ref", "--quiet"];
const { text } = weakLoans(800);
const lines = text.trimEnd().split("\n");
/** The header and the given rows. */
const part = (from: number, to: number) => `${[lines[0], ...lines.slice(1 + from, 1 + to)].join("\n")}\n`;

let same: Called;
let moved: Called;
let words: Called;
let scored: Called;
let open: Called;
let wrong: Called[];

beforeAll(async () => {
  space.write(
    "a.csv",
    part(0, 400)
      .replace("flag", "flag,Collection_Attempts")
      .replace(/$(?<=\d)/gm, ",0"),
  );
  space.write(
    "b.csv",
    part(400, 800)
      .replace("flag", "flag,Collection_Attempts")
      .replace(/$(?<=\d)/gm, ",9"),
  );
  // y moves up by a fifth, z is no longer delivered, w is new.
  const shifted = part(400, 800)
    .replace("ref,x,y,z", "ref,x,y,z,w")
    .replace(/^(A-\d+,[\d.]+),0\.(\d+),[\d.]+/gm, (_, before, y) => `${before},${Number(`0.${y}`) + 0.2},,1`);
  space.write("moved.csv", shifted);
  space.write("open.csv", part(400, 800).replace(/,[^,\n]*$/gm, ""));
  space.write("other.csv", "ref,u\n1,2\n2,3\n");
  const drift = ["drift", "--reference", "a.csv", "--current"];
  const [trained, ...called] = await space.callAll([
    ["train", "a.csv", "--model", "m.lrm", ...target],
    [...drift, "b.csv", "--json", "--report", "report.json", ...target],
    [...drift, "moved.csv", "--json", ...target],
    [...drift, "moved.csv", ...target],
    [...drift, "moved.csv", "--model", "m.lrm", "--json", ...target],
    [...drift, "open.csv", "--json", ...target],
    ["drift", "--reference", "a.csv", ...target],
    ["drift", "a.csv", "--reference", "a.csv", "--current", "b.csv"],
    [...drift, "b.csv", "--report", "a.csv", ...target],
    [...drift, "nowhere.csv", ...target],
    ["drift", "--reference", "other.csv", "--current", "other.csv", "--model", "m.lrm", "--quiet"],
  ]);
  expect(trained.code).toBe(0);
  [same, moved, words, scored, open, ...wrong] = called;
});

const verdicts = ({ stdout }: Called): [string, string][] =>
  JSON.parse(stdout).columns.map(({ column, verdict }: Record<string, string>) => [column, verdict]);

test("rows of the same kind have not drifted, and what is known after treatment does not count", () => {
  expect([same.code, same.stderr]).toEqual([0, ""]);
  expect(JSON.parse(space.read("report.json"))).toEqual(JSON.parse(same.stdout));
  expect(verdicts(same)).toEqual([
    ["x", "stable"],
    ["y", "stable"],
    ["z", "stable"],
  ]);
  expect(JSON.parse(same.stdout)).toMatchObject({
    formatVersion: 1,
    verdict: "stable",
    reference: { file: "a.csv", rows: 400, rowsUsed: 400, rowsRejected: 0 },
    current: { file: "b.csv" },
    outcome: { verdict: "stable" },
    score: null,
    excluded: [{ column: "Collection_Attempts", reason: "known-after-treatment" }],
  });
});

test("a column that moved has shifted, one that stopped is broken, a new one is named; still exit code 0", () => {
  expect(moved.code).toBe(0);
  expect(verdicts(moved)).toEqual([
    ["x", "stable"],
    ["y", "shifted"],
    ["z", "broken"],
  ]);
  expect(JSON.parse(moved.stdout)).toMatchObject({ verdict: "broken", newColumns: ["w"] });
});

test("without --json each column's verdict is said in words", () => {
  expect([words.code, words.stderr]).toEqual([0, ""]);
  expect(words.stdout).toMatch(/^y +shifted +\d\.\d{3} +\d\.\d{3} +0\.0 % +0\.0 %$/m);
  expect(words.stdout).toMatch(/^x is as it was/m);
  expect(words.stdout).toMatch(/^y has shifted (strongly|moderately)/m);
  expect(words.stdout).toMatch(/^not in the reference: w$/m);
  expect(words.stdout).toMatch(/^Not recovered: \d+\.\d % then, \d+\.\d % now/m);
  expect(words.stdout).toMatch(/^verdict: broken$/m);
});

test("with a model its features and its scores are compared", () => {
  const report = JSON.parse(scored.stdout);
  expect(verdicts(scored).map(([column]) => column)).toEqual(["x", "y", "z"]);
  expect(report).toMatchObject({ model: "m.lrm", newColumns: [], score: { column: "risk score" } });
});

test("a current file of open loans may lack the outcome", () => {
  expect(open.code).toBe(0);
  expect(JSON.parse(open.stdout)).toMatchObject({ outcome: null, verdict: "stable" });
});

test("missing and wrong files are told in one line", () => {
  const [none, extra, over, nowhere, stranger] = wrong;
  expect([none.code, none.stderr]).toEqual([2, expect.stringContaining("drift needs --current")]);
  expect([extra.code, extra.stderr]).toEqual([2, expect.stringContaining('does not take "a.csv"')]);
  expect([over.code, over.stderr]).toEqual([
    2,
    expect.stringContaining("--report and --reference are the same"),
  ]);
  expect([nowhere.code, nowhere.stderr]).toEqual([1, expect.stringContaining("cannot read nowhere.csv")]);
  expect([stranger.code, stranger.stderr]).toEqual([
    1,
    expect.stringContaining("other.csv has none of the columns that the model learned from: x, y, z"),
  ]);
});

test("--positive means in both files what it means elsewhere, also where the current one has no such loan", async () => {
  const header = "ref,x,Recovery_Status";
  const file = (statuses: readonly string[]) =>
    `${[header, ...Array.from({ length: 120 }, (_, i) => `L-${i},${i % 7},${statuses[i % statuses.length]}`)].join("\n")}\n`;
  space.write("past.csv", file(["Written Off", "Partially Recovered", "Fully Recovered"]));
  space.write("none.csv", file(["Partially Recovered", "Fully Recovered"]));
  space.write("blank.csv", file([""]));
  const positive = ["--positive", "Written Off", "--id", "ref", "--json", "--quiet"];
  const [none, blank, swapped, profiled, settled] = await space.callAll([
    ["drift", "--reference", "past.csv", "--current", "none.csv", ...positive],
    ["drift", "--reference", "past.csv", "--current", "blank.csv", ...positive],
    ["drift", "--reference", "none.csv", "--current", "past.csv", ...positive],
    ["profile", "blank.csv", ...positive],
    ["profile", "none.csv", ...positive],
  ]);
  const { reference, current } = JSON.parse(none.stdout).outcome;
  expect([reference.value, current.value]).toEqual([1 / 3, 0]);
  expect([blank.code, JSON.parse(blank.stdout).outcome]).toEqual([0, null]);
  expect([profiled.code, JSON.parse(profiled.stdout).outcome.unresolved]).toEqual([0, 120]);
  for (const { code, stderr } of [swapped, settled])
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining("has the value Written Off given by --positive"),
    ]);
});
