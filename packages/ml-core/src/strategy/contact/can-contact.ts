import { dayOf } from "../../table/calendar.ts";
import type { Fact } from "../policy.ts";
import { packFor } from "./packs.ts";
import type {
  AttemptsRule,
  ContactAccount,
  ContactChannel,
  ContactEvent,
  ContactReach,
  ContactRule,
  HoldRule,
  MissingFact,
  PauseRule,
} from "./rules.ts";
import { day, isKnownZone, localDay, nextOpen, startOfDay } from "./zones.ts";

export type Verdict = "ALLOW" | "DEFER" | "BLOCK";

/** Whether a borrower may be contacted, and if not why, and from when on. */
export interface ContactVerdict {
  /** DEFER: not now, but at `nextPermitted`. BLOCK: not until a fact changes. */
  readonly verdict: Verdict;
  /** Id of the rule that says no: of several, the one that says no the longest. Null where contact is allowed. */
  readonly rule: string | null;
  /** Earliest permitted instant, milliseconds since 1970 UTC: now for ALLOW, null for BLOCK. */
  readonly nextPermitted: number | null;
  /** What is not known and must be before anybody may be contacted. */
  readonly missing?: readonly MissingFact[];
}

const never = Number.POSITIVE_INFINITY;

/**
 * Whether a borrower may be contacted about a loan by a channel at an instant, by the rules of the account's
 * jurisdiction. Pure: the instant is passed in. An unknown zone, consent, hold or history that a rule needs blocks.
 * @param instant milliseconds since 1970 UTC
 * @throws RangeError where the instant is not a time or a hold's end is not a date
 */
export function canContact(
  account: ContactAccount,
  channel: ContactChannel,
  instant: number,
): ContactVerdict {
  if (!Number.isFinite(instant)) throw new RangeError(`instant is ${instant}: it must be a time`);
  const rules = packFor(account.jurisdiction).rules.filter((rule) => rule.channels.includes(channel));
  const missing = missingFacts(account, channel, rules);
  if (missing.length > 0) {
    return { verdict: "BLOCK", rule: `missing-${missing[0]}`, nextPermitted: null, missing };
  }
  let time = instant;
  let rule: string | null = null;
  for (let moved = true; moved; ) {
    moved = false;
    for (const candidate of rules) {
      const next = earliestBy(candidate, account, channel, time);
      if (next <= time) continue;
      if (next === never) return { verdict: "BLOCK", rule: candidate.id, nextPermitted: null };
      time = next;
      rule = candidate.id;
      moved = true;
    }
  }
  return { verdict: time > instant ? "DEFER" : "ALLOW", rule, nextPermitted: time };
}

const reachOf: Readonly<Record<ContactChannel, ContactReach>> = {
  CALL: "phone",
  SMS: "phone",
  EMAIL: "email",
  LETTER: "address",
  VISIT: "address",
};

/** The facts that the rules ask for and that the account does not know. */
function missingFacts(
  account: ContactAccount,
  channel: ContactChannel,
  rules: readonly ContactRule[],
): MissingFact[] {
  const { timeZone, consent, history, holds, reach } = account;
  const missing = new Set<MissingFact>();
  if (reach && !reach[reachOf[channel]]) missing.add(reachOf[channel]);
  for (const { kind } of rules) {
    const needsZone = kind === "HOURS" || kind === "ATTEMPTS" || kind === "PAUSE";
    if (needsZone && (timeZone === null || !isKnownZone(timeZone))) missing.add("timeZone");
    if (kind === "CONSENT" && consent?.[channel] === undefined) missing.add("consent");
    if ((kind === "ATTEMPTS" || kind === "PAUSE") && history === null) missing.add("history");
    if (kind === "HOLD" && holds === null) missing.add("holds");
  }
  return [...missing];
}

/** The first instant from `time` on that this one rule permits; infinite where it never does. */
function earliestBy(
  rule: ContactRule,
  account: ContactAccount,
  channel: ContactChannel,
  time: number,
): number {
  if (time < dayOf(rule.from) * day) return time;
  const repealed = rule.until === null ? never : (dayOf(rule.until) + 1) * day;
  return time >= repealed ? time : Math.min(repealed, earliestInForce(rule, account, channel, time));
}

function earliestInForce(
  rule: ContactRule,
  account: ContactAccount,
  channel: ContactChannel,
  time: number,
): number {
  switch (rule.kind) {
    case "HOURS":
      return nextOpen(account.timeZone!, rule.opens, rule.closes, time);
    case "ATTEMPTS":
      return afterAttempts(rule, account, time);
    case "PAUSE":
      return afterPause(rule, account, time);
    case "HOLD":
      return afterHolds(rule, account, time);
    case "CONSENT":
      return account.consent?.[channel] === true ? time : never;
  }
}

/** What counts for a rule per person and debt: the loan's own attempts, and those about all loans. */
function* eventsFor(rule: ContactRule, { history, loanId }: ContactAccount): Generator<ContactEvent> {
  for (const event of history!) {
    const isAboutLoan = event.loanId === null || event.loanId === loanId;
    if (isAboutLoan && rule.channels.includes(event.channel)) yield event;
  }
}

function afterAttempts(rule: AttemptsRule, account: ContactAccount, time: number): number {
  const zone = account.timeZone!;
  const today = localDay(zone, time);
  const dates = [...eventsFor(rule, account)]
    .filter(({ isInbound }) => !isInbound)
    .map(({ at }) => localDay(zone, at))
    .filter((date) => date <= today && date > today - rule.days)
    .sort((a, b) => a - b);
  if (dates.length < rule.max) return time;
  // With one attempt more there would be max + 1: enough of the oldest must leave the window first.
  return startOfDay(zone, dates[dates.length - rule.max] + rule.days, time);
}

function afterPause(rule: PauseRule, account: ContactAccount, time: number): number {
  const zone = account.timeZone!;
  const today = localDay(zone, time);
  let free = today;
  for (const { isConversation, at } of eventsFor(rule, account)) {
    const date = localDay(zone, at);
    if (isConversation && date <= today) free = Math.max(free, date + rule.days);
  }
  return free > today ? startOfDay(zone, free, time) : time;
}

function afterHolds(rule: HoldRule, { holds, timeZone }: ContactAccount, time: number): number {
  let end = time;
  for (const { fact, until } of holds!) {
    if (!rule.facts.includes(fact)) continue;
    end = Math.max(end, until === null ? never : endOfDay(timeZone, dayOf(until), time));
  }
  return end;
}

/** When a local date is over; where the zone is not known, when it is over everywhere (UTC-12). */
function endOfDay(timeZone: string | null, date: number, time: number): number {
  if (timeZone === null || !isKnownZone(timeZone)) return (date + 1) * day + day / 2;
  return localDay(timeZone, time) > date ? time : startOfDay(timeZone, date + 1, time);
}

/**
 * The facts that hold at an instant, for `factBits` and with it for HOLD: what stops contact stops treatment too,
 * so that a breathing space also holds legal action until its notified end.
 * @param instant milliseconds since 1970 UTC
 * @throws RangeError where a hold's end is not a date
 */
export function factsInForce(account: Pick<ContactAccount, "holds" | "timeZone">, instant: number): Fact[] {
  const inForce = new Set<Fact>();
  for (const { fact, until } of account.holds ?? []) {
    if (until === null || endOfDay(account.timeZone, dayOf(until), instant) > instant) inForce.add(fact);
  }
  return [...inForce];
}
