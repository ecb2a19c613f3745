import { groupKey, mix32 } from "../table/group-key.ts";
import { chooseByCells, makeCells } from "./cells.ts";
import { chooseAll, netRecovery, owedOf } from "./choice.ts";
import { checkColumns, type LoanColumns, plainColumns } from "./columns.ts";
import { type CompiledPolicy, compilePolicy } from "./compile.ts";
import type { Policy, ShadowPrices } from "./policy.ts";
import type { PriceBox } from "./price-search.ts";
import { bandOf, blockLoans, makeScreened, type Screened, screen } from "./screen.ts";

/** Decisions side by side, one entry per loan. */
export interface Decisions {
  /** Code of the treatment: its position in the policy's `treatments`. */
  readonly treatment: Uint8Array;
  /** By the policy's rule; higher is called first. Of equals the loan that comes first. */
  readonly priority: Float64Array;
  /** Expected net recovery in money, NaN where the amount owed is unknown. Rests on the assumed curves. */
  readonly expectedNetRecovery: Float64Array;
  /** The path to the decision, read by `readRule`. */
  readonly rule: Uint16Array;
}

/** Empty decisions for so many loans, to be filled by `decide` again and again. */
export function makeDecisions(loans: number): Decisions {
  return {
    treatment: new Uint8Array(loans),
    priority: new Float64Array(loans),
    expectedNetRecovery: new Float64Array(loans),
    rule: new Uint16Array(loans),
  };
}

/**
 * Decides every loan: exactly one treatment each, from that loan's columns and the policy alone. The same function
 * makes previews, decision runs and replays.
 * @param policy one without faults (`validatePolicy`), or compiled once by `compilePolicy`
 * @param into decisions of as many loans to write over, which saves allocating
 * @throws RangeError where the columns are not of one length or a risk is not in [0, 1]
 */
export function decide(
  policy: Policy | CompiledPolicy,
  columns: LoanColumns,
  into: Decisions = makeDecisions(columns.risk.length),
): Decisions {
  const c = "codeOfRank" in policy ? policy : compilePolicy(policy);
  const loans = checkColumns(columns);
  if (into.treatment.length !== loans) {
    throw new RangeError(`decisions for ${into.treatment.length} loans cannot take ${loans}`);
  }
  const screened = makeScreened(Math.min(loans, blockLoans));
  const isWeighed = c.byValue || c.isPriced;
  const cells = isWeighed && loans >= manyLoans ? makeCells(c, pointBox(c.policy.prices)) : undefined;
  for (let start = 0; start < loans; start += blockLoans) {
    const end = Math.min(loans, start + blockLoans);
    screen(c, columns, start, end, screened);
    if (cells) chooseByCells(cells, columns, into, start, end, screened);
    else chooseAll(c, columns, into, start, end, screened);
    prioritize(c, columns, into, start, end, screened);
  }
  return into;
}

/** From so many loans on a table of choices saves more than it costs. */
const manyLoans = 20_000;

function pointBox({ agentHour, legalCase }: ShadowPrices): PriceBox {
  return { hourLow: agentHour, hourHigh: agentHour, caseLow: legalCase, caseHigh: legalCase };
}

function prioritize(
  c: CompiledPolicy,
  { risk, outstanding }: LoanColumns,
  into: Decisions,
  start: number,
  end: number,
  { piece }: Screened,
): void {
  const { priority, expectedNetRecovery } = into;
  for (let i = start; i < end; i++) {
    priority[i] = priorityIn(c, piece[i - start], risk[i], outstanding[i], expectedNetRecovery[i]);
  }
}

/**
 * A loan's priority by the policy's rule.
 * @param piece of the recovery curves at this risk (`pieceOf`)
 * @param outstanding NaN where unknown
 * @param net expected net recovery of the treatment that it gets
 */
export function priorityIn(
  c: CompiledPolicy,
  piece: number,
  risk: number,
  outstanding: number,
  net: number,
): number {
  const rule = c.policy.priority;
  if (rule === "AMOUNT_AT_RISK" || Number.isNaN(outstanding)) return priorityOf(risk, outstanding);
  const owed = owedOf(outstanding);
  const waiting = netRecovery(c, 1, piece, risk, owed);
  return rule === "NET_GAIN" ? net - waiting : owed - waiting;
}

/**
 * The band's treatment for one score, compared unrounded, before guardrails and economics.
 * @param risk probability of not being recovered, in [0, 1]
 */
export function treatmentFor(policy: Policy, risk: number): string {
  return policy.bands[bandOf(compilePolicy(policy), risk)].treatment;
}

/**
 * Amount at risk: risk x outstanding, in the currency's unit. Where the outstanding amount is
 * unknown (NaN) the risk alone, which places the loan after every loan with a balance worth speaking of.
 */
export function priorityOf(risk: number, outstanding: number): number {
  return Number.isNaN(outstanding) ? risk : risk * outstanding;
}

/**
 * Decides loans of which nothing but the score and the balance is known.
 * @param risk scores in [0, 1], one per loan
 * @param outstanding amounts owed, NaN where unknown, as long as `risk`
 */
export function decideAll(policy: Policy, risk: Float64Array, outstanding: Float64Array): Decisions {
  return decide(policy, plainColumns(risk, outstanding));
}

/** A loan's key for `LoanColumns.key`: 32 bits that depend on nothing but its id. */
export function loanKey(loanId: string): number {
  return mix32(groupKey(loanId) ^ 0x2c1b3c6d);
}
