import { type ContactVerdict, canContact } from "@loan-recovery/ml-core/strategy/contact/can-contact";
import { packFor } from "@loan-recovery/ml-core/strategy/contact/packs";
import type { ContactAccount, ContactChannel } from "@loan-recovery/ml-core/strategy/contact/rules";
import type { Channel, CompletePolicy } from "@loan-recovery/ml-core/strategy/policy";
import { type ContactFacts, contactChannels } from "./contact-facts.js";

/** Where and when the question is asked. */
export interface ContactQuestion {
  /** A pack's jurisdiction. */
  jurisdiction: string;
  /** Milliseconds since 1970 UTC. */
  instant: number;
}

/** A verdict with what it was about. */
export interface ContactAnswer extends ContactVerdict {
  channel: ContactChannel;
  jurisdiction: string;
  account: ContactAccount;
}

/** Whether a borrower may be contacted about a loan: the one door to the contact rules. */
export function contactVerdict(
  facts: ContactFacts,
  loanId: string,
  channel: ContactChannel,
  { jurisdiction, instant }: ContactQuestion,
): ContactAnswer {
  const account = toAccount(facts, loanId, jurisdiction);
  return { ...canContact(account, channel, instant), channel, jurisdiction, account };
}

/** The channel of a treatment, where it reaches somebody. */
export function reachingChannel(channel: Channel | undefined): ContactChannel | null {
  return channel === undefined || channel === "NONE" ? null : channel;
}

/** The channel by which a policy's treatment reaches somebody; null: it reaches nobody. */
export function channelOf(rules: CompletePolicy, treatment: string): ContactChannel | null {
  return reachingChannel(rules.treatments.find(({ name }) => name === treatment)?.channel);
}

function toAccount(facts: ContactFacts, loanId: string, jurisdiction: string): ContactAccount {
  const consent: Partial<Record<ContactChannel, boolean>> = {};
  contactChannels.forEach((channel, i) => {
    const given = facts.consent[i];
    if (given !== null) consent[channel] = given;
  });
  return {
    jurisdiction,
    loanId,
    timeZone: facts.timeZone,
    consent,
    history: facts.history.map(({ channel, at, talked, inbound, loan }) => ({
      channel,
      at,
      isConversation: talked,
      isInbound: inbound,
      loanId: loan,
    })),
    holds: facts.holds.filter(({ loan }) => loan === null || loan === loanId),
    // Postal addresses are not kept here: whoever prints a letter has them.
    reach: { phone: facts.hasPhone, email: facts.hasEmail, address: true },
  };
}

const missingWords: Readonly<Record<string, string>> = {
  timeZone: "the time zone",
  consent: "consent to this channel",
  history: "earlier contacts",
  holds: "holds",
  phone: "a phone number",
  email: "an e-mail address",
  address: "a postal address",
};

/** Why not, in words, and the text that says so; nulls where contact is allowed. */
export function whyNot(answer: ContactAnswer): { blockedBy: string | null; source: string | null } {
  const { rule: id, verdict, missing, jurisdiction, channel, account } = answer;
  if (verdict === "ALLOW") return { blockedBy: null, source: null };
  if (missing) {
    const names = missing.map((fact) => missingWords[fact]).join(", ");
    return { blockedBy: `Not known: ${names}.`, source: null };
  }
  const rule = packFor(jurisdiction).rules.find((candidate) => candidate.id === id);
  if (!rule) throw new Error(`The rules of ${jurisdiction} have no rule ${id}.`);
  return { blockedBy: inWords(rule, channel, account), source: rule.source };
}

function inWords(
  rule: ReturnType<typeof packFor>["rules"][number],
  channel: ContactChannel,
  { holds }: ContactAccount,
): string {
  switch (rule.kind) {
    case "HOURS":
      return `Contact hours are ${clock(rule.opens)} to ${clock(rule.closes)} where the borrower is.`;
    case "ATTEMPTS":
      return `${rule.max} attempts in ${rule.days} days have been made.`;
    case "PAUSE":
      return `Somebody spoke with the borrower less than ${rule.days} days ago.`;
    case "CONSENT":
      return `The borrower refused contact by ${channel === "SMS" ? "text message" : channel.toLowerCase()}.`;
    case "HOLD": {
      const facts = holds!.map(({ fact }) => fact).filter((fact) => rule.facts.includes(fact));
      return `On hold: ${[...new Set(facts)].join(", ").toLowerCase().replaceAll("_", " ")}.`;
    }
  }
}

function clock(minutes: number): string {
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
}
