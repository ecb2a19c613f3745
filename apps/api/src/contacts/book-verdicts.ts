import type { ContactChannel } from "@loan-recovery/ml-core/strategy/contact/rules";
import type { ContactFacts } from "./contact-facts.js";
import { type ContactAnswer, type ContactQuestion, contactVerdict } from "./verdict.js";

/** Zones come from files: rubbish must not fill the memory. */
const mostKept = 20_000;

/** The verdicts of a whole book at one moment. Most borrowers share theirs with many others, so it is found once. */
export class BookVerdicts {
  private readonly found = new Map<string, ContactAnswer>();

  constructor(private readonly question: ContactQuestion) {}

  /** @param facts as `bookContactFacts` gives them, JSON text */
  of(channel: ContactChannel, loanId: string, facts: string): ContactAnswer {
    // Without holds and history no loan is named: everybody with the same text gets the same verdict.
    if (facts.includes('"loan"')) return this.ask(channel, loanId, facts);
    const key = channel + facts;
    let answer = this.found.get(key);
    if (answer === undefined) {
      if (this.found.size >= mostKept) this.found.clear();
      answer = this.ask(channel, loanId, facts);
      this.found.set(key, answer);
    }
    return answer;
  }

  private ask(channel: ContactChannel, loanId: string, facts: string): ContactAnswer {
    return contactVerdict(JSON.parse(facts) as ContactFacts, loanId, channel, this.question);
  }
}
