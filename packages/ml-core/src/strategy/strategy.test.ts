import fc from "fast-check";
import { expect, test } from "vitest";
import { decideAll, priorityOf, treatmentFor } from "./decide.ts";
import { type Policy, seedPolicy, treatments, validatePolicy } from "./policy.ts";

test("the seed policy puts 0.5 in the band above and 0.75 in the band below", () => {
  const cases: [number, string][] = [
    [0, "REMINDER"],
    [0.4999999999999999, "REMINDER"],
    [0.5, "SETTLEMENT_OFFER"],
    [0.75, "SETTLEMENT_OFFER"],
    [0.7500000000000001, "LEGAL_ACTION"],
    [1, "LEGAL_ACTION"],
  ];
  for (const [risk, treatment] of cases) expect(treatmentFor(seedPolicy, risk)).toBe(treatment);
});

const thresholds = fc
  .tuple(
    fc.double({ min: 0.001, max: 0.999, noNaN: true }),
    fc.double({ min: 0.001, max: 0.999, noNaN: true }),
  )
  .filter(([a, b]) => a !== b)
  .map(([a, b]) => (a < b ? [a, b] : [b, a]));

function policyWith([low, high]: number[], inclusive = [true, false]): Policy {
  return {
    bands: [
      { treatment: "REMINDER", from: 0, fromInclusive: true },
      { treatment: "SETTLEMENT_OFFER", from: low, fromInclusive: inclusive[0] },
      { treatment: "LEGAL_ACTION", from: high, fromInclusive: inclusive[1] },
    ],
  };
}

test("raising a threshold never gives a loan a more severe treatment", () => {
  const severity = (policy: Policy, risk: number) => treatments.indexOf(treatmentFor(policy, risk));
  fc.assert(
    fc.property(thresholds, thresholds, fc.double({ min: 0, max: 1, noNaN: true }), (a, b, risk) => {
      const lower = policyWith([Math.min(a[0], b[0]), Math.min(a[1], b[1])]);
      const upper = policyWith([Math.max(a[0], b[0]), Math.max(a[1], b[1])]);
      return severity(upper, risk) <= severity(lower, risk);
    }),
  );
});

test("every score in [0, 1] falls in exactly one band of a valid policy", () => {
  fc.assert(
    fc.property(
      thresholds,
      fc.boolean(),
      fc.boolean(),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (edges, a, b, risk) => {
        const policy = policyWith(edges, [a, b]);
        expect(validatePolicy(policy)).toEqual([]);
        const matching = policy.bands.filter((band, i) => {
          const next = policy.bands[i + 1];
          const reached = risk > band.from || (band.fromInclusive && risk === band.from);
          const passed = next && (risk > next.from || (next.fromInclusive && risk === next.from));
          return reached && !passed;
        });
        expect(matching.map((band) => band.treatment)).toEqual([treatmentFor(policy, risk)]);
      },
    ),
  );
});

test("an invalid policy names each faulty field", () => {
  expect(validatePolicy({ bands: [] })[0].path).toBe("bands");
  expect(validatePolicy(policyWith([0.8, 0.6])).map((problem) => problem.path)).toEqual(["bands.2.from"]);
  expect(validatePolicy(policyWith([0.5, 1.2])).map((problem) => problem.path)).toEqual(["bands.2.from"]);
  expect(validatePolicy(policyWith([Number.NaN, 0.7])).map((problem) => problem.path)).toContain(
    "bands.1.from",
  );
  const twice = { bands: [...seedPolicy.bands.slice(0, 2), { ...seedPolicy.bands[1], from: 0.9 }] };
  expect(validatePolicy(twice).map((problem) => problem.path)).toEqual(["bands.2.treatment"]);
});

test("priority is the amount at risk, or the risk alone where the balance is unknown", () => {
  expect(priorityOf(0.25, 1000)).toBe(250);
  expect(priorityOf(0.25, Number.NaN)).toBe(0.25);
  const decisions = decideAll(seedPolicy, Float64Array.of(0.8, 0.2), Float64Array.of(100, Number.NaN));
  expect([...decisions.treatment].map((code) => treatments[code])).toEqual(["LEGAL_ACTION", "REMINDER"]);
  expect([...decisions.priority]).toEqual([80, 0.2]);
});
