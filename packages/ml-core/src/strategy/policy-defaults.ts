import type { CompletePolicy, CurvePoint, Economics, Policy, TreatmentDefinition } from "./policy.ts";

/**
 * The seed's four treatments, in the order of `treatments`, and doing nothing. Costs and minutes are the house's
 * assumptions, in the currency of the book: a lender replaces them by its own.
 */
const defaultTreatments: readonly TreatmentDefinition[] = [
  define("HOLD", "HOLD", "NONE", 0, [0, 0, 0]),
  define("REMINDER", "ACTION", "SMS", 2, [1, 6, 0]),
  define("SETTLEMENT_OFFER", "ACTION", "CALL", 25, [2, 45, 0]),
  define("LEGAL_ACTION", "ACTION", "LETTER", 400, [3, 120, 1]),
  define("NO_ACTION", "NOTHING", "NONE", 0, [0.5, 0, 0]),
];

function define(
  name: string,
  kind: TreatmentDefinition["kind"],
  channel: TreatmentDefinition["channel"],
  cost: number,
  [severity, agentMinutes, legalCases]: readonly [number, number, number],
): TreatmentDefinition {
  return { name, kind, channel, cost, agentMinutes, severity, legalCases };
}

/** Loans cure by themselves: what is recovered when nobody does anything. */
const selfCure = curve(0.9, 0.36, 0.02);

/**
 * Recovery at risk 0, 0.5 and 1 by treatment. The risk score is the chance of not recovering under the lender's
 * past mix of treatments, so these curves lie around 1 - risk: assumptions until randomized outcomes replace them.
 */
const defaultEconomics: Economics = {
  discountPerMonth: 0.99,
  curves: [
    { treatment: "HOLD", recovery: selfCure, haircut: 0, months: 6 },
    { treatment: "REMINDER", recovery: curve(0.97, 0.46, 0.03), haircut: 0, months: 3 },
    { treatment: "SETTLEMENT_OFFER", recovery: curve(0.98, 0.68, 0.22), haircut: 0.25, months: 2 },
    { treatment: "LEGAL_ACTION", recovery: curve(0.97, 0.62, 0.34), haircut: 0, months: 12 },
    { treatment: "NO_ACTION", recovery: selfCure, haircut: 0, months: 6 },
  ],
};

function curve(low: number, middle: number, high: number): CurvePoint[] {
  return [
    { risk: 0, probability: low },
    { risk: 0.5, probability: middle },
    { risk: 1, probability: high },
  ];
}

/**
 * Fills in every part that a policy leaves out. A policy stored as `{ bands }` becomes the seed's way of deciding
 * with the facts that always forbid treatment; where no fact is known it decides exactly as before. Idempotent.
 */
export function upgradePolicy(policy: Policy): CompletePolicy {
  return {
    mode: policy.mode ?? "THRESHOLDS",
    treatments: policy.treatments ?? defaultTreatments,
    bands: policy.bands,
    guardrails: policy.guardrails ?? {
      holdFacts: [
        "DISPUTED",
        "BANKRUPT",
        "DECEASED",
        "VULNERABLE",
        "HARDSHIP",
        "CEASE_COMMUNICATION",
        "ATTORNEY",
        "BREATHING_SPACE",
      ],
      holdBelowDaysPastDue: 0,
      limits: [],
    },
    economics: policy.economics ?? defaultEconomics,
    capacity: policy.capacity ?? { agentHoursPerMonth: null, legalCasesPerMonth: null },
    prices: policy.prices ?? { agentHour: 0, legalCase: 0 },
    priority: policy.priority ?? "AMOUNT_AT_RISK",
  };
}
