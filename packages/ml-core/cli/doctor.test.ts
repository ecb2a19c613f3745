import { afterAll, beforeAll, expect, test } from "vitest";
import { type Called, openWorkspace, weakLoans } from "./testing/workspace.ts";

const space = openWorkspace();
afterAll(() => space.remove());

/** 300 loans: `Collection_Attempts` gives the outcome away, the last 20 are open, two rows are broken. */
const lines = weakLoans(300).text.trimEnd().split("\n");
const leaky = lines.map((line, i) => {
  if (i === 0) return `${line.replace("flag", "Loan Status")},Collection_Attempts`;
  const isLost = line.endsWith("1");
  const status = i > 280 ? "Open" : isLost ? "Written Off" : "Recovered";
  return `${line.replace(/[01]$/, status)},${isLost ? 5 + (i % 3) : i % 4}`;
});
leaky.splice(5, 0, "torn,row", leaky[5].replace(/^A-\d+,[\d.]+/, "A-bad,banana"));

interface Numbered {
  readonly name: string;
  readonly value: number | string | null;
  readonly command: string;
  readonly field: string;
}

let json: Called;
let words: Called;
let open: Called;
let dated: Called;
let empty: Called;

beforeAll(async () => {
  space.write("weak loans.csv", `${leaky.join("\n")}\n`);
  space.write(
    "open.csv",
    weakLoans(60)
      .text.replace("flag", "w")
      .replace(/,[01]$/gm, ",0.5"),
  );
  space.write("empty.csv", "");
  const days = weakLoans(300).text.replace("flag", "flag,as_of_date").split("\n");
  const withDays = days.map((line, i) =>
    i === 0 || line === "" ? line : `${line},${i > 200 ? "2025-06-30" : "2024-01-31"}`,
  );
  space.write("dated.csv", withDays.join("\n"));
  [json, words, open, dated, empty] = await space.callAll([
    ["doctor", "weak loans.csv", "--id", "ref", "--json", "--report", "report.json"],
    ["doctor", "weak loans.csv", "--id", "ref", "--quiet"],
    ["doctor", "open.csv", "--id", "ref", "--json", "--quiet"],
    ["doctor", "dated.csv", "--id", "ref", "--target", "flag", "--json", "--quiet"],
    ["doctor", "empty.csv", "--json", "--quiet"],
  ]);
});

test("doctor says how each column is understood, and why", () => {
  expect(json.code).toBe(0);
  expect(JSON.parse(space.read("report.json"))).toEqual(JSON.parse(json.stdout));
  const { mapping, outcome, outcomeValues, loans } = JSON.parse(json.stdout);
  const of = (name: string) => mapping.find(({ column }: { column: string }) => column === name);
  expect(of("Loan Status")).toMatchObject({ target: "Recovery_Status", role: "outcome" });
  expect(of("Collection_Attempts")).toMatchObject({
    role: "known-after-treatment",
    reason: "The name is ours.",
  });
  expect(of("x")).toMatchObject({ target: "attribute", role: "feature", reason: expect.any(String) });
  expect(outcome).toMatchObject({ column: "Loan Status", positive: ["Written Off"], unresolved: 20 });
  expect(outcomeValues).toContainEqual({ value: "Recovered", outcome: 0 });
  expect(loans.open).toBe(20);
});

test("rejects are summed up by column", () => {
  const { rejectSummary, rowsRejected } = JSON.parse(json.stdout);
  expect(rowsRejected).toBe(1);
  expect(rejectSummary).toHaveLength(2);
  expect(rejectSummary).toContainEqual(expect.objectContaining({ column: null, count: 1, firstRow: 6 }));
  expect(rejectSummary).toContainEqual(expect.objectContaining({ column: "x", count: 1, firstRow: 7 }));
});

test("the leak is named, and what one would have believed with it stands beside the honest AUC", () => {
  const { leaks, training } = JSON.parse(json.stdout);
  expect(leaks).toEqual([
    expect.objectContaining({ column: "Collection_Attempts", reason: "known-after-treatment" }),
  ]);
  expect(training.metrics.rocAuc).toBeLessThan(0.8);
  expect(training.leakyMetrics.rocAuc).toBeGreaterThan(0.95);
  expect(words.stdout).toMatch(
    /^Without them the AUC is 0\.\d{3}; with them one would have believed \d\.\d{3}\.$/m,
  );
});

