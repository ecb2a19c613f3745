import { afterAll, beforeAll, expect, test } from "vitest";
import { cellsOf, openWorkspace, rocAuc, weakLoans } from "./testing/workspace.ts";

const space = openWorkspace();
afterAll(() => space.remove());

const weak = weakLoans(400);
let output = { code: -1, stdout: "", stderr: "" };

beforeAll(async () => {
  space.write("weak.csv", weak.text);
  await space.call("generate", "--rows", "300", "--seed", "5", "--out", "portfolio.csv");
  const words = ["--out", "scored.csv", "--report", "report.json", "--json", "--threads", "1"];
  output = await space.call("run", "portfolio.csv", ...words);
});

test("run prints exactly one object on stdout and progress on stderr", () => {
  expect(output.code).toBe(0);
  expect(output.stdout.trimEnd().split("\n").length).toBe(1);
  expect(JSON.parse(output.stdout)).toEqual(JSON.parse(space.read("report.json")));
  expect(output.stderr).toMatch(/^ *\d+ % /m);
  expect(output.stderr).toContain(
    "outcome: Recovery_Status; not recovered: Partially Recovered, Written Off; recovered: Fully Recovered",
  );
  expect(space.files()).toEqual(["portfolio.csv", "report.json", "scored.csv", "weak.csv"]);
});

test("the report has its promised fields, with numbers that fit together", () => {
  const report = JSON.parse(output.stdout);
  expect(report).toMatchObject({
    formatVersion: 1,
    rows: 300,
    rowsRejected: 0,
    rejects: [],
    outcome: { column: "Recovery_Status", positive: expect.arrayContaining(["Written Off"]), unresolved: 0 },
    classifier: "random-forest",
    seed: 42,
    threads: 1,
    modelHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    dataHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    promotable: expect.any(Boolean),
    leakyMetrics: { rocAuc: expect.any(Number) },
    seconds: { read: expect.any(Number), train: expect.any(Number), score: expect.any(Number) },
  });
  expect(report.rowsUsed).toBeLessThanOrEqual(300);
  expect(["no-usable-signal", "not-enough-data", "weak", "good"]).toContain(report.verdict);
  const { metrics } = report;
  for (const name of ["prAuc", "logLoss", "brier", "calibrationError", "baselineLogLoss", "baselineBrier"])
    expect([name, metrics[name] > 0 && metrics[name] < 1]).toEqual([name, true]);
  expect(metrics.rocAucLow).toBeLessThan(metrics.rocAuc);
  expect(metrics.rocAuc).toBeLessThan(metrics.rocAucHigh);
  const importances = report.featureImportance.map(({ importance }: { importance: number }) => importance);
  expect(importances.reduce((a: number, b: number) => a + b)).toBeCloseTo(1, 9);
  const sizes = report.segments.map(({ size }: { size: number }) => size);
  expect(sizes.reduce((a: number, b: number) => a + b)).toBe(report.rowsUsed);
  const left = new Map(
    report.excluded.map((entry: { column: string; reason: string }) => [entry.column, entry.reason]),
  );
  expect(left.get("Gender")).toBe("protected");
  expect(left.get("Legal_Action_Taken")).toBe("known-after-treatment");
  expect(left.get("Email")).toBe("identifier");
  expect(report.features.filter((name: string) => left.has(name))).toEqual([]);
  expect(
    report.warnings.every(({ code, message }: Record<string, string>) => code !== "" && message !== ""),
  ).toBe(true);
});

test("each column's importance is there in three ways, under the file's name, and the words show it", async () => {
  const { importance, features, featureImportance } = JSON.parse(output.stdout);
  const of = (key: string) => importance.columns.map((column: Record<string, unknown>) => column[key]);
  expect(of("feature").toSorted()).toEqual(features.toSorted());
  expect(features).toContain("Loan_Type"); // one column, however many a classifier makes of it
  expect(of("learned")).toEqual(featureImportance.map((entry: { importance: number }) => entry.importance));
  for (const { aucDrop, logLossRise, meanAttribution } of importance.columns) {
    expect(Math.abs(aucDrop)).toBeLessThan(1);
    expect(logLossRise.low).toBeLessThanOrEqual(logLossRise.value);
    expect(logLossRise.value).toBeLessThanOrEqual(logLossRise.high);
    expect(meanAttribution >= 0 && meanAttribution < 1).toBe(true);
  }
  expect(output.stderr).toMatch(/^what matters +learned +log loss rise +95 % interval +AUC drop +points$/m);
  const [first] = importance.columns;
  expect(output.stderr).toMatch(
    new RegExp(`^${first.feature} .*%.* ${first.logLossRise.value.toFixed(4)} `, "m"),
  );
});

test("every loan is scored, in the file's order, and its strategy follows from the written score", () => {
  const scored = space.read("scored.csv").replace(/"[^"]*"/g, "named");
  expect(scored.split("\n")[0]).toBe("Borrower_ID,Loan_ID,Risk_Score,Segment,Recovery_Strategy,Priority");
  const rows = cellsOf(scored);
  const ids = cellsOf(space.read("portfolio.csv")).map((row) => [row.Borrower_ID, row.Loan_ID]);
  expect(rows.map((row) => [row.Borrower_ID, row.Loan_ID])).toEqual(ids);
  for (const { Risk_Score, Segment, Recovery_Strategy, Priority } of rows) {
    const risk = Number(Risk_Score);
    expect(risk > 0 && risk < 1 && Segment !== "" && Number(Priority) >= 0).toBe(true);
    expect(Recovery_Strategy).toBe(
      risk > 0.75 ? "LEGAL_ACTION" : risk >= 0.5 ? "SETTLEMENT_OFFER" : "REMINDER",
    );
  }
});

