import { ApolloClient, ApolloLink, CombinedGraphQLErrors, HttpLink, InMemoryCache } from "@apollo/client";
import { ErrorLink } from "@apollo/client/link/error";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { createClient } from "graphql-ws";

let onSignedOut = () => {};

/** `listener` is told when the server no longer knows the session. */
export function whenSignedOut(listener: () => void): void {
  onSignedOut = listener;
}

/** To be called where something beside GraphQL was answered with "not signed in". */
export function reportSignedOut(): void {
  onSignedOut();
}

const errors = new ErrorLink(({ error }) => {
  const isUnknown = (code: unknown) => code === "UNAUTHENTICATED";
  if (CombinedGraphQLErrors.is(error) && error.errors.some((each) => isUnknown(each.extensions?.code)))
    onSignedOut();
});

const socketUrl = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/graphql`;
const socket = new GraphQLWsLink(createClient({ url: socketUrl, lazy: true, shouldRetry: () => true }));
const http = new HttpLink({ uri: "/graphql" });
const transport = ApolloLink.split(({ operationType }) => operationType === "subscription", socket, http);

interface Pages {
  edges: readonly unknown[];
}

/** Lists are kept by their filter and order, and their pages are joined. A decision's id holds its run's. */
export const client = new ApolloClient({
  link: ApolloLink.from([errors, transport]),
  cache: new InMemoryCache({
    typePolicies: {
      Query: {
        fields: {
          borrowers: {
            keyArgs: ["filter", "orderBy"],
            merge(existing: Pages | undefined, incoming: Pages, { args }) {
              if (!existing || !args?.after) return incoming;
              return { ...incoming, edges: [...existing.edges, ...incoming.edges] };
            },
          },
        },
      },
      Settings: { keyFields: [] },
      FourEyes: { keyFields: [] },
      // Whether there are any is asked apart from what they are: the one answer must not replace the other.
      ModelPlots: { merge: true },
    },
  }),
});

/** Lists of an older run must not be shown again after something was decided anew. */
export function forgetDecisions(): void {
  const { cache } = client;
  for (const fieldName of ["borrowers", "activeDecisionRun", "activePolicy", "activeModel"]) {
    cache.evict({ id: "ROOT_QUERY", fieldName });
  }
  cache.gc();
}
