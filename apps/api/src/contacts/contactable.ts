import { canContact } from "@loan-recovery/ml-core/strategy/contact/can-contact";
import type { ContactAccount, ContactChannel } from "@loan-recovery/ml-core/strategy/contact/rules";
import type { CompletePolicy } from "@loan-recovery/ml-core/strategy/policy";
import type { Sql } from "../database/pool.js";
import { consentColumns, findContactFacts } from "./contact-facts.js";
import { type ContactQuestion, contactVerdict, reachingChannel } from "./verdict.js";

/** A decision whose treatment is to be carried out. */
export interface Candidate {
  borrower_id: string;
  loan_id: string;
  treatment: string;
}

/** Which of the decisions may be carried out, each by its treatment's channel; those that reach nobody may not. */
export async function areContactable(
  sql: Sql,
  rules: CompletePolicy,
  candidates: readonly Candidate[],
  question: ContactQuestion,
): Promise<boolean[]> {
  const channels = new Map(rules.treatments.map(({ name, channel }) => [name, reachingChannel(channel)]));
  const ids = [...new Set(candidates.map(({ borrower_id }) => borrower_id))];
  const rows = await findContactFacts(sql, ids, question.instant);
  const facts = new Map(rows.map((row) => [row.id, row.facts]));
  return candidates.map(({ borrower_id, loan_id, treatment }) => {
    const channel = channels.get(treatment) ?? null;
    const known = facts.get(borrower_id);
    if (channel === null || known === undefined) return false;
    return contactVerdict(known, loan_id, channel, question).verdict === "ALLOW";
  });
}

/**
 * A condition on decisions `d` that every contactable one meets, so that not the whole book needs to be looked at
 * while it is night. What it asks for is found out from the rules; `areContactable` has the last word.
 * @param parameter adds a query parameter and returns its placeholder
 */
export function mayBeContactable(
  rules: CompletePolicy,
  question: ContactQuestion,
  parameter: (value: unknown) => string,
): string {
  const byChannel = Map.groupBy(rules.treatments, ({ channel }) => reachingChannel(channel));
  const parts: string[] = [];
  for (const [channel, treatments] of byChannel) {
    if (channel === null) continue;
    const names = parameter(treatments.map(({ name }) => name));
    parts.push([`d.treatment = ANY(${names}::text[])`, ...needs(channel, question, parameter)].join(" AND "));
  }
  if (parts.length === 0) return "false";
  return `EXISTS (SELECT 1 FROM borrower c WHERE c.id = d.borrower_id AND (${parts.join(" OR ")}))`;
}

function needs(
  channel: ContactChannel,
  { jurisdiction, instant }: ContactQuestion,
  parameter: (value: unknown) => string,
): string[] {
  const reach = { phone: true, email: true, address: true };
  const account: ContactAccount = {
    jurisdiction,
    loanId: "",
    timeZone: null,
    consent: { [channel]: true },
    history: [],
    holds: [],
    reach,
  };
  const isAllowed = (part: Partial<ContactAccount>) =>
    canContact({ ...account, ...part }, channel, instant).verdict === "ALLOW";
  // Zones that the list lacks, such as old names, are left to the last word.
  const zones = Intl.supportedValuesOf("timeZone");
  const closed = zones.filter((timeZone) => !isAllowed({ timeZone }));
  const conditions = [`c.time_zone <> ALL(${parameter(closed)}::text[])`];
  const open = zones.find((timeZone) => isAllowed({ timeZone }));
  if (open === undefined) return conditions;
  if (!isAllowed({ timeZone: open, consent: {} })) conditions.push(`c.${consentColumns[channel]}`);
  if (!isAllowed({ timeZone: open, reach: { ...reach, phone: false } }))
    conditions.push("c.phone IS NOT NULL");
  if (!isAllowed({ timeZone: open, reach: { ...reach, email: false } }))
    conditions.push("c.email IS NOT NULL");
  return conditions;
}
