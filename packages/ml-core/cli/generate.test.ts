import { once } from "node:events";
import { afterAll, expect, test, vi } from "vitest";
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
  for (const { Recovery_NO_ACTION: nothing, Recovery_REMINDER: reminder } of truth)
    expect(Number(nothing)).toBeLessThan(Number(reminder));
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
    ["--rows 5 --out x --season 1.5", '--season is "1.5"'],
    ["--rows 5 --out x --shock hard", '--shock is "hard"'],
    ["--rows 5 --out x --months 0", '--months is "0"'],
    ["--rows 5 --out x --months 12 --kind current", "leave --kind out"],
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

test("Ctrl-C while a file is written leaves no part of it, and the file before it as it was", async () => {
  space.write("old.csv", "old");
  const before = space.files();
  const child = space.start("generate", "--rows", "100000000", "--out", "old.csv", "--truth", "t.csv");
  const ended = once(child, "exit");
  await vi.waitFor(() => expect(space.files().length).toBe(before.length + 2), { timeout: 20_000 });
  child.kill("SIGINT");
  expect(await ended).toEqual([null, "SIGINT"]);
  expect(space.files()).toEqual(before);
  expect(space.read("old.csv")).toBe("old");
});

const few = ["--threads", "1", "--quiet"];

test("a monthly book, also a messy one, trains by the rules of the horizon", async () => {
  const made = ["--rows", "4000", "--months", "20", "--seed", "3", "--quiet"];
  const called = await space.callAll([
    ["generate", ...made, "--out", "book.csv", "--truth", "book-truth.csv"],
    ["generate", ...made, "--out", "messy.csv", "--messy"],
    ["train", "book.csv", "--model", "book.lrm", "--settings", "trees=40", "--json", ...few],
    ["train", "messy.csv", "--model", "messy.lrm", "--settings", "trees=40", "--json", ...few],
  ]);
  expect(called.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
  const [plain, messy] = called.slice(2).map(({ stdout }) => JSON.parse(stdout));
  const rows = cellsOf(space.read("book.csv"));
  const young = rows.filter(({ As_Of_Date }) => As_Of_Date > "2025-06-30").length;
  expect(plain.horizon).toMatchObject({ isChecked: true, tooYoung: young, oldEnough: 4000 - young });
  expect(plain.horizon.lateAsNotRecovered).toBeGreaterThan(0);
  expect(plain.rowsUsed).toBe(4000 - young);
  expect(plain.metrics.rocAuc).toBeGreaterThan(0.6);
  for (const field of ["rows", "rowsUsed", "rowsRejected", "horizon"])
    expect(messy[field]).toEqual(plain[field]);
  expect(messy.outcome.positiveRate).toBe(plain.outcome.positiveRate);
  expect(messy.features.length).toBe(plain.features.length);
  const truth = cellsOf(space.read("book-truth.csv"));
  expect(truth.map((row) => [row.Loan_ID, row.As_Of_Date])).toEqual(
    rows.map((row) => [row.Loan_ID, row.As_Of_Date]),
  );
});

test("drift that was asked for is found, and none where there is none", async () => {
  const book = ["generate", "--rows", "4000", "--kind", "current", "--quiet"];
  const called = await space.callAll([
    [...book, "--seed", "1", "--out", "calm.csv"],
    [...book, "--seed", "2", "--out", "again.csv"],
    [...book, "--seed", "2", "--shock", "1", "--out", "hit.csv"],
    [...book, "--seed", "1", "--season", "1", "--as-of", "2026-07-31", "--out", "summer.csv"],
    [...book, "--seed", "2", "--season", "1", "--as-of", "2026-01-31", "--out", "winter.csv"],
    ["drift", "--reference", "calm.csv", "--current", "again.csv", "--json", ...few],
    ["drift", "--reference", "calm.csv", "--current", "hit.csv", "--json", ...few],
    ["drift", "--reference", "summer.csv", "--current", "winter.csv", "--json", ...few],
  ]);
  const [again, hit, winter] = called.slice(5).map(({ stdout }) => JSON.parse(stdout));
  const verdicts = (found: { columns: { column: string; verdict: string }[] }) =>
    Object.fromEntries(found.columns.map(({ column, verdict }) => [column, verdict]));
  expect(again.verdict).toBe("stable");
  expect(hit.verdict).toBe("shifted");
  expect(verdicts(hit)).toMatchObject({ Num_Missed_Payments: "shifted", Interest_Rate: "stable" });
  expect(verdicts(winter)).toMatchObject({ Days_Past_Due: "shifted", Interest_Rate: "stable" });
});
