import { graphql } from "../../gql/gql.ts";
import type { ExperimentProgressQuery, ExperimentsPageQuery } from "../../gql/graphql.ts";

export const experimentsQuery = graphql(`
  query ExperimentsPage {
    settings {
      fourEyes {
        approvalNeeded
      }
    }
    experiments(first: 50) {
      nodes {
        id
        name
        state
        book
        active
        share
        policyVersion
        modelVersion
        treatments
        windowDays
        minimumEffect
        createdBy
        isOwn
        createdAt
        startedBy
        startedAt
        stoppedBy
        stoppedAt
        plan {
          borrowers
          requiredBorrowers
          mean {
            amount
            currency
          }
          deviation {
            amount
            currency
          }
        }
      }
    }
  }
`);

export type Experiment = ExperimentsPageQuery["experiments"]["nodes"][number];

export const progressQuery = graphql(`
  query ExperimentProgress($id: Int!) {
    experiment(id: $id) {
      id
      championVersions
      modelVersions
      arms {
        name
        share
        borrowers
        loans
        risk {
          mean
          low
          high
        }
        outstanding {
          mean
          low
          high
        }
      }
      result {
        windowsOver
        fatesKnown
        winner
        refusal
        difference
        low
        high
      }
    }
  }
`);

export type Progress = NonNullable<ExperimentProgressQuery["experiment"]>;

export const choicesQuery = graphql(`
  query ExperimentChoices {
    activePolicy {
      version
      rules {
        treatments {
          name
          kind
          legalCases
        }
      }
    }
    policies(first: 50) {
      nodes {
        version
        note
      }
    }
    activeModel {
      version
      book
    }
    models(first: 50) {
      nodes {
        version
        book
        classifier
        trees
        promotable
        createdAt
      }
    }
  }
`);

export const planQuery = graphql(`
  query PlanExperiment($share: Float!, $minimumEffect: Float!) {
    planExperiment(share: $share, minimumEffect: $minimumEffect) {
      __typename
      ... on ExperimentPlan {
        borrowers
        requiredBorrowers
        mean {
          amount
          currency
        }
        deviation {
          amount
          currency
        }
      }
      ...Refused
    }
  }
`);

export const createMutation = graphql(`
  mutation CreateExperiment($input: ExperimentInput!) {
    createExperiment(input: $input) {
      __typename
      ... on Experiment {
        id
      }
      ...Refused
    }
  }
`);

export const startMutation = graphql(`
  mutation StartExperiment($id: Int!) {
    answer: startExperiment(id: $id) {
      __typename
      ... on ExperimentChange {
        job {
          id
        }
      }
      ...Refused
    }
  }
`);

export const stopMutation = graphql(`
  mutation StopExperiment($id: Int!) {
    answer: stopExperiment(id: $id) {
      __typename
      ... on ExperimentChange {
        job {
          id
        }
      }
      ...Refused
    }
  }
`);

export const discardMutation = graphql(`
  mutation DiscardExperiment($id: Int!) {
    discardExperiment(id: $id) {
      __typename
      ...Refused
    }
  }
`);
