import { afterAll, beforeAll, expect, test } from "vitest";
import { type Called, openWorkspace, weakLoans } from "./testing/workspace.ts";

const space = openWorkspace();
afterAll(() => space.remove());

const target = ["--target", "flag", "--id", "ref", "--threads", "1"];
const names = "random-forest,gradient-boosting,logistic-regression";
let json: Called;
let words: Called;
let trained: Called;
let wrong: Called[];

beforeAll(async () => {
  space.write("weak.csv", weakLoans(1200).text);
  space.write("few.csv", weakLoans(12).text);
  [json, words, trained, ...wrong] = await space.callAll([
    ["compare", "weak.csv", "--classifiers", names, "--json", "--report", "report.json", ...target],
    ["compare", "weak.csv", "--classifiers", "logistic-regression,gradient-boosting", "--quiet", ...target],
    ["train", "weak.csv", "--model", "m.lrm", "--json", "--classifier", "gradient-boosting", ...target],
    ["compare", "weak.csv", ...target],
    ["compare", "weak.csv", "--classifiers", "random-forest", ...target],
    ["compare", "weak.csv", "--classifiers", "random-forest,oracle", ...target],
    ["compare", "few.csv", "--classifiers", names, "--quiet", ...target],
  ]);
});

test("compare prints one object, and --report writes the same", () => {
  expect(json.code).toBe(0);
  expect(json.stdout.trimEnd().split("\n").length).toBe(1);
  expect(JSON.parse(space.read("report.json"))).toEqual(JSON.parse(json.stdout));
  expect(JSON.parse(json.stdout)).toMatchObject({
    formatVersion: 1,
    rows: 1200,
    rowsUsed: 1200,
    rowsRejected: 0,
    outcome: { column: "flag", positive: ["1"], unresolved: 0 },
    features: ["x", "y", "z"],
    seed: 42,
    folds: 5,
    baseRate: { rocAuc: 0.5 },
  });
});

test("each classifier has its own numbers beside the base rate's, and each pair a sentence", () => {
  const { classifiers, comparisons, baseRate } = JSON.parse(json.stdout);
  expect(classifiers.map(({ classifier }: { classifier: string }) => classifier)).toEqual(names.split(","));
  for (const { metrics, refusal } of classifiers) {
    expect(refusal).toBeNull();
    expect(metrics.rocAucLow < metrics.rocAuc && metrics.rocAuc < metrics.rocAucHigh).toBe(true);
    // Nobody can do better than 0.7 here but by chance; a forecast that has seen its row would be near 1.
    expect(metrics.rocAuc > 0.6 && metrics.rocAuc < 0.78).toBe(true);
    expect(metrics.baselineLogLoss).toBe(baseRate.logLoss);
  }
  const pairs = comparisons.map(({ firstClassifier, secondClassifier }: Record<string, string>) => [
    firstClassifier,
    secondClassifier,
  ]);
  expect(pairs).toEqual([
    ["random-forest", "gradient-boosting"],
    ["random-forest", "logistic-regression"],
    ["gradient-boosting", "logistic-regression"],
  ]);
  for (const { text, rows, borrowers, rocAuc } of comparisons) {
    expect([rows, borrowers]).toEqual([1200, 1200]);
    expect(text).toMatch(/noise/);
    expect(rocAuc.value).toBeCloseTo(rocAuc.first - rocAuc.second, 12);
  }
});

test("a classifier measures the same as when it is trained alone", () => {
  const alone = JSON.parse(trained.stdout).metrics;
  const compared = JSON.parse(json.stdout).classifiers[1].metrics;
  expect(compared).toEqual(alone);
});

test("without --json the table and the sentences are on stdout", () => {
  expect([words.code, words.stderr]).toEqual([0, ""]);
  expect(words.stdout).toMatch(
    /^logistic-regression +0\.\d{3} +0\.\d{3} to 0\.\d{3} +0\.\d{4} +0\.\d{4} +\w+$/m,
  );
  expect(words.stdout).toMatch(/^base rate +0\.500 +0\.\d{4} +0\.\d{4}$/m);
  expect(words.stdout).toMatch(/logistic-regression .*gradient-boosting.*noise/);
});

