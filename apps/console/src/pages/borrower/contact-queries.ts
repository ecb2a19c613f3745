import { graphql } from "../../gql/gql.ts";
import type { BorrowerContactQuery } from "../../gql/graphql.ts";

export const contactQuery = graphql(`
  query BorrowerContact($id: ID!) {
    borrower(id: $id) {
      id
      timeZone
      call: contact(channel: CALL) { channel verdict source blockedBy nextPermitted }
      sms: contact(channel: SMS) { channel verdict source blockedBy nextPermitted }
      email: contact(channel: EMAIL) { channel verdict source blockedBy nextPermitted }
      letter: contact(channel: LETTER) { channel verdict source blockedBy nextPermitted }
      leadDecision { id loan { id externalId } }
      loans { id externalId decision { id treatment } }
      holds { id fact note lastDay source createdBy endedAt loan { id externalId } }
      consents { channel given source notedAt notedBy }
      activities {
        id channel direction at result note createdBy promiseDay
        promiseAmount { amount currency }
        breach { words reason }
        loan { id externalId }
      }
    }
  }
`);

export const setHoldMutation = graphql(`
  mutation SetHold($hold: HoldInput!) {
    setHold(hold: $hold) { __typename ... on Refusal { problems { path message } } }
  }
`);

export const endHoldMutation = graphql(`
  mutation EndHold($id: ID!) {
    endHold(id: $id) { __typename ... on Refusal { problems { path message } } }
  }
`);

export const setConsentMutation = graphql(`
  mutation SetConsent($borrowerId: ID!, $channel: ContactChannel!, $given: Boolean, $source: ConsentSource) {
    setConsent(borrowerId: $borrowerId, channel: $channel, given: $given, source: $source) {
      __typename
      ... on Refusal { problems { path message } }
    }
  }
`);

export const setTimeZoneMutation = graphql(`
  mutation SetTimeZone($borrowerId: ID!, $timeZone: String) {
    setTimeZone(borrowerId: $borrowerId, timeZone: $timeZone) {
      __typename
      ... on Refusal { problems { path message } }
    }
  }
`);

export const recordActivityMutation = graphql(`
  mutation RecordActivity($activity: ActivityInput!) {
    recordActivity(activity: $activity) { __typename ... on Refusal { problems { path message } } }
  }
`);

export type ContactBorrower = NonNullable<BorrowerContactQuery["borrower"]>;
