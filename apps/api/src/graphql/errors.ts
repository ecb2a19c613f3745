import { GraphQLError } from "graphql";

/** What callers may see of an error; everything else is shown as "internal error" and logged. */
export type ErrorCode = "UNAUTHENTICATED" | "FORBIDDEN" | "BAD_USER_INPUT" | "NOT_FOUND";

export function clientError(code: ErrorCode, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}

export function badInput(message: string): GraphQLError {
  return clientError("BAD_USER_INPUT", message);
}

/** @throws a GraphQL error where an id cannot be one of our rows' */
export function checkId(id: string): string {
  if (!/^\d{1,18}$/.test(id)) throw badInput(`"${id.slice(0, 40)}" is no id of ours.`);
  return id;
}
