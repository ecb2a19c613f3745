import { useQuery } from "@apollo/client/react";
import { createContext, useContext } from "react";
import { graphql } from "../../gql/gql.ts";
import type { SessionQuery } from "../../gql/graphql.ts";

const sessionQuery = graphql(`
  query Session {
    me {
      id
      email
      name
      role
    }
  }
`);

const settingsQuery = graphql(`
  query Settings {
    settings {
      currency
      timeZone
      version
    }
  }
`);

export type Me = NonNullable<SessionQuery["me"]>;

/** Who is signed in, asked of the server: the cookie itself is out of a page's reach. */
export function useSession() {
  return useQuery(sessionQuery, { fetchPolicy: "network-only", nextFetchPolicy: "cache-first" });
}

export function useSettings() {
  return useQuery(settingsQuery).data?.settings;
}

export const MeContext = createContext<Me | null>(null);

/** The person who is signed in. Only used below the shell, which shows nothing without one. */
export function useMe(): Me {
  const me = useContext(MeContext);
  if (!me) throw new Error("useMe is used outside the shell.");
  return me;
}
