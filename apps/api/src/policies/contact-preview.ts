import { BookVerdicts } from "../contacts/book-verdicts.js";
import { bookContactFacts } from "../contacts/contact-facts.js";
import { reachingChannel } from "../contacts/verdict.js";
import type { App } from "../context.js";
import { copiedLines, copyOut, readCopied } from "../database/copy.js";
import type { Simulated } from "./effect.js";

/** Loans of one treatment by what the contact rules say of it at a moment. */
export interface ContactCount {
  treatment: string;
  allowed: number;
  deferred: number;
  blocked: number;
}

/**
 * How many of a policy's contacts the rules would let through now, by treatments that reach somebody. Asks the rules
 * for every loan, one chunk in memory at a time: seconds for a million loans, so only where somebody wants to know.
 */
export async function previewContacts(
  app: App,
  { book, decisions, rules }: Simulated,
): Promise<ContactCount[]> {
  const question = { jurisdiction: app.config.jurisdiction, instant: Date.now() };
  const verdicts = new BookVerdicts(question);
  const facts = bookContactFacts(question.instant);
  const channels = rules.treatments.map(({ channel }) => reachingChannel(channel));
  const counts = rules.treatments.map(({ name }) => ({
    treatment: name,
    allowed: 0,
    deferred: 0,
    blocked: 0,
  }));
  const client = await app.sql.connect();
  try {
    // In the order of the book's loans, so that the n-th row is the n-th decision.
    const stream = copyOut(
      client,
      `SELECT d.loan_id, ${facts.column}
       FROM decision d JOIN borrower b ON b.id = d.borrower_id ${facts.joins}
       WHERE d.run_id = ${book.run.id} AND d.revision = 0 ORDER BY d.loan_id`,
    );
    let place = 0;
    for await (const lines of copiedLines(stream)) {
      for (const line of lines) {
        const code = decisions.treatment[place];
        const channel = channels[code];
        place++;
        if (channel === null) continue;
        const [loanId, known] = line.split("\t");
        const { verdict } = verdicts.of(channel, loanId, readCopied(known));
        counts[code][verdict === "ALLOW" ? "allowed" : verdict === "DEFER" ? "deferred" : "blocked"]++;
      }
    }
  } finally {
    // Left in the middle of its COPY where somebody gave up.
    client.release(true);
  }
  return counts.filter((_, code) => channels[code] !== null);
}
