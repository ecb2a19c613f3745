import fc from "fast-check";
import { type CompletePolicy, facts, seedPolicy } from "../strategy/policy.ts";
import { upgradePolicy } from "../strategy/policy-defaults.ts";

const share = fc.double({ min: 0, max: 1, noNaN: true });
const money = fc.integer({ min: 0, max: 5000 });
const days = fc.integer({ min: 0, max: 150 });

const ladder = ["NO_ACTION", "REMINDER", "SETTLEMENT_OFFER", "LEGAL_ACTION"];

/** Bands in order of severity over some of the ladder's treatments, with any boundaries and sides. */
export const ascendingBands = fc
  .tuple(
    fc.subarray(ladder, { minLength: 1 }),
    fc.uniqueArray(fc.double({ min: 0.001, max: 0.999, noNaN: true }), { minLength: 3, maxLength: 3 }),
    fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
  )
  .map(([names, edges, sides]) => {
    const sorted = [...edges].sort((a, b) => a - b);
    return names.map((treatment, i) => ({
      treatment,
      from: i === 0 ? 0 : sorted[i - 1],
      fromInclusive: i === 0 || sides[i - 1],
    }));
  });

const guardrails = fc.record({
  holdFacts: fc.subarray([...facts]),
  holdBelowDaysPastDue: fc.integer({ min: 0, max: 30 }),
  limits: fc.subarray(["REMINDER", "SETTLEMENT_OFFER", "LEGAL_ACTION"]).chain((names) =>
    fc.tuple(
      ...names.map((treatment) =>
        fc.record({
          treatment: fc.constant(treatment),
          minOutstanding: money,
          minDaysPastDue: days,
          forbiddenFacts: fc.subarray([...facts]),
        }),
      ),
    ),
  ),
});

const curve = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 4 }),
    fc.array(share, { minLength: 4, maxLength: 4 }),
  )
  .map(([risks, probabilities]) =>
    [...risks].sort((a, b) => a - b).map((risk, i) => ({ risk: risk / 1000, probability: probabilities[i] })),
  );

const defaults = upgradePolicy(seedPolicy);

const economics = fc.record({
  discountPerMonth: fc.double({ min: 0.9, max: 1, noNaN: true }),
  curves: fc.tuple(
    ...defaults.treatments.map(({ name }) =>
      fc.record({
        treatment: fc.constant(name),
        recovery: curve,
        haircut: share,
        months: fc.integer({ min: 0, max: 24 }),
      }),
    ),
  ),
});

/** Any valid policy over the default treatments, for property tests. */
export const anyPolicy: fc.Arbitrary<CompletePolicy> = fc.record({
  mode: fc.constantFrom("THRESHOLDS" as const, "EXPECTED_VALUE" as const),
  treatments: fc.constant(defaults.treatments),
  bands: ascendingBands,
  guardrails,
  economics,
  capacity: fc.constant(defaults.capacity),
  prices: fc.oneof(
    fc.constant(defaults.prices),
    fc.record({ agentHour: fc.integer({ min: 0, max: 300 }), legalCase: fc.integer({ min: 0, max: 3000 }) }),
  ),
  priority: fc.constantFrom("AMOUNT_AT_RISK" as const, "EXPECTED_LOSS" as const, "NET_GAIN" as const),
});
