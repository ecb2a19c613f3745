import { graphql } from "../../gql/gql.ts";
import type { ModelPromotionsQuery } from "../../gql/graphql.ts";

export const promotionsQuery = graphql(`
  query ModelPromotions {
    settings {
      fourEyes {
        approvalNeeded
      }
    }
    modelPromotions(first: 20) {
      nodes {
        id
        state
        note
        author
        isOwn
        createdAt
        model {
          id
          version
        }
        run {
          id
          number
          state
          failure
        }
        movements {
          from
          to
          loans
        }
      }
    }
  }
`);

export const approvePromotionMutation = graphql(`
  mutation ApproveModelPromotion($id: Int!) {
    approveModelPromotion(id: $id) {
      __typename
      ... on Refusal {
        problems {
          message
        }
      }
    }
  }
`);

export const rejectPromotionMutation = graphql(`
  mutation RejectModelPromotion($id: Int!, $note: String!) {
    rejectModelPromotion(id: $id, note: $note) {
      __typename
      ... on Refusal {
        problems {
          message
        }
      }
    }
  }
`);

export type Promotion = ModelPromotionsQuery["modelPromotions"]["nodes"][number];
