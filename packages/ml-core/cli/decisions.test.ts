import { afterAll, beforeAll, expect, test } from "vitest";
import { CsvParser } from "../src/table/csv-parse.ts";
import { type Called, openWorkspace, weakLoans } from "./testing/workspace.ts";

const space = openWorkspace();
afterAll(() => space.remove());

const target = ["--target", "flag", "--id", "ref", "--threads", "1", "--quiet"];
const band = (treatment: string, from: number, fromInclusive: boolean) => ({
  treatment,
  from,
  fromInclusive,
});
const policies: Record<string, unknown> = {
  "strict.json": {
    bands: [band("REMINDER", 0, true), band("SETTLEMENT_OFFER", 0.3, true), band("LEGAL_ACTION", 0.5, false)],
  },
  "overlap.json": { bands: [band("REMINDER", 0, true), band("REMINDER", 0, true)] },
  "shapeless.json": { bands: [{ treatment: "CALL", from: 0, fromInclusive: 1 }] },
};

let called: Called[] = [];

beforeAll(async () => {
  space.write("weak.csv", weakLoans(400).text);
  space.write("torn.json", '{"bands": [');
  for (const [name, policy] of Object.entries(policies)) space.write(name, JSON.stringify(policy));
  const score = ["score", "weak.csv", "--model", "m.lrm", "--out", "x.csv", ...target];
  called = await space.callAll([
    ["train", "weak.csv", "--model", "m.lrm", "--json", ...target],
    ["score", "weak.csv", "--model", "m.lrm", "--out", "plain.csv", "--json", ...target],
    ["score", "weak.csv", "--model", "m.lrm", "--out", "why.csv", "--reasons", ...target],
    [
      "score",
      "weak.csv",
      "--model",
      "m.lrm",
      "--out",
      "strict.csv",
      "--policy",
      "strict.json",
      "--json",
      ...target,
    ],
    ["train", "weak.csv", "--model", "line.lrm", "--classifier", "logistic-regression", ...target],
    ["score", "weak.csv", "--model", "line.lrm", "--out", "line.csv", "--reasons", "--json", ...target],
    ["run", "weak.csv", "--out", "ran.csv", "--reasons", "--policy", "strict.json", "--json", ...target],
    [...score, "--policy", "overlap.json"],
    [...score, "--policy", "shapeless.json"],
    [...score, "--policy", "torn.json"],
    [...score, "--policy", "nowhere.json"],
    ["train", "weak.csv", "--model", "y.lrm", "--classifier", "oracle", ...target],
    ["run", "weak.csv", "--out", "strict.json", "--policy", "strict.json", ...target],
  ]);
});

/** Rows of a CSV text with quoted cells. */
function rowsOf(text: string): string[][] {
  const rows: string[][] = [];
  const parser = new CsvParser(
    { delimiter: ",", quote: '"' },
    (fields) => rows.push([...fields]),
    () => {},
  );
  parser.push(text);
  parser.end();
  return rows;
}

test("--reasons adds three columns of words and changes nothing else", () => {
  expect(called[2]).toMatchObject({ code: 0, stderr: "" });
  const [header, ...rows] = rowsOf(space.read("why.csv"));
  const [plainHeader, ...plain] = rowsOf(space.read("plain.csv"));
  expect(header).toEqual([...plainHeader, "Reason_1", "Reason_2", "Reason_3"]);
  expect(rows.map((row) => row.slice(0, 6))).toEqual(plain);
  for (const row of rows) {
    const reasons = row.slice(6).filter((text) => text !== "");
    expect(reasons.length).toBeGreaterThan(0);
    for (const text of reasons) expect(text).toMatch(/^[XYZ]: 0(\.\d+)?: [+−](0\.\d\d|less than 0\.01)$/);
    expect(new Set(reasons.map((text) => text[0])).size).toBe(reasons.length);
  }
});

test("a regression says its reasons as trees do", () => {
  const [, ...rows] = rowsOf(space.read("line.csv"));
  for (const row of rows) expect(row[6]).toMatch(/^[XYZ]: 0(\.\d+)?: [+−](0\.\d\d|less than 0\.01)$/);
  const { warnings, classifier } = JSON.parse(called[5].stdout);
  expect(classifier).toBe("logistic-regression");
  expect(warnings.map(({ code }: { code: string }) => code)).not.toContain("no-reasons");
});

test("--policy decides by its own bands and says which they were", () => {
  const strict = JSON.parse(called[3].stdout);
  expect(strict.policy).toEqual(policies["strict.json"]);
  expect(JSON.parse(called[1].stdout).policy.bands.length).toBe(3);
  expect(JSON.parse(called[0].stdout).policy).toBeNull();
  const [, ...plain] = rowsOf(space.read("plain.csv"));
  const [, ...rows] = rowsOf(space.read("strict.csv"));
  rows.forEach(([, , score, , strategy], i) => {
    const risk = Number(score);
    expect(score).toBe(plain[i][2]);
    expect(strategy).toBe(risk > 0.5 ? "LEGAL_ACTION" : risk >= 0.3 ? "SETTLEMENT_OFFER" : "REMINDER");
  });
});

test("run takes both, and writes what score does with the model of the same rows", () => {
  expect(called[6].code).toBe(0);
  const [ran, why, strict] = ["ran.csv", "why.csv", "strict.csv"].map((name) => rowsOf(space.read(name)));
  expect(ran.map((row) => row.slice(0, 6))).toEqual(strict);
  expect(ran.map((row) => row.slice(6))).toEqual(why.map((row) => row.slice(6)));
});

test("a policy that cannot be used is refused, one line for each fault, before anything is written", () => {
  const [overlap, shapeless, torn, nowhere] = called.slice(7, 11);
  for (const { code, stdout } of [overlap, shapeless, torn, nowhere]) expect([code, stdout]).toEqual([1, ""]);
  expect(overlap.stderr.trimEnd().split("\n")).toEqual([
    "loan-recovery: overlap.json: bands.1.treatment: REMINDER has two bands.",
    "loan-recovery: overlap.json: bands.1.from: Must lie above 0, where the band below starts.",
  ]);
  expect(shapeless.stderr.trimEnd().split("\n")).toEqual([
    expect.stringMatching(/^loan-recovery: shapeless\.json: bands\.0\.fromInclusive: /),
  ]);
  expect(torn.stderr).toMatch(/^loan-recovery: torn\.json: This is no JSON[^\n]*\n$/);
  expect(nowhere.stderr).toMatch(/^loan-recovery: cannot read nowhere\.json: there is no such file/);
  expect(space.files()).not.toContain("x.csv");
});

test("an unknown classifier and an output over the policy are wrong usage", () => {
  const [oracle, over] = called.slice(11);
  expect([oracle.code, oracle.stderr]).toEqual([
    2,
    expect.stringMatching(
      /"oracle".*random-forest, gradient-boosting, logistic-regression, mljs-random-forest/,
    ),
  ]);
  expect([over.code, over.stderr]).toEqual([
    2,
    expect.stringContaining("--out and --policy are the same file"),
  ]);
});
