import { graphql } from "../../gql/gql.ts";

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
      ...Refused
    }
  }
`);

export const rollBackMutation = graphql(`
  mutation RollBackPolicy($version: Int!, $note: String!) {
    rollBackPolicy(version: $version, note: $note) {
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
      ...Refused
    }
  }
`);

export const saveDraftMutation = graphql(`
  mutation SavePolicyDraft($rules: PolicyRulesInput!, $note: String!, $id: Int) {
    savePolicyDraft(rules: $rules, note: $note, id: $id) {
      __typename
      ... on PolicyDraft {
        ...Draft
      }
      ...Refused
    }
  }
`);

export const submitDraftMutation = graphql(`
  mutation SubmitPolicyDraft($id: Int!) {
    submitPolicyDraft(id: $id) {
      __typename
      ... on PolicyDraft {
        ...Draft
      }
      ...Refused
    }
  }
`);

export const withdrawDraftMutation = graphql(`
  mutation WithdrawPolicyDraft($id: Int!) {
    withdrawPolicyDraft(id: $id) {
      __typename
      ... on PolicyDraft {
        ...Draft
      }
      ...Refused
    }
  }
`);

export const approveDraftMutation = graphql(`
  mutation ApprovePolicyDraft($id: Int!, $effectId: String!, $note: String, $publishAt: DateTimeISO) {
    approvePolicyDraft(id: $id, effectId: $effectId, note: $note, publishAt: $publishAt) {
      __typename
      ... on PolicyDraft {
        ...Draft
      }
      ...Refused
    }
  }
`);

export const rejectDraftMutation = graphql(`
  mutation RejectPolicyDraft($id: Int!, $note: String!) {
    rejectPolicyDraft(id: $id, note: $note) {
      __typename
      ... on PolicyDraft {
        ...Draft
      }
      ...Refused
    }
  }
`);

export const publishDraftMutation = graphql(`
  mutation PublishPolicyDraft($id: Int!) {
    publishPolicyDraft(id: $id) {
      __typename
      ... on PolicyDraft {
        ...Draft
      }
      ...Refused
    }
  }
`);

export const setFourEyesMutation = graphql(`
  mutation SetFourEyes($on: Boolean!) {
    setFourEyes(on: $on) {
      __typename
      ... on FourEyes {
        ...FourEyes
      }
      ...Refused
    }
  }
`);
