import { chooseAll, netRecovery, owedOf, ruleBits, spreadOf } from "./choice.ts";
import { type LoanFacts, makeColumns } from "./columns.ts";
import { compilePolicy } from "./compile.ts";
import { type CompletePolicy, type Fact, facts, type Policy } from "./policy.ts";
import { holdByDays, makeScreened, screen } from "./screen.ts";

/** The path to a decision, read from its rule code. */
export interface RulePath {
  /** Index of the score's band, whether or not it decided. */
  readonly band: number;
  /** The fact, or too few days past due, that put the loan on HOLD; null where it is not on HOLD. */
  readonly heldBy: Fact | "DAYS_PAST_DUE" | null;
  /** BAND, VALUE, or GUARDRAIL for a HOLD. */
  readonly decidedBy: "BAND" | "VALUE" | "GUARDRAIL";
  /** A guardrail forbade the treatment that would have been chosen. */
  readonly isLimited: boolean;
  /** The price of scarce capacity changed the choice. */
  readonly isRationed: boolean;
  /** The amount owed is unknown, so the band decided in place of the value. */
  readonly isAmountUnknown: boolean;
}

/** Reads a code of `Decisions.rule`. */
export function readRule(code: number): RulePath {
  const hold = (code >> ruleBits.holdShift) & 15;
  const byValue = (code & ruleBits.byValue) !== 0;
  return {
    band: code & 63,
    heldBy: hold === 0 ? null : hold === holdByDays ? "DAYS_PAST_DUE" : facts[hold - 1],
    decidedBy: hold > 0 ? "GUARDRAIL" : byValue ? "VALUE" : "BAND",
    isLimited: (code & ruleBits.limited) !== 0,
    isRationed: (code & ruleBits.rationed) !== 0,
    isAmountUnknown: (code & ruleBits.unknown) !== 0,
  };
}

/** What one treatment would have been worth for a loan, and whether it was allowed. */
export interface Alternative {
  readonly treatment: string;
  readonly isPermitted: boolean;
  /** Expected net recovery in money; null where the amount owed is unknown. */
  readonly expectedNetRecovery: number | null;
  /** The price of the capacity that it would use. */
  readonly capacityPrice: number;
}

export interface Explanation {
  readonly treatment: string;
  readonly rule: RulePath;
  /** The same in a sentence. */
  readonly text: string;
  /** Every treatment but HOLD, mildest first. */
  readonly alternatives: readonly Alternative[];
}

/**
 * Why one loan is decided as it is, by the rule that `decide` uses for a million.
 * @throws RangeError where the risk is not in [0, 1]
 */
export function explainDecision(policy: Policy, loan: LoanFacts): Explanation {
  const c = compilePolicy(policy);
  const { risk, key = 0 } = loan;
  if (!(risk >= 0 && risk <= 1)) throw new RangeError(`the risk is ${risk}: it must be from 0 to 1`);
  const outstanding = loan.outstanding ?? Number.NaN;
  const columns = makeColumns([loan]);
  const chosen = {
    treatment: new Uint8Array(1),
    rule: new Uint16Array(1),
    expectedNetRecovery: new Float64Array(1),
  };
  const screened = makeScreened(1);
  screen(c, columns, 0, 1, screened);
  chooseAll(c, columns, chosen, 0, 1, screened);
  const rule = readRule(chosen.rule[0]);
  const permitted = screened.permitted[0];
  const piece = screened.piece[0];
  const alternatives: Alternative[] = [];
  for (let rank = 1; rank < c.ranks; rank++) {
    alternatives.push({
      treatment: c.policy.treatments[c.codeOfRank[rank]].name,
      isPermitted: ((permitted >> rank) & 1) === 1,
      expectedNetRecovery:
        loan.outstanding === null ? null : netRecovery(c, rank, piece, risk, owedOf(outstanding)),
      capacityPrice: spreadOf(key) * c.usePrice[rank],
    });
  }
  const treatment = c.policy.treatments[chosen.treatment[0]].name;
  return { treatment, rule, text: sentenceOf(c.policy, treatment, rule), alternatives };
}

/** A rule path in a sentence, for the screen and the receipt. */
export function sentenceOf(policy: CompletePolicy, treatment: string, rule: RulePath): string {
  const { heldBy, band, decidedBy } = rule;
  if (heldBy === "DAYS_PAST_DUE") {
    return `${treatment}: fewer than ${policy.guardrails.holdBelowDaysPastDue} days past due.`;
  }
  if (heldBy !== null) return `${treatment}: ${heldBy.toLowerCase().replaceAll("_", " ")}.`;
  const parts = [
    decidedBy === "VALUE"
      ? "the largest expected net recovery under the assumed curves"
      : `${bandInWords(policy, band)} is ${policy.bands[band].treatment}`,
  ];
  if (rule.isAmountUnknown) parts.push("the amount owed is unknown, so the band decides");
  if (rule.isLimited) parts.push("a guardrail forbids a treatment that would have come first");
  if (rule.isRationed) parts.push("scarce capacity is worth more elsewhere");
  return `${treatment}: ${parts.join("; ")}.`;
}

/** A band as the scores in it, boundaries on the side that they belong to. */
function bandInWords({ bands }: CompletePolicy, index: number): string {
  const { from, fromInclusive } = bands[index];
  const next = bands.at(index + 1);
  // Exact, but for the binary digits: 0.07 is 7 %, not 7.000000000000001 %.
  const percent = (share: number) => `${Number((100 * share).toPrecision(15))} %`;
  const low = from > 0 || !fromInclusive ? `${fromInclusive ? "from" : "above"} ${percent(from)}` : "";
  const high = next ? `${next.fromInclusive ? "below" : "up to"} ${percent(next.from)}` : "";
  return ["a score", low, low && high && "and", high].filter(Boolean).join(" ");
}