test("each number is what its command prints", async () => {
  const numbers: Numbered[] = JSON.parse(json.stdout).numbers;
  expect(numbers.length).toBeGreaterThan(12);
  const commands = [...new Set(numbers.map(({ command }) => command))];
  const wordsOf = (command: string) =>
    [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain).slice(2);
  const called = await space.callAll(commands.map(wordsOf));
  for (const { name, value, command, field } of numbers) {
    const { stdout } = called[commands.indexOf(command)];
    const found = field.split(".").reduce((object, key) => object?.[key] ?? null, JSON.parse(stdout));
    expect([name, found]).toEqual([name, value]);
  }
});

test("in words: columns, outcome, horizon, numbers with their commands, verdict", () => {
  expect([words.code, words.stderr]).toEqual([0, ""]);
  expect(words.stdout).toMatch(/^Loan Status +Recovery_Status +outcome +/m);
  expect(words.stdout).toMatch(/^Loan Status: 28\d loans are finished, 20 are open$/m);
  expect(words.stdout).toMatch(
    /^Outcomes are judged after 12 months, but no date tells how old the loans are\.$/m,
  );
  expect(words.stdout).toMatch(/^honest ROC AUC +0\.\d{4} +\[2\] metrics\.rocAuc$/m);
  expect(words.stdout).toMatch(
    /^\[2\] npx loan-recovery train 'weak loans\.csv' --id ref --model model\.lrm --json$/m,
  );
  expect(words.stdout).toMatch(/^verdict: [a-z-]+\. /m);
});

test("with dates the loans are counted on either side of the horizon", () => {
  expect(JSON.parse(dated.stdout).training.horizon).toMatchObject({
    ...{ months: 12, isChecked: true, oldEnough: 200, tooYoung: 100, unchecked: 0 },
  });
});

test("dates that span less than the horizon are named, with what a check would need", async () => {
  await space.call("generate", "--rows", "300", "--months", "6", "--seed", "1", "--out", "panel.csv");
  const text = space.read("panel.csv");
  space.write(
    "month.csv",
    text.replaceAll(/,(202\d)-(\d\d)-\d\d,/g, ",$1$2,").replace("As_Of_Date", "month"),
  );
  space.write("bare.csv", text.replaceAll(/,202\d-0?(\d+)-\d\d,/g, ",$1,").replace("As_Of_Date", "month"));
  const [panel, month, bare] = await space.callAll([
    ["doctor", "panel.csv", "--quiet"],
    ["doctor", "month.csv", "--quiet"],
    ["doctor", "bare.csv", "--quiet"],
  ]);
  for (const [{ stdout }, column] of [
    [panel, "As_Of_Date"],
    [month, "month"],
  ] as const) {
    expect(stdout).toContain(`${column} dates the loans, from 2026-01-31 on; the data end on 2026-06-30.`);
    expect(stdout).toMatch(
      /: no loan is old enough, 300 are too young\. All finished loans .* unchecked\.$/m,
    );
    expect(stdout).toContain("A check needs loans of 2025-06-30 or before");
    expect(stdout).toMatch(/^loans of unknown age +0 /m);
  }
  expect(bare.stdout).toMatch(/^"month" does not say as of when .* A month without its year/m);
});

test("a file that nothing can be learned from is diagnosed; one that cannot be read is refused", () => {
  expect(open.code).toBe(0);
  const diagnosis = JSON.parse(open.stdout);
  expect(diagnosis).toMatchObject({ training: null, leaks: [], outcome: null });
  expect(diagnosis.obstacle).toMatch(
    /no column of open\.csv says what became of the loans; name it with --target/,
  );
  expect(diagnosis.questions).toContainEqual(expect.objectContaining({ code: "no-outcome" }));
  expect([empty.code, empty.stdout]).toEqual([1, ""]);
});
