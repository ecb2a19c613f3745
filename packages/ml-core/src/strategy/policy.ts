import { checkBands } from "./check-bands.ts";
import { checkCapacity, checkEconomics } from "./check-economics.ts";
import { checkGuardrails } from "./check-guardrails.ts";
import { checkTreatments } from "./check-treatments.ts";
import { upgradePolicy } from "./policy-defaults.ts";

/** The treatments of the seed policy. HOLD means that a loan must not be treated now. */
export type Treatment = "LEGAL_ACTION" | "SETTLEMENT_OFFER" | "REMINDER" | "HOLD";

/** Mildest first: the first codes of every policy that does not define treatments of its own. */
export const treatments: readonly Treatment[] = ["HOLD", "REMINDER", "SETTLEMENT_OFFER", "LEGAL_ACTION"];

/** How a treatment reaches the borrower; NONE reaches nobody. */
export const channels = ["NONE", "CALL", "SMS", "EMAIL", "LETTER", "VISIT"] as const;
export type Channel = (typeof channels)[number];

/** HOLD must not be treated, NOTHING could be and is not, ACTION is everything else. */
export const treatmentKinds = ["HOLD", "NOTHING", "ACTION"] as const;
export type TreatmentKind = (typeof treatmentKinds)[number];

/** One thing that can be done about a loan, with what doing it takes. */
export interface TreatmentDefinition {
  /** Any name, unique in the policy. Its position in `Policy.treatments` is its code in columnar results. */
  readonly name: string;
  /** A policy has exactly one HOLD and exactly one NOTHING. */
  readonly kind: TreatmentKind;
  readonly channel: Channel;
  /** Money spent per loan, >= 0. */
  readonly cost: number;
  /** Agent time per loan in minutes, >= 0. */
  readonly agentMinutes: number;
  /** Unique; higher is harder on the borrower. HOLD is the lowest and NOTHING the next. */
  readonly severity: number;
  /** Cases of the monthly legal capacity that one loan takes, >= 0. */
  readonly legalCases: number;
}

/** A treatment for the scores from `from` (a risk in [0, 1]) up to the next band's `from`. */
export interface Band {
  readonly treatment: string;
  readonly from: number;
  /** Whether a score of exactly `from` belongs to this band (true) or to the one below (false). */
  readonly fromInclusive: boolean;
}

/** What may be known about a loan or its borrower that forbids treatment. Bit i of a loan's facts is `facts[i]`. */
export const facts = [
  "DISPUTED",
  "BANKRUPT",
  "DECEASED",
  "VULNERABLE",
  "HARDSHIP",
  "CEASE_COMMUNICATION",
  "ATTORNEY",
  "BREATHING_SPACE",
] as const;
export type Fact = (typeof facts)[number];

/** When one treatment is allowed. Where it is not, the loan falls to the next milder permitted treatment. */
export interface TreatmentLimit {
  readonly treatment: string;
  /** Least amount owed, inclusive. A loan whose amount is unknown does not reach it. Default 0: no limit. */
  readonly minOutstanding?: number;
  /** Fewest days past due, inclusive. A loan whose days are unknown does not reach it. Default 0: no limit. */
  readonly minDaysPastDue?: number;
  /** Facts under which this treatment is forbidden. */
  readonly forbiddenFacts?: readonly Fact[];
}

export interface Guardrails {
  /** Any of these facts puts the loan on HOLD. */
  readonly holdFacts: readonly Fact[];
  /** A loan known to be fewer days past due than this is on HOLD: 1 holds at 0 days; 0 holds nobody. */
  readonly holdBelowDaysPastDue: number;
  readonly limits: readonly TreatmentLimit[];
}

/** THRESHOLDS: the band of the score. EXPECTED_VALUE: the permitted treatment that is worth most. */
export const policyModes = ["THRESHOLDS", "EXPECTED_VALUE"] as const;
export type PolicyMode = (typeof policyModes)[number];

/** One corner of a curve that is straight between corners and level beyond the first and the last. */
export interface CurvePoint {
  /** Risk score in [0, 1], ascending along the curve. */
  readonly risk: number;
  /** Probability in [0, 1] that the loan is recovered. */
  readonly probability: number;
}

