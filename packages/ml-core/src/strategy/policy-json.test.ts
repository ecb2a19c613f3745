import { expect, test } from "vitest";
import { consolePolicy, seedPolicy } from "./policy.ts";
import { readPolicy } from "./policy-json.ts";

const paths = (value: unknown) => readPolicy(JSON.stringify(value)).problems.map(({ path }) => path);

test("a policy that was written as JSON is read as it was", () => {
  expect(readPolicy(JSON.stringify(seedPolicy))).toEqual({ policy: seedPolicy, problems: [] });
  expect(readPolicy(`\uFEFF${JSON.stringify(seedPolicy)}`).policy).toEqual(seedPolicy);
});

test("each fault is told at its field", () => {
  expect(readPolicy("{").problems).toMatchObject([{ message: expect.stringContaining("no JSON") }]);
  for (const value of [null, [], 1, {}, { bands: {} }]) expect(paths(value)).toEqual(["bands"]);
  expect(paths({ bands: [] })).toEqual(["bands"]);
  expect(paths({ bands: [null, { treatment: "CALL", from: "0.5" }] })).toEqual([
    "bands.0",
    "bands.1.from",
    "bands.1.fromInclusive",
  ]);
});

test("a complete policy is read as it was, and what it misspells is told", () => {
  expect(readPolicy(JSON.stringify(consolePolicy))).toEqual({ policy: consolePolicy, problems: [] });
  const { guardrails } = consolePolicy;
  expect(paths({ ...seedPolicy, guardrails: { ...guardrails, holdBelowDays: 1 } })).toEqual([
    "guardrails.holdBelowDays",
  ]);
  expect(paths({ ...seedPolicy, guardrail: guardrails })).toEqual(["guardrail"]);
});

test("fields of the right kind are checked against each other", () => {
  const [first, second, third] = seedPolicy.bands;
  expect(paths({ bands: [first, third, second] })).toEqual(["bands.2.from"]);
  expect(paths({ bands: [{ ...first, from: 2 }] })).toEqual(["bands.0.from"]);
  expect(paths({ bands: [first, { ...second, treatment: "CALL" }, third] })).toEqual(["bands.1.treatment"]);
});

test("what may be left out may also be null, as an API answers it; what may not is told", () => {
  const limit = { treatment: "LEGAL_ACTION", minOutstanding: null, minDaysPastDue: 90, forbiddenFacts: null };
  const answered = { ...consolePolicy, guardrails: { ...consolePolicy.guardrails, limits: [limit] } };
  expect(readPolicy(JSON.stringify(answered)).policy?.guardrails?.limits).toEqual([
    { treatment: "LEGAL_ACTION", minDaysPastDue: 90 },
  ]);
  expect(readPolicy(JSON.stringify(answered)).policy?.capacity).toEqual(consolePolicy.capacity);
  expect(paths({ bands: [{ ...seedPolicy.bands[0], treatment: null }] })).toEqual(["bands.0.treatment"]);
});
