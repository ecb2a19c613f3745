import { afterAll, beforeAll, expect, test } from "vitest";
import { type Called, openWorkspace, weakLoans } from "./testing/workspace.ts";

const space = openWorkspace();
afterAll(() => space.remove());

let json: Called;
let words: Called;
let open: Called;
let byModel: Called;

beforeAll(async () => {
  space.write("weak.csv", weakLoans(300).text);
  space.write("open.csv", weakLoans(300).text.replace("flag", "Recovery_Status").replace(/[01]$/gm, "Open"));
  const [made, ...called] = await space.callAll([
    ["generate", "--rows", "400", "--seed", "5", "--out", "portfolio.csv", "--quiet"],
    ["train", "portfolio.csv", "--model", "m.lrm", "--quiet"],
    ["profile", "portfolio.csv", "--model", "m.lrm", "--json", "--quiet", "--report", "report.json"],
    ["profile", "weak.csv", "--target", "flag", "--id", "ref", "--quiet"],
    ["profile", "weak.csv", "--target", "flag", "--id", "ref", "--json"],
    ["profile", "open.csv", "--id", "ref", "--json", "--quiet"],
  ]);
  expect(made.code).toBe(0);
  [, byModel, words, json, open] = called;
});

interface Column {
  readonly column: string;
  readonly kind: string;
}
const columnsOf = (called: Called): Column[] => JSON.parse(called.stdout).profile.columns;

test("profile prints one object with a part for each column", () => {
  expect(json.code).toBe(0);
  expect(json.stdout.trimEnd().split("\n").length).toBe(1);
  const report = JSON.parse(json.stdout);
  expect(report).toMatchObject({ formatVersion: 1, rows: 300, rowsUsed: 300, riskFrom: "this file" });
  expect(report.outcome.positiveRate).toBe(report.profile.notRecovered / 300);
  expect(columnsOf(json).map(({ column, kind }) => [column, kind])).toEqual([
    ["x", "number"],
    ["y", "number"],
    ["z", "number"],
  ]);
  const [x] = report.profile.columns;
  const binned = x.outcomeByBin.reduce((sum: number, { count }: { count: number }) => sum + count, 0);
  expect([x.missing, binned]).toEqual([0, 300]);
  expect(x.association.rocAuc.low).toBeGreaterThan(0.5);
});

test("the plots have their data, the risk of the given model among them", () => {
  expect(JSON.parse(space.read("report.json"))).toEqual(JSON.parse(byModel.stdout));
  const { profile, riskFrom } = JSON.parse(byModel.stdout);
  expect(riskFrom).toBe("m.lrm");
  const { missedPaymentsByOutcome, loanAmounts, incomeAgainstRisk } = profile.plots;
  expect(missedPaymentsByOutcome.recovered.median).toBeLessThanOrEqual(
    missedPaymentsByOutcome.notRecovered.max,
  );
  const inBins = loanAmounts.reduce((sum: number, { count }: { count: number }) => sum + count, 0);
  const amounts = profile.columns.find(({ column }: Column) => column === "Loan_Amount");
  expect(inBins).toBe(400 - amounts.missing);
  expect(incomeAgainstRisk.length).toBeGreaterThan(300);
  for (const { risk } of incomeAgainstRisk) expect(risk > 0 && risk < 1).toBe(true);
  const inSegments = profile.segments.reduce((sum: number, { rows }: { rows: number }) => sum + rows, 0);
  expect(inSegments).toBe(400);
});

test("without --json a person reads types, quantiles, outliers and the outcome by bin", () => {
  expect([words.code, words.stderr]).toEqual([0, ""]);
  expect(words.stdout).toMatch(/^300 loans of 300 borrowers; 300 with an outcome, \d+ of them not recovered/);
  expect(words.stdout).toMatch(/^number +missing +distinct +min .*outliers \(IQR\)/m);
  expect(words.stdout).toMatch(/^x +0\.0 % +\d+ +0\.\d+ .* 0\.\d{3} \(0\.\d{3} to 0\.\d{3}\)$/m);
  expect(words.stdout).toMatch(/^x +0\.\d+ to 0\.\d+ +\d+ +\d+\.\d % +\d+\.\d % to \d+\.\d %$/m);
});

test("a file without a finished loan is described without its outcome, and says why there is no risk", () => {
  const report = JSON.parse(open.stdout);
  expect(open.code).toBe(0);
  expect(report).toMatchObject({ riskFrom: null, outcome: { unresolved: 300, positiveRate: null } });
  expect(report.profile.outcomeRate).toBeNull();
  expect(report.warnings).toContainEqual({
    code: "no-risk",
    message: expect.stringContaining("none of the 300 loans"),
  });
});

test("a reader who has gone is no error, and the file is written all the same", async () => {
  const words = [
    "weak.csv",
    "--target",
    "flag",
    "--id",
    "ref",
    "--json",
    "--report",
    "unread.json",
    "--quiet",
  ];
  expect(await space.callUnread("profile", ...words)).toEqual({ code: 0, stdout: "", stderr: "" });
  expect(JSON.parse(space.read("unread.json")).rows).toBe(300);
});