test("the thread count changes no byte, the seed does", async () => {
  const [three, other] = await Promise.all([
    space.call("run", "portfolio.csv", "--out", "three.csv", "--threads", "3", "--json", "--quiet"),
    space.call("run", "portfolio.csv", "--out", "other.csv", "--threads", "1", "--seed", "7", "--json"),
  ]);
  const hash = ({ stdout }: { stdout: string }) => JSON.parse(stdout).modelHash;
  expect(three.stderr).toBe("");
  expect(hash(three)).toBe(hash(output));
  expect(space.read("three.csv")).toBe(space.read("scored.csv"));
  expect(JSON.parse(other.stdout).seed).toBe(7);
  expect(hash(other)).not.toBe(hash(output));
  expect(JSON.parse(other.stdout).dataHash).toBe(JSON.parse(output.stdout).dataHash);
  expect(space.read("other.csv")).not.toBe(space.read("scored.csv"));
});

test("rows that trained are scored out-of-bag, not by trees that have seen them", async () => {
  const words = ["--target", "flag", "--id", "ref", "--json"];
  const { stdout } = await space.call("run", "weak.csv", "--out", "weak-scored.csv", ...words);
  const report = JSON.parse(stdout);
  expect(report).toMatchObject({ classifier: "random-forest", rowsUsed: 400 });
  expect(report.outcome).toMatchObject({ column: "flag", positive: ["1"] });
  const scored = cellsOf(space.read("weak-scored.csv"));
  expect(scored.map(({ Loan_ID }) => Loan_ID)).toEqual(weak.label.map((_, i) => `A-${i}`));
  // Nobody can do better than 0.7 here; a forest that has seen a row gives away its outcome, near 1.
  const auc = rocAuc(
    scored.map(({ Risk_Score }) => Number(Risk_Score)),
    weak.label,
  );
  expect(auc).toBeGreaterThan(0.55);
  expect(auc).toBeLessThan(0.8);
});

test("a column let in by name marks the model", async () => {
  const allow = ["--allow", "Legal_Action_Taken,Collection_Attempts", "--ignore", "Loan_Type"];
  const { stdout, code } = await space.call("run", "portfolio.csv", "--out", "a.csv", "--json", ...allow);
  const report = JSON.parse(stdout);
  expect(code).toBe(0);
  expect(report.features).toEqual(expect.arrayContaining(["Legal_Action_Taken", "Collection_Attempts"]));
  expect(report.excluded).toContainEqual(expect.objectContaining({ column: "Loan_Type", reason: "ignored" }));
  expect(report.promotable).toBe(false);
  expect(report.notPromotableReason).toContain("Legal_Action_Taken");
});

test("a file without ids is named by its rows, an outcome of signs is read by --positive", async () => {
  const text = weak.text.replace(/^(ref|A-\d+),/gm, "").replace(/0$/gm, "-1");
  space.write("signs.csv", text);
  const words = ["--target", "flag", "--positive=-1", "--json"];
  const { stdout } = await space.call("run", "signs.csv", "--out", "signs-scored.csv", ...words);
  const zeros = weak.label.filter((value) => value === 0).length;
  expect(JSON.parse(stdout).outcome).toMatchObject({ positive: ["-1"], positiveRate: zeros / 400 });
  const scored = cellsOf(space.read("signs-scored.csv"));
  expect(scored.map(({ Loan_ID, Borrower_ID }) => [Loan_ID, Borrower_ID]).slice(0, 2)).toEqual([
    ["2", "2"],
    ["3", "3"],
  ]);
  expect(scored.length).toBe(400);
});

test("a model written by train scores the same file as run does, and its rejects are reported", async () => {
  const lines = space.read("portfolio.csv").split("\n");
  lines.splice(2, 0, lines[1], "too,short");
  space.write("dirty.csv", lines.join("\n"));
  const trained = await space.call("train", "portfolio.csv", "--model", "m.lrm", "--json", "--threads", "1");
  expect(JSON.parse(trained.stdout).modelHash).toBe(JSON.parse(output.stdout).modelHash);
  const { stdout } = await space.call(
    "score",
    "dirty.csv",
    "--model",
    "m.lrm",
    "--out",
    "again.csv",
    "--json",
  );
  expect(JSON.parse(stdout)).toMatchObject({ rows: 302, rowsRejected: 2, importance: null });
  expect(JSON.parse(stdout).rejects).toEqual([
    {
      row: 3,
      column: null,
      value: expect.stringMatching(/^LN_/),
      reason: "The same loan and date as row 2.",
    },
    { row: 4, column: null, value: null, reason: expect.stringContaining("2 cells, but the header has 30") },
  ]);
  expect(space.read("again.csv")).toBe(space.read("scored.csv"));
});
