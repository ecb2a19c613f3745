import { afterAll, beforeAll, expect, test } from "vitest";
import { loanKey } from "../src/strategy/decide.ts";
import { explainDecision } from "../src/strategy/explain.ts";
import { type CompletePolicy, consolePolicy, type Policy } from "../src/strategy/policy.ts";
import { type Called, cellsOf, openWorkspace } from "./testing/workspace.ts";

const space = openWorkspace();
afterAll(() => space.remove());

/** The console's policy with a name of its own for legal action, limits, and prices as if they had been solved. */
function renamed(policy: CompletePolicy): CompletePolicy {
  const text = JSON.stringify(policy).replaceAll("LEGAL_ACTION", "Court, at once");
  return JSON.parse(text) as CompletePolicy;
}
const base = renamed(consolePolicy);
const policies: Record<string, Policy> = {
  "bands.json": { bands: consolePolicy.bands },
  "value.json": {
    ...base,
    mode: "EXPECTED_VALUE",
    guardrails: {
      ...base.guardrails,
      holdFacts: ["DISPUTED"],
      limits: [{ treatment: "Court, at once", minOutstanding: 9000, minDaysPastDue: 60 }],
    },
    prices: { agentHour: 40, legalCase: 900 },
    priority: "NET_GAIN",
  },
  "unsolved.json": { ...base, capacity: { agentHoursPerMonth: 10, legalCasesPerMonth: null } },
};

let called: Called[] = [];

beforeAll(async () => {
  for (const [name, policy] of Object.entries(policies)) space.write(name, JSON.stringify(policy));
  const few = ["--threads", "1", "--quiet"];
  await space.callAll([
    ["generate", "--rows", "600", "--out", "past.csv", "--quiet"],
    ["generate", "--rows", "300", "--kind", "current", "--out", "open.csv", "--quiet"],
    ["train", "past.csv", "--model", "m.lrm", "--settings", "trees=60", ...few],
  ]);
  const lines = space
    .read("open.csv")
    .split("\n")
    .map((line) => line.split(","));
  // Outstanding_Loan_Amount and Days_Past_Due.
  const bare = lines.map((cells) => cells.filter((_, i) => i !== 12 && i !== 16).join(","));
  space.write("bare.csv", bare.join("\n"));
  called = await space.callAll(
    [
      ["open.csv", "bands.json"],
      ["open.csv", "value.json"],
      ["bare.csv", "value.json"],
      ["open.csv", "unsolved.json"],
    ].map(([file, policy]) => [
      ...[
        "score",
        file,
        "--model",
        "m.lrm",
        "--policy",
        policy,
        "--out",
        `${policy}.${file}`,
        "--json",
        ...few,
      ],
    ]),
  );
});

const codesOf = ({ stdout }: Called) => JSON.parse(stdout).warnings.map(({ code }: { code: string }) => code);

/** Scored rows; commas in names become semicolons. */
function scored(name: string) {
  return cellsOf(space.read(name).replaceAll(/"([^"]*)"/g, (_, cell: string) => cell.replaceAll(",", ";")));
}

test("each loan gets what the policy's own receipt says, by amount, days and prices", () => {
  expect(called.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
  const loans = cellsOf(space.read("open.csv"));
  const rows = scored("value.json.open.csv");
  const given = rows.map((row, i) => {
    const decision = explainDecision(policies["value.json"], {
      risk: Number(row.Risk_Score),
      outstanding: Number(loans[i].Outstanding_Loan_Amount),
      daysPastDue: Number(loans[i].Days_Past_Due),
      facts: [],
      key: loanKey(row.Loan_ID),
    });
    expect(row.Recovery_Strategy).toBe(decision.treatment.replace(",", ";"));
    return row.Recovery_Strategy;
  });
  for (const treatment of ["HOLD", "Court; at once", "SETTLEMENT_OFFER"]) expect(given).toContain(treatment);
  expect(given).not.toEqual(scored("bands.json.open.csv").map((row) => row.Recovery_Strategy));
  expect(JSON.parse(called[1].stdout).policy).toEqual(policies["value.json"]);
});

test("what the file cannot say is said, and nothing that the policy does not ask", () => {
  expect(codesOf(called[0])).toEqual([]);
  expect(codesOf(called[1])).toEqual(["facts-unknown"]);
  expect(codesOf(called[2])).toEqual([
    ...["missing-features", "outstanding-unknown", "days-past-due-unknown", "facts-unknown"],
  ]);
  expect(codesOf(called[3])).toContain("capacity-unpriced");
  const { warnings } = JSON.parse(called[2].stdout);
  expect(warnings[1].message).toMatch(
    /300 loans is unknown: .*by their band; they never reach Court, at once/,
  );
  const strategies = new Set(scored("value.json.bare.csv").map((row) => row.Recovery_Strategy));
  expect(strategies.has("Court; at once") || strategies.has("HOLD")).toBe(false);
});
