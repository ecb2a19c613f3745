import { graphql } from "../../gql/gql.ts";
import type { ModelPlotsQuery } from "../../gql/graphql.ts";

/** Which models there are to look at; their plots are asked for one model at a time. */
export const plottedModelsQuery = graphql(`
  query PlottedModels {
    activeModel {
      id
      plots {
        __typename
      }
    }
    models(first: 100) {
      nodes {
        id
        plots {
          __typename
        }
      }
    }
  }
`);

export const modelPlotsQuery = graphql(`
  query ModelPlots($id: ID!) {
    model(id: $id) {
      id
      version
      book
      active
      rows
      segments {
        name
        size
        positiveRate
      }
      plots {
        missedPaymentsRecovered {
          ...Box
        }
        missedPaymentsNotRecovered {
          ...Box
        }
        loanAmounts {
          from
          to
          count
        }
        incomeAgainstRisk {
          income
          risk
          isNotRecovered
        }
      }
    }
  }
  fragment Box on BoxPlot {
    rows
    whiskerLow
    lowerQuartile
    median
    upperQuartile
    whiskerHigh
  }
`);

export type PlottedModel = NonNullable<ModelPlotsQuery["model"]>;
type Plots = NonNullable<PlottedModel["plots"]>;
export type BoxOf = NonNullable<Plots["missedPaymentsRecovered"]>;
export type Bin = NonNullable<Plots["loanAmounts"]>[number];
export type Point = NonNullable<Plots["incomeAgainstRisk"]>[number];
