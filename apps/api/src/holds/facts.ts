import { type Fact, facts } from "@loan-recovery/ml-core/strategy/policy";

/** A dispute is about one loan; everything else that is known is known of the person. */
export const factsOfOneLoan: readonly Fact[] = ["DISPUTED"];

/** Sets the bit of each fact, as `LoanColumns.facts` wants it. */
const bitOfFact = `CASE h.fact ${facts.map((fact, i) => `WHEN '${fact}' THEN ${1 << i}`).join(" ")} ELSE 0 END`;

/**
 * Loans that some hold concerns, with the bits of their facts: `loan_id, facts`. A hold stands until it is ended; one
 * whose last day has passed is ended, and its borrower decided again, by the clock.
 * @param where which holds, by their columns `h.`; default all
 */
export function factsOfLoans(where = "true"): string {
  return `(SELECT held.id AS loan_id, bit_or(${bitOfFact})::int AS facts
    FROM hold h JOIN loan held ON held.borrower_id = h.borrower_id AND (h.loan_id IS NULL OR h.loan_id = held.id)
    WHERE h.ended_at IS NULL AND ${where} GROUP BY held.id)`;
}
