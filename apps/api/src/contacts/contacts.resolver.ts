import { Arg, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from "type-graphql";
import type { ActivityRow } from "../activities/activities.js";
import { Activity } from "../activities/activities.type.js";
import type { BorrowerRow } from "../borrowers/borrowers.js";
import { Borrower } from "../borrowers/borrowers.type.js";
import type { Context, SignedInContext } from "../context.js";
import type { DecisionRow } from "../decisions/decisions.js";
import { Decision } from "../decisions/decisions.type.js";
import { badInput, checkId } from "../graphql/errors.js";
import type { HoldRow } from "../holds/holds.js";
import { Hold } from "../holds/holds.type.js";
import { setConsent, setTimeZone } from "./consent.js";
import { contactChannels } from "./contact-facts.js";
import {
  BorrowerResult,
  Consent,
  ConsentSourceName,
  Contact,
  ContactChannel,
  toContact,
} from "./contacts.type.js";
import { channelOf, contactVerdict } from "./verdict.js";

/** What belongs to contacting a borrower. */
@Resolver(() => Borrower)
export class BorrowerContactResolver {
  @FieldResolver(() => Contact, {
    nullable: true,
    description:
      "Whether the borrower may be contacted about the leading loan. Null: nothing has been decided.",
  })
  async contact(
    @Root() row: BorrowerRow,
    @Ctx() { loaders, config }: Context,
    @Arg("channel", () => ContactChannel) channel: keyof typeof ContactChannel,
    @Arg("at", () => Date, { nullable: true, description: "Now unless told; not a time that is over." })
    at: Date | null,
  ): Promise<Contact | null> {
    const instant = at?.getTime() ?? loaders.instant;
    if (instant < loaders.instant - 60_000) throw badInput("at lies in the past.");
    const [facts, lead] = await Promise.all([
      loaders.contactFacts.load(row.id),
      loaders.leadDecision.load(row.id),
    ]);
    if (!lead) return null;
    const question = { jurisdiction: config.jurisdiction, instant };
    return toContact(contactVerdict(facts!.facts, lead.loan_id, channel, question));
  }

  @FieldResolver(() => [Consent], { description: "One per channel." })
  async consents(@Root() row: BorrowerRow, @Ctx() { loaders }: Context): Promise<Consent[]> {
    const [facts, changes] = await Promise.all([
      loaders.contactFacts.load(row.id),
      loaders.consentsOfBorrower.load(row.id),
    ]);
    return contactChannels.map((channel, i) => {
      const given = facts!.facts.consent[i];
      const change = changes.find((each) => each.channel === channel);
      // A file may have said otherwise since.
      const noted = change?.given === given ? change : undefined;
      return {
        channel,
        given,
        source: noted?.source ?? null,
        notedAt: noted?.created_at ?? null,
        notedBy: noted?.created_by ?? null,
      };
    });
  }

  @FieldResolver(() => [Hold], { description: "Those in force first, then the ended ones, newest first." })
  holds(@Root() row: BorrowerRow, @Ctx() { loaders }: Context): Promise<HoldRow[]> {
    return loaders.holdsOfBorrower.load(row.id);
  }

  @FieldResolver(() => [Activity], { description: "The newest 200, newest first." })
  activities(@Root() row: BorrowerRow, @Ctx() { loaders }: Context): Promise<ActivityRow[]> {
    return loaders.activitiesOfBorrower.load(row.id);
  }

  @Mutation(() => BorrowerResult, {
    description: "Notes whether the borrower agreed to a channel; null: not known.",
  })
  setConsent(
    @Ctx() context: SignedInContext,
    @Arg("borrowerId", () => ID) borrowerId: string,
    @Arg("channel", () => ContactChannel) channel: keyof typeof ContactChannel,
    @Arg("given", () => Boolean, { nullable: true }) given: boolean | null,
    @Arg("source", () => ConsentSourceName, { nullable: true, description: "How it was learned." })
    source: keyof typeof ConsentSourceName | null,
  ): Promise<object> {
    checkId(borrowerId);
    return setConsent(context, context.actor, {
      borrowerId,
      channel,
      given: given ?? null,
      source: source ?? null,
    });
  }

  @Mutation(() => BorrowerResult, { description: "Notes in which IANA time zone the borrower lives." })
  setTimeZone(
    @Ctx() context: SignedInContext,
    @Arg("borrowerId", () => ID) borrowerId: string,
    @Arg("timeZone", () => String, { nullable: true }) timeZone: string | null,
  ): Promise<object> {
    checkId(borrowerId);
    return setTimeZone(context, context.actor, { borrowerId, timeZone: timeZone ?? null });
  }
}

@Resolver(() => Decision)
export class DecisionContactResolver {
  @FieldResolver(() => Contact, {
    nullable: true,
    description: "Whether the treatment may be carried out now, by its channel. Null: it reaches nobody.",
  })
  async contact(@Root() row: DecisionRow, @Ctx() { loaders, config }: Context): Promise<Contact | null> {
    const run = (await loaders.run.load(row.run_id))!;
    const { rules } = (await loaders.policy.load(run.policy_id))!;
    const channel = channelOf(rules, row.treatment);
    if (channel === null) return null;
    const facts = (await loaders.contactFacts.load(row.borrower_id))!.facts;
    const question = { jurisdiction: config.jurisdiction, instant: loaders.instant };
    return toContact(contactVerdict(facts, row.loan_id, channel, question));
  }
}