/** What one treatment is assumed to bring in. An assumption, to be labelled so wherever a result is shown. */
export interface TreatmentEconomics {
  readonly treatment: string;
  readonly recovery: readonly CurvePoint[];
  /** Share of the amount owed that is given up, in [0, 1]. */
  readonly haircut: number;
  /** Months until the money arrives, >= 0. */
  readonly months: number;
}

export interface Economics {
  /** What money is worth that comes a month later, in (0, 1]. */
  readonly discountPerMonth: number;
  /** One per treatment. */
  readonly curves: readonly TreatmentEconomics[];
}

/** What a month's work may use at most; null: as much as it takes. */
export interface Capacity {
  readonly agentHoursPerMonth: number | null;
  readonly legalCasesPerMonth: number | null;
}

/** What one more unit of a scarce capacity is worth, in money; 0 where it is not scarce. */
export interface ShadowPrices {
  readonly agentHour: number;
  readonly legalCase: number;
}

/**
 * AMOUNT_AT_RISK: risk x outstanding. EXPECTED_LOSS: what is expected to be lost if nothing is done.
 * NET_GAIN: expected net recovery of treating today minus that of waiting, that is, of doing nothing.
 */
export const priorityRules = ["AMOUNT_AT_RISK", "EXPECTED_LOSS", "NET_GAIN"] as const;
export type PriorityRule = (typeof priorityRules)[number];

/** Every part of a policy. Plain JSON: the same in the database, GraphQL, the command line and the screen. */
export interface CompletePolicy {
  readonly mode: PolicyMode;
  readonly treatments: readonly TreatmentDefinition[];
  /** In ascending order of `from`; the first starts at 0, inclusive. Also decide loans of unknown amount. */
  readonly bands: readonly Band[];
  readonly guardrails: Guardrails;
  readonly economics: Economics;
  readonly capacity: Capacity;
  /** Solved by `solveCapacity` and stored, so that a decision stays a function of one loan. */
  readonly prices: ShadowPrices;
  readonly priority: PriorityRule;
}

/** A policy as people write it: bands, and whatever else differs from the defaults of `upgradePolicy`. */
export interface Policy extends Partial<Omit<CompletePolicy, "bands">> {
  readonly bands: readonly Band[];
}

/** What is wrong with a policy, beside the field that it concerns. */
export interface Problem {
  /** For example `bands.1.from`. */
  readonly path: string;
  readonly message: string;
}

/** Risk above 0.75: legal action; 0.5 to 0.75, both included: settlement offer; below 0.5: reminder. */
export const seedPolicy: Policy = {
  bands: [
    { treatment: "REMINDER", from: 0, fromInclusive: true },
    { treatment: "SETTLEMENT_OFFER", from: 0.5, fromInclusive: true },
    { treatment: "LEGAL_ACTION", from: 0.75, fromInclusive: false },
  ],
};

/** The console's first policy: the seed's with two guardrails shown. */
export const consolePolicy: CompletePolicy = (() => {
  const seed = upgradePolicy(seedPolicy);
  const limits = [{ treatment: "LEGAL_ACTION", minDaysPastDue: 90 }];
  return { ...seed, guardrails: { ...seed.guardrails, holdBelowDaysPastDue: 1, limits } };
})();

/**
 * Every fault of `policy`, each with the path of the field that it concerns; empty means that the bands partition
 * [0, 1], every name is known, and `decide` can run. Parts that are left out are judged by their defaults.
 */
export function validatePolicy(policy: Policy): Problem[] {
  const complete = upgradePolicy(policy);
  return [
    ...checkMembers(complete),
    ...checkTreatments(complete.treatments),
    ...checkBands(complete),
    ...checkGuardrails(complete),
    ...checkEconomics(complete),
    ...checkCapacity(complete),
  ];
}

function checkMembers({ mode, priority }: CompletePolicy): Problem[] {
  const problems: Problem[] = [];
  const oneOf = (path: string, value: string, known: readonly string[]) => {
    if (!known.includes(value)) {
      problems.push({ path, message: `Unknown ${path} "${value}": it is one of ${known.join(", ")}.` });
    }
  };
  oneOf("mode", mode, policyModes);
  oneOf("priority", priority, priorityRules);
  return problems;
}
