import { graphql } from "../../gql/gql.ts";
import type { ModelQuery, ModelsQuery } from "../../gql/graphql.ts";

export const modelsQuery = graphql(`
  query Models {
    models(first: 100) {
      nodes {
        id
        version
        classifier
        book
        verdict
        rows
        active
        createdAt
        features
        allowedColumns
        excluded {
          column
        }
        metrics {
          rocAuc
          rocAucLow
          rocAucHigh
        }
      }
    }
  }
`);

export const modelQuery = graphql(`
  query Model($id: ID!) {
    model(id: $id) {
      id
      version
      book
      classifier
      createdAt
      hash
      active
      verdict
      verdictText
      promotable
      notPromotableReason
      rowsNeeded
      rows
      borrowers
      positiveRate
      trees
      seed
      features
      excluded {
        column
        reason
        detail
      }
      metrics {
        rocAuc
        rocAucLow
        rocAucHigh
        prAuc
        logLoss
        brier
        calibrationError
        baselineLogLoss
        baselineBrier
        baselineCalibrationError
      }
      leakyRocAuc
      ks
      calibrationSlope {
        value
        low
        high
      }
      allowedColumns
      gains {
        band
        rows
        rate {
          value
          low
          high
        }
        lift {
          value
          low
          high
        }
        gain {
          value
          low
          high
        }
      }
      fairness {
        column
        text
        groups {
          group
          borrowers
          isSmall
          selection {
            treatment
            rate {
              value
              low
              high
            }
          }
          rocAuc {
            value
            low
            high
          }
          calibrationGap {
            value
            low
            high
          }
        }
      }
      featureImportance {
        feature
        importance
      }
      importance {
        permutedRows
        attributedRows
        columns {
          feature
          learned
          logLossRise {
            value
            low
            high
          }
          meanAttribution
        }
      }
      coefficients {
        feature
        level
        value
        standardError
      }
      outOfTime {
        cutDate
        trainRows
        testRows
        metrics {
          rocAuc
          rocAucLow
          rocAucHigh
          logLoss
          baselineLogLoss
        }
      }
      outOfTimeReason
      calibrationCurve {
        from
        to
        meanScore
        observedRate
        low
        high
        count
      }
      segments {
        name
        size
        positiveRate
        profile {
          feature
          text
        }
      }
      warnings {
        code
        message
      }
    }
  }
`);

export const trainMutation = graphql(`
  mutation TrainModel($input: TrainModelInput) {
    trainModel(input: $input) {
      __typename
      ... on Job {
        id
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

export const promoteMutation = graphql(`
  mutation PromoteModel($id: ID!, $override: Boolean!, $note: String) {
    promoteModel(id: $id, override: $override, note: $note) {
      __typename
      ... on Job {
        id
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

export type Model = NonNullable<ModelQuery["model"]>;
export type ListedModel = ModelsQuery["models"]["nodes"][number];
