import fc from "fast-check";
import { expect, test } from "vitest";
import { anyPolicy } from "../testing/policies.ts";
import { canonicalPolicy, diffPolicies } from "./diff-policies.ts";
import { parsePolicy } from "./parse-policy.ts";
import { consolePolicy, type Guardrails, type Policy, seedPolicy, validatePolicy } from "./policy.ts";
import { upgradePolicy } from "./policy-defaults.ts";

const pathsOf = (policy: Policy) => validatePolicy(policy).map(({ path }) => path);
const full = upgradePolicy(seedPolicy);

test("the shipped policies and every policy of the property tests have no fault, also as plain JSON", () => {
  expect(validatePolicy(seedPolicy)).toEqual([]);
  expect(validatePolicy(consolePolicy)).toEqual([]);
  fc.assert(
    fc.property(anyPolicy, (policy) => {
      expect(parsePolicy(JSON.parse(JSON.stringify(policy)))).toEqual({ policy });
    }),
    { numRuns: 50 },
  );
});

test("a policy stored as bands alone is completed, and completing it again changes nothing", () => {
  expect(full.bands).toBe(seedPolicy.bands);
  expect(full.treatments.slice(0, 4).map(({ name }) => name)).toEqual([
    "HOLD",
    "REMINDER",
    "SETTLEMENT_OFFER",
    "LEGAL_ACTION",
  ]);
  expect(upgradePolicy(full)).toEqual(full);
});

test("each faulty band is named", () => {
  const bands = (edges: number[], sides = [true, false]): Policy => ({
    bands: [
      seedPolicy.bands[0],
      { treatment: "SETTLEMENT_OFFER", from: edges[0], fromInclusive: sides[0] },
      { treatment: "LEGAL_ACTION", from: edges[1], fromInclusive: sides[1] },
    ],
  });
  expect(pathsOf({ bands: [] })).toEqual(["bands"]);
  expect(pathsOf(bands([0.8, 0.6]))).toEqual(["bands.2.from"]);
  expect(pathsOf(bands([0.5, 1.2]))).toEqual(["bands.2.from"]);
  expect(pathsOf(bands([0.5, 1]))).toEqual(["bands.2.from"]);
  expect(pathsOf(bands([0.5, 1], [true, true]))).toEqual([]);
  expect(pathsOf(bands([Number.NaN, 0.7]))).toContain("bands.1.from");
  const twice = [...seedPolicy.bands.slice(0, 2), { ...seedPolicy.bands[1], from: 0.9 }];
  expect(pathsOf({ bands: twice })).toEqual(["bands.2.treatment"]);
  expect(pathsOf({ bands: [{ ...seedPolicy.bands[0], treatment: "CALL_MUM" }] })).toEqual([
    "bands.0.treatment",
  ]);
});

test("each faulty treatment, guardrail, curve, capacity and price is named", () => {
  const [hold, reminder, ...others] = full.treatments;
  const treatments = [hold, { ...reminder, cost: -1, severity: 0.2 }, ...others];
  expect(pathsOf({ ...full, treatments })).toEqual(["treatments.1.cost", "treatments.4.severity"]);
  expect(pathsOf({ ...full, treatments: [hold, reminder, ...others.slice(0, 2)] })).toEqual([
    "treatments",
    "economics.curves.4.treatment",
  ]);
  const guardrails: Guardrails = {
    holdFacts: ["DISPUTED", "ASLEEP" as "DECEASED"],
    holdBelowDaysPastDue: 0.5,
    limits: [{ treatment: "HOLD" }, { treatment: "LEGAL_ACTION", minOutstanding: -5 }],
  };
  expect(pathsOf({ ...full, guardrails })).toEqual([
    "guardrails.holdFacts.1",
    "guardrails.holdBelowDaysPastDue",
    "guardrails.limits.0.treatment",
    "guardrails.limits.1.minOutstanding",
  ]);
  const [first, ...curves] = full.economics.curves;
  const recovery = [
    { risk: 0.5, probability: 1.5 },
    { risk: 0.5, probability: 0.1 },
  ];
  expect(
    pathsOf({ ...full, economics: { discountPerMonth: 0, curves: [{ ...first, recovery }, ...curves] } }),
  ).toEqual([
    "economics.discountPerMonth",
    "economics.curves.0.recovery.0.probability",
    "economics.curves.0.recovery.1.risk",
  ]);
  expect(
    pathsOf({
      ...full,
      capacity: { agentHoursPerMonth: -1, legalCasesPerMonth: null },
      prices: { agentHour: 0, legalCase: Number.NaN },
      mode: "GUESS" as "THRESHOLDS",
    }),
  ).toEqual(["mode", "capacity.agentHoursPerMonth", "prices.legalCase"]);
});

test("JSON that is no policy is refused with the path of each wrong field", () => {
  const problemsOf = (json: unknown) => {
    const result = parsePolicy(json);
    return "problems" in result ? result.problems.map(({ path }) => path) : [];
  };
  expect(problemsOf(null)).toEqual([""]);
  expect(problemsOf({})).toEqual(["bands"]);
  expect(problemsOf({ bands: [{ treatment: "HOLD", from: "0", fromInclusive: 1 }], gaurdrails: {} })).toEqual(
    ["bands.0.from", "bands.0.fromInclusive", "gaurdrails"],
  );
  expect(problemsOf({ bands: [{ treatment: "NONE", from: 0, fromInclusive: true }] })).toEqual([
    "bands.0.treatment",
  ]);
});

test("a diff names what changed by treatment, and two equal policies have none", () => {
  expect(diffPolicies(seedPolicy, full)).toEqual([]);
  expect(diffPolicies(full, consolePolicy).map(({ path, kind }) => [path, kind])).toEqual([
    ["guardrails.holdBelowDaysPastDue", "CHANGED"],
    ["guardrails.limits[LEGAL_ACTION]", "ADDED"],
  ]);
  const raised = full.bands.map((band) => (band.from === 0.5 ? { ...band, from: 0.6 } : band));
  expect(diffPolicies(full, { ...full, bands: raised.slice(0, 2) })).toEqual([
    {
      path: "bands[SETTLEMENT_OFFER].from",
      kind: "CHANGED",
      before: "0.5",
      after: "0.6",
      text: "bands[SETTLEMENT_OFFER].from: 0.5 becomes 0.6",
    },
    expect.objectContaining({ path: "bands[LEGAL_ACTION]", kind: "REMOVED", after: null }),
  ]);
  fc.assert(
    fc.property(anyPolicy, anyPolicy, (a, b) => {
      expect(diffPolicies(a, b).length === 0).toBe(canonicalPolicy(a) === canonicalPolicy(b));
    }),
    { numRuns: 50 },
  );
});
