import { graphql } from "../../gql/gql.ts";
import type { PolicyDraftsQuery, PolicyPageQuery, PolicyVersionsQuery } from "../../gql/graphql.ts";

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
  fragment Effect on PolicyEffect {
    id
    runNumber
    moved
    total {
      ...Totals
    }
    treatments {
      treatment
      loans
      outstanding {
        ...Amount
      }
      expectedNetRecovery {
        ...Amount
      }
      cost {
        ...Amount
      }
      agentHours
      legalCases
    }
    movements {
      from
      to
      loans
      outstanding {
        ...Amount
      }
    }
  }
  fragment Totals on EffectTotals {
    loans
    outstanding {
      ...Amount
    }
    expectedNetRecovery {
      ...Amount
    }
    cost {
      ...Amount
    }
    agentHours
    legalCases
    unknownOutstanding
  }
  fragment Amount on Money {
    amount
    currency
  }
  fragment Refused on Refusal {
    problems {
      path
      message
    }
  }
  fragment Change on PolicyChange {
    path
    before
    after
  }
`);

graphql(`
  fragment FourEyes on FourEyes {
    isOn
    approvalNeeded
    offAskedBy
    isOwnRequest
  }
`);

export const policyPageQuery = graphql(`
  query PolicyPage {
    settings {
      fourEyes {
        ...FourEyes
      }
    }
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
  }
`);

export const versionsQuery = graphql(`
  query PolicyVersions {
    policies(first: 50) {
      nodes {
        id
        version
        note
        createdAt
        createdBy
        approvedBy
        active
        rules {
          ...Rules
        }
        effect {
          ...Effect
        }
        changes {
          ...Change
        }
      }
    }
  }
`);

graphql(`
  fragment Draft on PolicyDraft {
    id
    state
    author
    isOwn
    note
    baseVersion
    createdAt
    updatedAt
    publishAt
    reviewer
    reviewNote
    failure
    rules {
      ...Rules
    }
    effect {
      ...Effect
    }
    changes {
      ...Change
    }
    policy {
      id
      version
    }
    job {
      id
    }
  }
`);

export const draftsQuery = graphql(`
  query PolicyDrafts {
    policyDrafts(first: 30) {
      nodes {
        id
        state
        author
        isOwn
        note
        updatedAt
        publishAt
        policy {
          id
          version
        }
      }
    }
  }
`);

export const draftQuery = graphql(`
  query PolicyDraft($id: Int!) {
    policyDraft(id: $id) {
      ...Draft
    }
  }
`);

export type Run = NonNullable<PolicyPageQuery["activeDecisionRun"]>;
export type PolicyVersion = PolicyVersionsQuery["policies"]["nodes"][number];
export type ListedDraft = PolicyDraftsQuery["policyDrafts"]["nodes"][number];
