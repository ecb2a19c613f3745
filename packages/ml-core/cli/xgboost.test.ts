import { afterAll, expect, test } from "vitest";
import { cellsOf, openWorkspace, weakLoans } from "./testing/workspace.ts";

const space = openWorkspace();
afterAll(() => space.remove());

test("a model goes out to XGBoost, comes back and scores", async () => {
  space.write("loans.csv", weakLoans(300).text);
  const calls = await space.callAll([
    ["train", "loans.csv", "--target", "flag", "--model", "m.lrm", "--settings", "trees=20", "--quiet"],
    ["export-xgboost", "m.lrm", "--out", "m.json", "--json"],
    ["import-xgboost", "m.json", "--model", "back.lrm", "--json"],
    ["import-xgboost", "m.json", "--model", "renamed.lrm", "--features", "a,b,c"],
    ["score", "loans.csv", "--model", "back.lrm", "--out", "scored.csv", "--quiet"],
  ]);
  expect(calls.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0]);
  const [, exported, imported, renamed] = calls;
  expect(JSON.parse(exported.stdout)).toMatchObject({ trees: 20, calibrated: false, out: "m.json" });
  expect(exported.stderr).toContain("calibration of the scores");
  const back = JSON.parse(imported.stdout);
  expect(back).toMatchObject({ classifier: "xgboost", trees: 20, promotable: false, model: "back.lrm" });
  expect(back.modelHash).toMatch(/^[0-9a-f]{64}$/);
  expect(imported.stderr).toContain("trained elsewhere");
  expect(renamed.stderr).toContain("20 trees over 3 features: a, b, c");
  const scores = cellsOf(space.read("scored.csv")).map(({ Risk_Score }) => Number(Risk_Score));
  expect(scores.length).toBe(300);
  expect(new Set(scores).size).toBeGreaterThan(50);
});

test("what cannot be exchanged is refused in one line", async () => {
  space.write("text.json", "no model");
  space.write("linear.json", '{"learner":{"gradient_booster":{"name":"gblinear"}}}');
  const before = space.files();
  const cases: [string, number, string][] = [
    ["export-xgboost", 2, "export-xgboost needs a model file to read"],
    ["export-xgboost text.json --out x.json", 1, "text.json: This is not a model file"],
    ["export-xgboost text.json", 2, "export-xgboost needs --out"],
    ["export-xgboost nowhere.lrm --out x.json", 1, "cannot read nowhere.lrm"],
    ["import-xgboost", 2, "import-xgboost needs a model that XGBoost saved as JSON to read"],
    ["import-xgboost text.json", 2, "import-xgboost needs --model"],
    ["import-xgboost text.json --model text.json", 2, "would overwrite"],
    ["import-xgboost text.json --model x.lrm", 1, "text.json: this is not JSON"],
    ["import-xgboost linear.json --model x.lrm", 1, "booster is gblinear"],
    ["import-xgboost nowhere.json --model x.lrm", 1, "cannot read nowhere.json"],
  ];
  const called = await space.callAll(cases.map(([words]) => words.split(" ")));
  called.forEach(({ code, stderr, stdout }, i) => {
    const [words, exit, said] = cases[i];
    expect([words, code, stdout, stderr]).toEqual([words, exit, "", expect.stringContaining(said)]);
    expect(stderr.trimEnd().split("\n").length).toBe(1);
  });
  expect(space.files()).toEqual(before);
});
