import { graphql } from "../../gql/gql.ts";
import type { BorrowerQuery, ExplanationQuery } from "../../gql/graphql.ts";

export const borrowerQuery = graphql(`
  query Borrower($id: ID!) {
    borrower(id: $id) {
      id
      externalId
      name
      phone
      email
      timeZone
      erasedAt
      book
      employmentType
      monthlyIncome {
        amount
        currency
      }
      totalOutstanding {
        amount
        currency
      }
      leadDecision {
        id
        riskScore
        segment
        treatment
        legalReviewNeeded
        outOfBag
        modelVersion
        experiment {
          experimentId
          name
          arm
          isKept
        }
        run {
          id
          isBaseRate
          policy {
            id
            version
            bands {
              treatment
              from
              fromInclusive
            }
          }
        }
      }
      loans {
        id
        externalId
        state
        loanType
        loanAmount {
          amount
          currency
        }
        outstanding {
          amount
          currency
        }
        monthlyEmi {
          amount
          currency
        }
        collateralValue {
          amount
          currency
        }
        interestRate
        tenureMonths
        paymentHistory
        missedPayments
        daysPastDue
        outcome {
          label
          notRecovered
          date
        }
        attributes {
          name
          value
        }
        decision {
          id
          riskScore
          treatment
          legalReviewNeeded
          run {
            id
            policy {
              id
              bands {
                treatment
                from
                fromInclusive
              }
            }
          }
        }
        snapshots {
          id
          asOf
          outstanding {
            amount
            currency
          }
          daysPastDue
          missedPayments
          outcomeLabel
        }
      }
    }
  }
`);

export const eraseMutation = graphql(`
  mutation EraseBorrower($borrowerId: ID!, $confirm: String!) {
    eraseBorrower(borrowerId: $borrowerId, confirm: $confirm) {
      __typename
      ... on Refusal {
        problems {
          path
          message
        }
      }
    }
  }
`);

/** Apart from the rest: it takes the model a moment, and the page need not wait for it. */
export const explanationQuery = graphql(`
  query Explanation($borrowerId: ID!) {
    borrower(id: $borrowerId) {
      id
      leadDecision {
        id
        explanation {
          base
          score
          reasons {
            feature
            text
            usual
            contribution
          }
          rest
          milder {
            treatment
            riskScore
            changes
          }
          milderReason
        }
      }
    }
  }
`);

export type Borrower = NonNullable<BorrowerQuery["borrower"]>;
export type BorrowerLoan = Borrower["loans"][number];
export type LeadDecision = NonNullable<Borrower["leadDecision"]>;
type ExplainedDecision = NonNullable<NonNullable<ExplanationQuery["borrower"]>["leadDecision"]>;
export type Explanation = NonNullable<ExplainedDecision["explanation"]>;
