import type { Band } from "../../components/bands.ts";
import type { MoneyValue } from "../../components/format.ts";
import { graphql } from "../../gql/gql.ts";
import type { WorklistQuery } from "../../gql/graphql.ts";

export const worklistQuery = graphql(`
  query Worklist($after: String, $filter: BorrowerFilter, $orderBy: [BorrowerOrder!]) {
    borrowers(first: 50, after: $after, filter: $filter, orderBy: $orderBy) {
      totalCount
      totalCountIsExact
      notice
      pageInfo {
        hasNextPage
        endCursor
      }
      run {
        id
        kind
        isBaseRate
        book
        segments
        treatments {
          treatment
        }
        policy {
          id
          bands {
            treatment
            from
            fromInclusive
          }
        }
      }
      edges {
        cursor
        node {
          id
          externalId
          name
          loanCount
          totalOutstanding {
            amount
            currency
          }
          leadDecision {
            id
            riskScore
            segment
            treatment
            priority
            legalReviewNeeded
            contact {
              channel
              verdict
              blockedBy
              nextPermitted
            }
            loan {
              id
              externalId
              daysPastDue
              outstanding {
                amount
                currency
              }
              outcome {
                label
                notRecovered
              }
            }
          }
        }
      }
    }
  }
`);

export const removeSampleMutation = graphql(`
  mutation RemoveSampleData {
    removeSampleData
  }
`);

export type Worklist = WorklistQuery["borrowers"];
export type WorklistBorrower = Worklist["edges"][number]["node"];
type LeadDecision = NonNullable<WorklistBorrower["leadDecision"]>;

/** The bands of the policy that decided the list, ascending. */
export function bandsOf(list: Worklist): readonly Band[] {
  return list.run?.policy.bands ?? [];
}

/** What the priority is in money; null where the outstanding amount is unknown and the priority is the risk alone. */
export function amountAtRisk({ priority, loan }: LeadDecision): MoneyValue | null {
  return loan.outstanding ? { amount: priority.toFixed(2), currency: loan.outstanding.currency } : null;
}

/** The small print under a borrower's name. */
export function idLine({ name, externalId, loanCount, leadDecision }: WorklistBorrower): string {
  const id = name ? externalId : (leadDecision?.loan.externalId ?? "");
  return loanCount > 1 ? `${id} · ${loanCount} loans` : id;
}
