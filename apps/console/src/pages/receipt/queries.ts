import { graphql } from "../../gql/gql.ts";
import type { ReceiptQuery, ReplayQuery } from "../../gql/graphql.ts";

export const receiptQuery = graphql(`
  query Receipt($id: ID!) {
    decisionReceipt(id: $id) {
      decision {
        id
        revision
        treatment
        riskScore
        priority
        segment
        outOfBag
        legalReviewNeeded
        expectedNetRecovery {
          amount
          currency
        }
        run {
          id
          isBaseRate
          policy {
            id
            bands {
              treatment
              from
              fromInclusive
            }
          }
        }
        loan {
          id
          externalId
          borrower {
            id
            externalId
            name
          }
        }
      }
      input {
        column
        value
      }
      facts
      rawScore
      explanation {
        base
        score
        rest
        reasons {
          feature
          text
          usual
          contribution
        }
      }
      rule
      experiment {
        name
        arm
        isKept
        championScore
      }
      alternatives {
        treatment
        isPermitted
        expectedNetRecovery {
          amount
          currency
        }
        capacityPrice {
          amount
          currency
        }
      }
      contact {
        at
        isOfDecision
        jurisdiction
        contact {
          channel
          verdict
          rule
          source
          blockedBy
          nextPermitted
          missing
        }
      }
      modelVersion
      modelHash
      policyVersion
      runNumber
      actor
      inForceSince
      sealRoot
      digest
    }
  }
`);

export const replayQuery = graphql(`
  query Replay($id: ID!) {
    replayDecision(id: $id) {
      matches
      stored
      replayed
    }
  }
`);

export type Receipt = NonNullable<ReceiptQuery["decisionReceipt"]>;
export type Replay = NonNullable<ReplayQuery["replayDecision"]>;
