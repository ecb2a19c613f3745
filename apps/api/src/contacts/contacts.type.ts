import { createUnionType, Field, ObjectType } from "type-graphql";
import { Borrower } from "../borrowers/borrowers.type.js";
import { enumOf, Refusal } from "../graphql/types.js";
import { consentSources } from "./consent.js";
import { contactChannels } from "./contact-facts.js";
import { type ContactAnswer, whyNot } from "./verdict.js";

export const ContactChannel = enumOf("ContactChannel", contactChannels, "A channel that reaches somebody.");
export const ConsentSourceName = enumOf(
  "ConsentSource",
  consentSources,
  "How it was learned that a borrower agreed to a channel, or refused.",
);
export const ContactVerdictName = enumOf(
  "ContactVerdict",
  ["ALLOW", "DEFER", "BLOCK"],
  "DEFER: not now, but at a known time. BLOCK: not until a fact changes.",
);

@ObjectType({
  description: "Whether a borrower may be contacted, and if not, why. Engineering, not legal advice.",
})
export class Contact {
  @Field(() => ContactChannel)
  channel: keyof typeof ContactChannel;

  @Field(() => ContactVerdictName)
  verdict: keyof typeof ContactVerdictName;

  @Field(() => String, {
    nullable: true,
    description: "Id of the rule that says no; null where contact is allowed.",
  })
  rule: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The text of law or rule, or that it is a house default.",
  })
  source: string | null;

  @Field(() => String, { nullable: true, description: "Why not, in words." })
  blockedBy: string | null;

  @Field(() => Date, {
    nullable: true,
    description: "The first permitted time; null where no time is known.",
  })
  nextPermitted: Date | null;

  @Field(() => [String], { description: "Facts that must be known first." })
  missing: string[];
}

@ObjectType({ description: "Whether a borrower agreed to be contacted by a channel." })
export class Consent {
  @Field(() => ContactChannel)
  channel: keyof typeof ContactChannel;

  @Field(() => Boolean, { nullable: true, description: "Null: not known, which blocks." })
  given: boolean | null;

  @Field(() => ConsentSourceName, {
    nullable: true,
    description: "How it was learned, where a person noted it.",
  })
  source: keyof typeof ConsentSourceName | null;

  @Field(() => Date, { nullable: true, description: "Null: a file said so, or nobody." })
  notedAt: Date | null;

  @Field(() => String, { nullable: true })
  notedBy: string | null;
}

export const BorrowerResult = createUnionType({
  name: "BorrowerResult",
  types: () => [Borrower, Refusal] as const,
  resolveType: (value: object) => ("problems" in value ? Refusal : Borrower),
});

/** A verdict as the API gives it. */
export function toContact(answer: ContactAnswer): Contact {
  const { channel, verdict, rule, nextPermitted, missing } = answer;
  return {
    channel,
    verdict,
    rule,
    ...whyNot(answer),
    nextPermitted: nextPermitted === null ? null : new Date(nextPermitted),
    missing: [...(missing ?? [])],
  };
}