test("wrong names list the known ones, too few loans are refused in one line", () => {
  const [none, one, unknown, few] = wrong;
  expect([none.code, none.stderr]).toEqual([2, expect.stringContaining("compare needs --classifiers")]);
  expect([one.code, one.stderr]).toEqual([2, expect.stringContaining("two or more of random-forest")]);
  expect([unknown.code, unknown.stderr]).toEqual([
    2,
    expect.stringMatching(/"oracle": there are random-forest, gradient-boosting, logistic-regression/),
  ]);
  expect([few.code, few.stdout]).toEqual([1, ""]);
  expect(few.stderr).toMatch(/^loan-recovery: few\.csv is not enough to learn from[^\n]+\n$/);
});

test("a classifier that refuses the rows says why, and the others go on", async () => {
  space.write("many.csv", weakLoans(6000).text);
  const { code, stdout } = await space.call(
    ...[
      "compare",
      "many.csv",
      "--classifiers",
      "mljs-random-forest,logistic-regression",
      "--json",
      ...target,
    ],
  );
  const [refused, measured] = JSON.parse(stdout).classifiers;
  expect(code).toBe(0);
  expect(refused).toMatchObject({ metrics: null, refusal: expect.stringContaining("minutes") });
  expect(measured.metrics.rocAuc).toBeGreaterThan(0.6);
  expect(JSON.parse(stdout).comparisons).toEqual([]);
});

test("--date tests each classifier on the newest loans, as train does, with intervals", async () => {
  const dated = weakLoans(1200)
    .text.trimEnd()
    .split("\n")
    .map((line, i) => `${line},${i === 0 ? "taken" : i <= 900 ? "2024-01-31" : "2024-06-30"}`);
  space.write("dated.csv", `${dated.join("\n")}\n`);
  const two = ["--classifiers", "logistic-regression,gradient-boosting"];
  const [undated, asked, said, alone] = await space.callAll([
    ["compare", "dated.csv", ...two, "--ignore", "taken", "--json", "--quiet", ...target],
    ["compare", "dated.csv", ...two, "--date", "taken", "--json", "--quiet", ...target],
    ["compare", "dated.csv", ...two, "--date", "taken", "--quiet", ...target],
    [
      "train",
      "dated.csv",
      "--model",
      "m.lrm",
      "--date",
      "taken",
      "--json",
      "--classifier",
      "gradient-boosting",
      ...target,
    ],
  ]);
  for (const { outOfTime, outOfTimeReason } of JSON.parse(undated.stdout).classifiers)
    expect([outOfTime, outOfTimeReason]).toEqual([null, "The loans have no dates."]);
  const { classifiers } = JSON.parse(asked.stdout);
  for (const { outOfTime } of classifiers) {
    expect(outOfTime).toMatchObject({
      cutDate: "2024-06-30",
      lastDate: "2024-06-30",
      trainRows: 900,
      testRows: 300,
    });
    const { rocAuc, rocAucLow, rocAucHigh } = outOfTime.metrics;
    expect(rocAucLow < rocAuc && rocAuc < rocAucHigh && rocAucLow > 0.5).toBe(true);
  }
  const report = JSON.parse(alone.stdout);
  expect(report.outOfTime).toEqual(classifiers[1].outOfTime);
  expect(report.outOfTimeReason).toBeNull();
  expect(said.stdout).toMatch(/^on the newest loans +ROC AUC +95 % interval /m);
  expect(said.stdout).toContain("(300 loans from 2024-06-30 on, by what 900 before them taught)");
  expect(alone.stderr).toMatch(
    /^on the 300 newest loans \(from 2024-06-30 on\), trained on 900 before them: ROC AUC /m,
  );
});
