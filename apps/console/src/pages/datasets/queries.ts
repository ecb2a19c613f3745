import { graphql } from "../../gql/gql.ts";
import type { DatasetQuery, DatasetsQuery, RejectsQuery } from "../../gql/graphql.ts";

export const datasetsQuery = graphql(`
  query Datasets($first: Int!) {
    datasets(first: $first) {
      totalCount
      pageInfo {
        hasNextPage
      }
      nodes {
        id
        fileName
        state
        book
        source
        coverage
        asOf
        rowCount
        rejectCount
        createdAt
      }
    }
  }
`);

export const discardMutation = graphql(`
  mutation DiscardDataset($id: ID!) {
    discardDataset(id: $id)
  }
`);

export const datasetQuery = graphql(`
  query Dataset($id: ID!) {
    dataset(id: $id) {
      id
      fileName
      state
      book
      byteSize
      sha256
      source
      coverage
      asOf
      rowCount
      loanCount
      openCount
      finishedCount
      goneCount
      rejectCount
      failure
      createdAt
      uploadedBy
    }
  }
`);

export const rejectsQuery = graphql(`
  query Rejects($id: ID!, $after: String) {
    dataset(id: $id) {
      id
      rejects(first: 50, after: $after) {
        totalCount
        pageInfo {
          hasNextPage
          endCursor
        }
        nodes {
          row
          column
          value
          reason
          wholeRow
        }
      }
    }
  }
`);

export type ListedDataset = DatasetsQuery["datasets"]["nodes"][number];
export type Dataset = NonNullable<DatasetQuery["dataset"]>;
export type Reject = NonNullable<RejectsQuery["dataset"]>["rejects"]["nodes"][number];

/** Whether a person has still something to do, or to give up. */
export function isUnfinished({ state }: { state: Dataset["state"] }): boolean {
  return state === "AWAITING_MAPPING" || state === "FAILED";
}

/** "whole book of main" */
export function originOf({ coverage, source }: { coverage: Dataset["coverage"]; source: string }): string {
  return `${coverage === "FULL" ? "whole book" : "part"} of ${source}`;
}
