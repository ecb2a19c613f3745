import type { Channel, Fact } from "../policy.ts";

/** A channel that reaches somebody. */
export type ContactChannel = Exclude<Channel, "NONE">;

/** Where a rule comes from and when it holds. Dates are YYYY-MM-DD, both included; `until` null: still in force. */
interface RuleOrigin {
  /** Unique in the pack; named in verdicts. */
  readonly id: string;
  readonly channels: readonly ContactChannel[];
  /** The text of law or rule, or "House default" where none prescribes it. */
  readonly source: string;
  readonly isHouseDefault: boolean;
  readonly from: string;
  readonly until: string | null;
}

/** Contact only from `opens` (included) to `closes` (excluded), minutes of the borrower's local day. */
export interface HoursRule extends RuleOrigin {
  readonly kind: "HOURS";
  readonly opens: number;
  readonly closes: number;
}

/** At most `max` attempts on `days` consecutive local days, today being one of them. */
export interface AttemptsRule extends RuleOrigin {
  readonly kind: "ATTEMPTS";
  readonly max: number;
  readonly days: number;
}

/** None on the `days` consecutive local days that begin with the day of a conversation. */
export interface PauseRule extends RuleOrigin {
  readonly kind: "PAUSE";
  readonly days: number;
}

/** None while one of these is known of the borrower or the loan. */
export interface HoldRule extends RuleOrigin {
  readonly kind: "HOLD";
  readonly facts: readonly Fact[];
}

/** None without the borrower's consent to the channel. */
export interface ConsentRule extends RuleOrigin {
  readonly kind: "CONSENT";
}

export type ContactRule = HoursRule | AttemptsRule | PauseRule | HoldRule | ConsentRule;

/** The rules of one jurisdiction. Engineering, not legal advice (docs/contact-rules.md). */
export interface RulePack {
  readonly jurisdiction: string;
  readonly title: string;
  readonly rules: readonly ContactRule[];
}

/** An attempt that was made, or a call that came in. */
export interface ContactEvent {
  readonly channel: ContactChannel;
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
  /** Whether it became a conversation with the borrower. */
  readonly isConversation: boolean;
  /** The borrower called: no attempt of ours, but a conversation as any other. Default false. */
  readonly isInbound?: boolean;
  /** The loan it was about; null: all of the borrower's. */
  readonly loanId: string | null;
}

/** A hold as it was notified. */
export interface ContactHold {
  readonly fact: Fact;
  /** Last day of the hold as notified, YYYY-MM-DD in the borrower's time zone; null: until somebody lifts it. */
  readonly until: string | null;
}

/** What the rules need to know of a borrower and one of their loans. Null: not known, which blocks. */
export interface ContactAccount {
  /** A pack's `jurisdiction`; any other or null takes the strictest pack. */
  readonly jurisdiction: string | null;
  readonly loanId: string;
  /** IANA name, such as "America/New_York". */
  readonly timeZone: string | null;
  /** By channel: true consented, false refused, absent not known. */
  readonly consent: Partial<Readonly<Record<ContactChannel, boolean>>> | null;
  /** Attempts of at least the last 7 days with this borrower, in any order. */
  readonly history: readonly ContactEvent[] | null;
  readonly holds: readonly ContactHold[] | null;
  /**
   * Which ways to the borrower are on file; false blocks the channels that need it. Left out: not looked at, for
   * callers that ask about the rules alone.
   */
  readonly reach?: Readonly<Record<ContactReach, boolean>>;
}

/** What channels need: a phone for CALL and SMS, an e-mail address, a postal address for LETTER and VISIT. */
export type ContactReach = "phone" | "email" | "address";

/** A fact without which a rule cannot be checked, or a channel not used. */
export type MissingFact = "timeZone" | "consent" | "history" | "holds" | ContactReach;
