import { graphql } from "../../gql/gql.ts";
import type { PolicyPageQuery } from "../../gql/graphql.ts";

export const policyPageQuery = graphql(`
  query PolicyPage {
    activeDecisionRun {
      id
      number
      book
      isBaseRate
      loanCount
      policy {
        id
        version
        bands {
          treatment
          from
          fromInclusive
        }
      }
      scoreCurve {
        steps
        below
        atOrBelow
        outstandingBelow
        outstandingAtOrBelow
      }
    }
    policies(first: 50) {
      nodes {
        id
        version
        note
        createdAt
        createdBy
        active
        bands {
          treatment
          from
          fromInclusive
        }
      }
    }
  }
`);

export const publishMutation = graphql(`
  mutation PublishPolicy($bands: [BandInput!]!, $note: String!) {
    publishPolicy(bands: $bands, note: $note) {
      __typename
      ... on PublishedPolicy {
        policy {
          id
          version
        }
        job {
          id
        }
      }
      ... on Refusal {
        problems {
          path
          message
        }
      }
    }
  }
`);

export type Run = NonNullable<PolicyPageQuery["activeDecisionRun"]>;
export type PolicyVersion = PolicyPageQuery["policies"]["nodes"][number];
