import { graphql } from "../../gql/gql.ts";
import type { ImportedDatasetQuery, UploadedDatasetQuery } from "../../gql/graphql.ts";

export const uploadedDatasetQuery = graphql(`
  query UploadedDataset($id: ID!) {
    dataset(id: $id) {
      id
      fileName
      state
      byteSize
      source
      duplicateOf
      job {
        id
      }
      preview {
        encoding
        delimiter
        decimalSeparator
        rows
        columns {
          index
          name
          suggestedTarget
          role
          samples
          explanation
          outcomeValues {
            value
            count
            suggested
          }
        }
        questions {
          code
          column
          message
          options
        }
        targets {
          name
          role
          type
          required
        }
      }
    }
  }
`);

export const importDatasetMutation = graphql(`
  mutation ImportDataset($id: ID!, $mapping: DatasetMappingInput!) {
    importDataset(id: $id, mapping: $mapping) {
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

export const importedDatasetQuery = graphql(`
  query ImportedDataset($id: ID!) {
    dataset(id: $id) {
      id
      fileName
      state
      rowCount
      loanCount
      openCount
      finishedCount
      goneCount
      rejectCount
      failure
    }
  }
`);

export type UploadedDataset = NonNullable<UploadedDatasetQuery["dataset"]>;
export type Preview = NonNullable<UploadedDataset["preview"]>;
export type ImportedDataset = NonNullable<ImportedDatasetQuery["dataset"]>;
