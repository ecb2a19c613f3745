import { graphql } from "../../gql/gql.ts";

/** Everything that is needed to count loans while a boundary is moved. */
export const curvesQuery = graphql(`
  query PolicyCurves($rules: PolicyRulesInput!) {
    simulatePolicy(rules: $rules) {
      __typename
      ... on PolicySimulation {
        scoreCurves {
          underExperiment
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
      ...Refused
    }
  }
`);

export const effectQuery = graphql(`
  query PolicyEffectPreview($rules: PolicyRulesInput!, $comparedWith: Int) {
    simulatePolicy(rules: $rules, comparedWith: $comparedWith) {
      __typename
      ... on PolicySimulation {
        underExperiment
        rules {
          prices {
            agentHour
            legalCase
          }
        }
        changes {
          ...Change
        }
        effect {
          ...Effect
        }
        examples {
          from
          to
          loanId
          riskScore
          outstanding {
            ...Amount
          }
        }
      }
      ...Refused
    }
  }
`);

/** Rules with everything that a file may leave out. */
export const completeRulesQuery = graphql(`
  query CompleteRules($rules: PolicyRulesInput!) {
    simulatePolicy(rules: $rules) {
      __typename
      ... on PolicySimulation {
        rules {
          ...Rules
        }
      }
      ...Refused
    }
  }
`);

export const groupsQuery = graphql(`
  query PolicyGroups($rules: PolicyRulesInput!) {
    simulatePolicy(rules: $rules) {
      __typename
      ... on PolicySimulation {
        groups {
          attribute
          group
          treatment
          loans
          rate
          low
          high
          ratioToHighest
        }
      }
      ...Refused
    }
  }
`);

export const sensitivityQuery = graphql(`
  query PolicySensitivity($rules: PolicyRulesInput!) {
    simulatePolicy(rules: $rules) {
      __typename
      ... on PolicySimulation {
        sensitivity {
          treatment
          factor
          moved
          decisionsStay {
            ...Amount
          }
          decisionsFollow {
            ...Amount
          }
        }
      }
      ...Refused
    }
  }
`);

export const contactsQuery = graphql(`
  query PolicyContacts($rules: PolicyRulesInput!) {
    simulatePolicy(rules: $rules) {
      __typename
      ... on PolicySimulation {
        contacts {
          treatment
          allowed
          deferred
          blocked
        }
      }
      ...Refused
    }
  }
`);

export const optimizeQuery = graphql(`
  query OptimizePolicy($rules: PolicyRulesInput!) {
    optimizePolicy(rules: $rules) {
      __typename
      ... on OptimizedPolicy {
        countsExperiment
        fits
        expectedNetRecovery {
          ...Amount
        }
        bands {
          treatment
          from
          fromInclusive
        }
        curves {
          treatment
          points {
            from
            fits
            expectedNetRecovery {
              ...Amount
            }
          }
        }
      }
      ...Refused
    }
  }
`);

/** Whose loan an example is. */
export const loanQuery = graphql(`
  query ExampleLoan($id: ID!) {
    loan(id: $id) {
      id
      externalId
      borrower {
        id
        name
        externalId
      }
    }
  }
`);

export const recoveryQuery = graphql(`
  query RecoveryEstimates {
    recoveryEstimates {
      windowDays
      experiments
      treatments {
        treatment
        loans
        missing
        points {
          risk
          probability
          low
          high
        }
      }
    }
  }
`);
