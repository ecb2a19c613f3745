import { graphql } from "../../gql/gql.ts";
import type { PolicyPageQuery, PolicyRulesInput, RulesFragment } from "../../gql/graphql.ts";

graphql(`
  fragment Rules on PolicyRules {
    mode
    priority
    treatments {
      name
      kind
      channel
      cost
      agentMinutes
      severity
      legalCases
    }
    bands {
      treatment
      from
      fromInclusive
    }
    guardrails {
      holdFacts
      holdBelowDaysPastDue
      limits {
        treatment
        minOutstanding
        minDaysPastDue
        forbiddenFacts
      }
    }
    economics {
      discountPerMonth
      curves {
        treatment
        recovery {
          risk
          probability
        }
        haircut
        months
      }
    }
    capacity {
      agentHoursPerMonth
      legalCasesPerMonth
    }
    prices {
      agentHour
      legalCase
    }
  }
`);

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
        rules {
          ...Rules
        }
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

/** Everything that is needed to count loans while a boundary is moved. */
export const curvesQuery = graphql(`
  query PolicyCurves($rules: PolicyRulesInput!) {
    simulatePolicy(rules: $rules) {
      __typename
      ... on PolicySimulation {
        scoreCurves {
          steps
          treatments
          classes {
            fallsTo
            loans {
              below
              atOrBelow
            }
            outstanding {
              below
              atOrBelow
            }
            expectedNetRecovery {
              below
              atOrBelow
            }
          }
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

export const publishMutation = graphql(`
  mutation PublishPolicy($rules: PolicyRulesInput!, $note: String!, $basedOn: Int) {
    publishPolicy(rules: $rules, note: $note, basedOn: $basedOn) {
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

/** Rules as the API takes them: without the names of types, and without the prices, which it solves itself. */
export function toInput({ prices: _, ...rules }: RulesFragment): PolicyRulesInput {
  return JSON.parse(
    JSON.stringify(rules, (key, value) => (key === "__typename" ? undefined : value)),
  ) as PolicyRulesInput;
}

export type Run = NonNullable<PolicyPageQuery["activeDecisionRun"]>;
export type PolicyVersion = PolicyPageQuery["policies"]["nodes"][number];
