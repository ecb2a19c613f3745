import type { LoanColumns } from "./columns.ts";
import { type CompiledPolicy, compilePolicy } from "./compile.ts";
import { type Decisions, decide } from "./decide.ts";
import { type GroupRate, type Groups, selectionRates } from "./group-rates.ts";
import type { Channel, Policy } from "./policy.ts";

/** Codes of contact verdicts in columns. */
export const verdictCodes = { ALLOW: 0, DEFER: 1, BLOCK: 2 } as const;

/** What a preview may be told beside the loans. */
export interface SimulationOptions {
  /** The decisions of this policy over these columns, where they are made already. */
  readonly decisions?: Decisions;
  /** Protected attributes by which selection rates are reported; they never decide anything. */
  readonly groups?: readonly Groups[];
  /** Per channel one of `verdictCodes` per loan, from `canContact`. A channel that is absent is not counted. */
  readonly verdicts?: Partial<Readonly<Record<Channel, Uint8Array>>>;
}

/** Sums over loans. Money in the currency of the book. */
export interface Totals {
  readonly loans: number;
  /** Of the loans whose amount is known. */
  readonly outstanding: number;
  readonly unknownOutstanding: number;
  /** Of the loans whose amount is known; rests on the assumed curves. Costs are taken off. */
  readonly expectedNetRecovery: number;
  readonly cost: number;
  readonly agentHours: number;
  readonly legalCases: number;
  /** Loans that the contact rules would not let be contacted at that instant. */
  readonly contactsDeferred: number;
  readonly contactsBlocked: number;
}

export interface Simulation {
  /** One per treatment of the policy, in its order. */
  readonly treatments: readonly (Totals & { readonly treatment: string })[];
  readonly total: Totals;
  readonly groups: readonly GroupRate[];
}

/**
 * What a policy would do to a book. Runs `decide`, so that a preview equals what is applied, loan by loan.
 * @param policy one without faults, or compiled
 * @throws RangeError as `decide` does
 */
export function simulate(
  policy: Policy | CompiledPolicy,
  columns: LoanColumns,
  options: SimulationOptions = {},
): Simulation {
  const c = "codeOfRank" in policy ? policy : compilePolicy(policy);
  const decisions = options.decisions ?? decide(c, columns);
  const definitions = c.policy.treatments;
  const loans = new Float64Array(definitions.length);
  const outstanding = new Float64Array(definitions.length);
  const unknown = new Float64Array(definitions.length);
  const net = new Float64Array(definitions.length);
  for (let i = 0; i < columns.risk.length; i++) {
    const code = decisions.treatment[i];
    const amount = columns.outstanding[i];
    loans[code]++;
    if (Number.isNaN(amount)) unknown[code]++;
    else {
      outstanding[code] += amount;
      net[code] += decisions.expectedNetRecovery[i];
    }
  }
  const treatments = definitions.map((definition, code) => ({
    treatment: definition.name,
    loans: loans[code],
    outstanding: outstanding[code],
    unknownOutstanding: unknown[code],
    expectedNetRecovery: net[code],
    cost: loans[code] * definition.cost,
    agentHours: (loans[code] * definition.agentMinutes) / 60,
    legalCases: loans[code] * definition.legalCases,
    ...contactsOf(code, definition.channel, decisions, options.verdicts),
  }));
  return {
    treatments,
    total: totalOf(treatments),
    groups: (options.groups ?? []).flatMap((groups) =>
      selectionRates(
        definitions.map(({ name }) => name),
        decisions,
        groups,
      ),
    ),
  };
}

function contactsOf(
  code: number,
  channel: Channel,
  { treatment }: Decisions,
  verdicts: SimulationOptions["verdicts"],
): Pick<Totals, "contactsDeferred" | "contactsBlocked"> {
  const verdict = verdicts?.[channel];
  let contactsDeferred = 0;
  let contactsBlocked = 0;
  if (verdict && channel !== "NONE") {
    for (let i = 0; i < treatment.length; i++) {
      if (treatment[i] !== code) continue;
      if (verdict[i] === verdictCodes.DEFER) contactsDeferred++;
      else if (verdict[i] === verdictCodes.BLOCK) contactsBlocked++;
    }
  }
  return { contactsDeferred, contactsBlocked };
}

function totalOf(parts: readonly Totals[]): Totals {
  const sum = (field: keyof Totals) => parts.reduce((total, part) => total + part[field], 0);
  return {
    loans: sum("loans"),
    outstanding: sum("outstanding"),
    unknownOutstanding: sum("unknownOutstanding"),
    expectedNetRecovery: sum("expectedNetRecovery"),
    cost: sum("cost"),
    agentHours: sum("agentHours"),
    legalCases: sum("legalCases"),
    contactsDeferred: sum("contactsDeferred"),
    contactsBlocked: sum("contactsBlocked"),
  };
}
