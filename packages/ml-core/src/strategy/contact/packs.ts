import { facts } from "../policy.ts";
import type { ContactChannel, ContactRule, RulePack } from "./rules.ts";

const all: readonly ContactChannel[] = ["CALL", "SMS", "EMAIL", "LETTER", "VISIT"];
/** What rings, buzzes or knocks; a letter and an e-mail wait until they are read. */
const intrusive: readonly ContactChannel[] = ["CALL", "SMS", "VISIT"];
const live: readonly ContactChannel[] = ["CALL", "VISIT"];
const electronic: readonly ContactChannel[] = ["SMS", "EMAIL"];
const house = { source: "House default", isHouseDefault: true, from: "2000-01-01", until: null };

function law(source: string, from: string) {
  return { source, isHouseDefault: false, from, until: null };
}

/** Holds that no jurisdiction is asked about: treating such a borrower is wrong everywhere. */
const everyHold: ContactRule = { kind: "HOLD", id: "hold", channels: all, facts: [...facts], ...house };
const callConsent: ContactRule = { kind: "CONSENT", id: "call-consent", channels: live, ...house };
const letterConsent: ContactRule = { kind: "CONSENT", id: "letter-consent", channels: ["LETTER"], ...house };
const electronicConsent: ContactRule = {
  kind: "CONSENT",
  id: "electronic-consent",
  channels: electronic,
  ...house,
};

const unitedStates: RulePack = {
  jurisdiction: "US",
  title: "United States: Regulation F, third-party debt collectors",
  rules: [
    {
      kind: "HOURS",
      id: "us-hours",
      // Comment 6(b)(1)-1 covers electronic messages by the time they are sent.
      channels: [...intrusive, "EMAIL"],
      opens: 8 * 60,
      closes: 21 * 60,
      ...law(
        "12 CFR 1006.6(b)(1)(i): before 8 a.m. or after 9 p.m. at the consumer's location",
        "2021-11-30",
      ),
    },
    {
      kind: "ATTEMPTS",
      id: "us-attempts",
      channels: ["CALL"],
      max: 7,
      days: 7,
      ...law("12 CFR 1006.14(b)(2)(i)(A): presumption at more than seven calls in seven days", "2021-11-30"),
    },
    {
      kind: "PAUSE",
      id: "us-pause",
      channels: ["CALL"],
      days: 7,
      // A conversation counts whoever called (comment 14(b)(4)-1.ii).
      ...law("12 CFR 1006.14(b)(2)(i)(B): seven days, the conversation's date being the first", "2021-11-30"),
    },
    {
      kind: "HOLD",
      id: "us-cease",
      channels: all,
      facts: ["CEASE_COMMUNICATION"],
      ...law("12 CFR 1006.6(c): written refusal to pay or request to cease communication", "2021-11-30"),
    },
    {
      kind: "HOLD",
      id: "us-attorney",
      channels: all,
      facts: ["ATTORNEY"],
      ...law("12 CFR 1006.6(b)(2): consumer represented by an attorney", "2021-11-30"),
    },
    {
      kind: "HOLD",
      id: "us-dispute",
      channels: all,
      facts: ["DISPUTED"],
      ...law("12 CFR 1006.38(d)(2): no collection of a disputed debt until verification", "2021-11-30"),
    },
    {
      kind: "HOLD",
      id: "us-bankruptcy",
      channels: all,
      facts: ["BANKRUPT"],
      ...law("11 U.S.C. 362(a)(6): automatic stay", "1979-10-01"),
    },
    everyHold,
    callConsent,
    letterConsent,
    electronicConsent,
  ],
};

const india: RulePack = {
  jurisdiction: "IN",
  title: "India: Reserve Bank of India, recovery agents",
  rules: [
    {
      kind: "HOURS",
      id: "in-hours",
      channels: [...intrusive, "EMAIL"],
      opens: 8 * 60,
      closes: 19 * 60,
      ...law(
        "RBI/2022-23/108 DOR.ORG.REC.65/21.04.158/2022-23: no calls before 8 a.m. or after 7 p.m.",
        "2022-08-12",
      ),
    },
    everyHold,
    callConsent,
    letterConsent,
    electronicConsent,
  ],
};

const unitedKingdom: RulePack = {
  jurisdiction: "GB",
  title: "United Kingdom: Debt Respite Scheme; hours are the house's own",
  rules: [
    {
      kind: "HOLD",
      id: "gb-breathing-space",
      channels: all,
      facts: ["BREATHING_SPACE"],
      ...law(
        "SI 2020/1311 reg. 7 and 11: no enforcement of the debt and no contact about it in a moratorium",
        "2021-05-04",
      ),
    },
    {
      kind: "HOURS",
      id: "gb-hours",
      channels: [...intrusive, "EMAIL"],
      opens: 8 * 60,
      closes: 20 * 60,
      ...house,
      source: "House default: CONC 7.9.4R forbids unreasonable times and names no hours",
    },
    everyHold,
    callConsent,
    letterConsent,
    electronicConsent,
  ],
};

/** Every rule of every pack at once: the intersection of all hours, the longest pauses, every hold. */
const strictest: RulePack = {
  jurisdiction: "STRICTEST",
  title: "Not known where: every rule of every pack at once",
  rules: [...new Set([unitedStates, india, unitedKingdom].flatMap(({ rules }) => rules))],
};

export const rulePacks: readonly RulePack[] = [unitedStates, india, unitedKingdom, strictest];

/** The pack of a jurisdiction ("US", "IN", "GB"); any other, and null, takes the strictest of all. */
export function packFor(jurisdiction: string | null): RulePack {
  return rulePacks.find((pack) => pack.jurisdiction === jurisdiction) ?? strictest;
}
