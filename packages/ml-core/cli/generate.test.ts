import { afterAll, expect, test } from "vitest";
import { cellsOf, openWorkspace } from "./testing/workspace.ts";

const space = openWorkspace();
afterAll(() => space.remove());

test("a portfolio and its truth are written, the same for the same seed", async () => {
  const words = ["--rows", "150", "--truth", "truth.csv", "--json"];
  const first = await space.call("generate", ...words, "--seed", "9", "--out", "a.csv");
  expect(first.code).toBe(0);
  expect(JSON.parse(first.stdout)).toMatchObject({ rows: 150, seed: 9, out: "a.csv", truth: "truth.csv" });
  await space.callAll([
    ["generate", "--rows", "150", "--seed", "9", "--out", "b.csv"],
    ["generate", "--rows", "150", "--seed", "10", "--out", "c.csv"],
  ]);
  expect(space.read("b.csv")).toBe(space.read("a.csv"));
  expect(space.read("c.csv")).not.toBe(space.read("a.csv"));
  const [loans, truth] = [cellsOf(space.read("a.csv")), cellsOf(space.read("truth.csv"))];
  expect(truth.map((row) => row.Loan_ID)).toEqual(loans.map((row) => row.Loan_ID));
  expect(new Set(truth.map((row) => row.Loan_ID)).size).toBe(150);
  expect(truth.every((row) => Number(row.True_Probability) > 0 && Number(row.True_Probability) < 1)).toBe(
    true,
  );
  expect(space.files()).toEqual(["a.csv", "b.csv", "c.csv", "truth.csv"]);
});

test("wrong options are refused before anything is written", async () => {
  const before = space.files();
  const cases = [
    ["--out x", "generate needs --rows"],
    ["--rows 5", "generate needs --out"],
    ["--rows=-5 --out x", '--rows is "-5"'],
    ["--rows five --out x", '--rows is "five"'],
    ["--rows 5 --out x --truth x", "the same file"],
    ["--rows 5 --out x --kind old", '--kind is "old"'],
    ["--rows 5 --out x --signal 2", '--signal is "2"'],
    ["--rows 5 --out x --as-of 2026-02-30", '--as-of is "2026-02-30"'],
  ];
  const called = await space.callAll(cases.map(([words]) => ["generate", ...words.split(" ")]));
  called.forEach(({ code, stdout, stderr }, i) => {
    const [words, said] = cases[i];
    expect([words, code, stdout, stderr]).toEqual([words, 2, "", expect.stringContaining(said)]);
  });
  const lost = await space.call("generate", "--rows", "5", "--out", "x", "--truth", "no/t");
  expect([lost.code, lost.stderr]).toEqual([1, expect.stringContaining("cannot write no/t")]);
  expect(space.files()).toEqual(before);
});
