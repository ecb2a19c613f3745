import { afterAll, beforeAll, expect, test } from "vitest";
import { type Called, openWorkspace, weakLoans } from "./testing/workspace.ts";

const space = openWorkspace();
afterAll(() => space.remove());

const lines = weakLoans(600).text.trimEnd().split("\n");

/** The weak loans with a column "times" that weighs each. */
function weighted(times: (row: number) => number | string): string {
  return `${lines.map((line, i) => `${line},${i === 0 ? "times" : times(i)}`).join("\n")}\n`;
}

let called: Called[] = [];

beforeAll(async () => {
  space.write("plain.csv", `${lines.join("\n")}\n`);
  space.write(
    "even.csv",
    weighted(() => 2),
  );
  space.write(
    "uneven.csv",
    weighted((row) => 1 + (row % 3)),
  );
  space.write(
    "wrong.csv",
    weighted((row) => (row === 5 ? 0 : 1)),
  );
  const common = [
    "--target",
    "flag",
    "--id",
    "ref",
    "--settings",
    "trees=40",
    "--threads",
    "1",
    "--quiet",
    "--json",
  ];
  const train = (file: string, ...more: string[]) => ["train", file, "--model", "m.lrm", ...more, ...common];
  called = await space.callAll([
    train("plain.csv"),
    train("even.csv", "--weight", "times"),
    train("uneven.csv", "--weight", "times"),
    train("plain.csv", "--class-weight", "1,5"),
    train("plain.csv", "--class-weight", "balanced"),
    train("wrong.csv", "--weight", "times"),
    train("plain.csv", "--weight", "times"),
    train("plain.csv", "--class-weight", "1"),
    train("plain.csv", "--class-weight", "1,-5"),
    ["compare", "plain.csv", "--classifiers", "random-forest,logistic-regression", ...common],
    [
      "compare",
      "plain.csv",
      "--classifiers",
      "random-forest,logistic-regression",
      ...common,
      "--settings",
      "tree=1",
    ],
    [
      "train",
      "even.csv",
      "--model",
      "m.lrm",
      "--target",
      "flag",
      "--id",
      "ref",
      "--settings",
      "trees=10",
    ].concat(["--weight", "times", "--class-weight", "1,5"]),
    ["compare", "plain.csv", "--classifiers", "random-forest,logistic-regression", ...common].concat([
      "--class-weight",
      "1,5",
    ]),
  ]);
});

const reportOf = ({ stdout }: Called) => JSON.parse(stdout);

test("weights change the model where they differ, and the column is not learned from", () => {
  const [plain, even, uneven, costly, balanced] = called.slice(0, 5).map(reportOf);
  const auc = ({ metrics }: { metrics: { rocAuc: number } }) => metrics.rocAuc;
  expect(auc(even)).toBe(auc(plain));
  for (const other of [uneven, costly, balanced]) expect(auc(other)).not.toBe(auc(plain));
  for (const { features, excluded } of [even, uneven]) {
    expect(features).toEqual(["x", "y", "z"]);
    expect(excluded).toContainEqual(expect.objectContaining({ column: "times", reason: "ignored" }));
  }
  // Calibration takes the tilt of class weights out again.
  expect(Math.abs(costly.metrics.brier - plain.metrics.brier)).toBeLessThan(0.02);
});

test("the report and the words say what was weighed", () => {
  const [plain, even, , costly, balanced] = called.slice(0, 5).map((call) => reportOf(call).weights);
  expect([plain, even, costly]).toEqual([
    null,
    { classes: null, rows: true },
    { classes: [1, 5], rows: false },
  ]);
  const lost = reportOf(called[4]).outcome.positiveRate;
  expect(balanced.rows).toBe(false);
  expect(balanced.classes[0]).toBeCloseTo(0.5 / (1 - lost), 12);
  expect(balanced.classes[1]).toBeCloseTo(0.5 / lost, 12);
  const [spoken, compared] = called.slice(11);
  expect(spoken.stderr).toContain("while learning, a recovered loan counts 1 and a lost one 5\n");
  expect(spoken.stderr).toContain("while learning, each loan counts by its own weight\n");
  expect(reportOf(compared).weights).toEqual({ classes: [1, 5], rows: false });
});

test("a weight that is none is refused by its row, and a wrong option is wrong usage", () => {
  const [wrong, absent, single, negative] = called.slice(5, 9);
  expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringMatching(/--weight of row 6 is 0: /)]);
  expect([absent.code, absent.stderr]).toEqual([2, expect.stringContaining('no column "times"')]);
  for (const { code, stderr } of [single, negative])
    expect([code, stderr]).toEqual([2, expect.stringContaining("--class-weight is")]);
});

test("compare gives a setting to each classifier that has it, and refuses one that none has", () => {
  const [found, unknown] = called.slice(9, 11);
  const settings = reportOf(found).classifiers.map(
    (entry: { settings: Record<string, number> }) => entry.settings,
  );
  expect(settings[0].trees).toBe(40);
  expect(settings[1]).not.toHaveProperty("trees");
  expect([unknown.code, unknown.stderr]).toEqual([
    2,
    expect.stringMatching(/--settings: there is no setting tree; these classifiers have trees, /),
  ]);
});
