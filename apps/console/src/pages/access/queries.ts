import { graphql } from "../../gql/gql.ts";
import type { ApiKeysQuery, Role, UsersQuery } from "../../gql/graphql.ts";

export const usersQuery = graphql(`
  query Users {
    users(first: 200) {
      nodes {
        id
        email
        name
        role
        disabled
        createdAt
      }
    }
  }
`);

export const createUserMutation = graphql(`
  mutation CreateUser($email: String!, $name: String, $role: Role!) {
    createUser(email: $email, name: $name, role: $role) {
      __typename
      ... on CreatedUser {
        temporaryPassword
        user {
          id
          email
        }
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

export const resetPasswordMutation = graphql(`
  mutation ResetUserPassword($id: ID!) {
    resetUserPassword(id: $id) {
      __typename
      ... on CreatedUser {
        temporaryPassword
        user {
          id
          email
        }
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

export const disableUserMutation = graphql(`
  mutation DisableUser($id: ID!) {
    disableUser(id: $id) {
      __typename
      ... on User {
        id
        disabled
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

export const enableUserMutation = graphql(`
  mutation EnableUser($id: ID!) {
    enableUser(id: $id) {
      __typename
      ... on User {
        id
        disabled
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

export const apiKeysQuery = graphql(`
  query ApiKeys {
    apiKeys(first: 200) {
      nodes {
        id
        name
        role
        createdAt
        lastUsedAt
        revoked
      }
    }
  }
`);

export const createApiKeyMutation = graphql(`
  mutation CreateApiKey($name: String!, $role: Role!) {
    createApiKey(name: $name, role: $role) {
      __typename
      ... on CreatedApiKey {
        token
        apiKey {
          id
          name
        }
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

export const revokeApiKeyMutation = graphql(`
  mutation RevokeApiKey($id: ID!) {
    revokeApiKey(id: $id)
  }
`);

export type ListedUser = UsersQuery["users"]["nodes"][number];
export type Token = ApiKeysQuery["apiKeys"]["nodes"][number];

export const roleLabels: Record<Role, string> = { AGENT: "Agent", ADMIN: "Admin" };
