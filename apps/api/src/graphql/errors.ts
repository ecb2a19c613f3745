import { GraphQLError } from "graphql";

/** What callers may see of an error; everything else is shown as "internal error" and logged. */
export type ErrorCode = "UNAUTHENTICATED" | "FORBIDDEN" | "BAD_USER_INPUT" | "NOT_FOUND";

export function clientError(code: ErrorCode, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}

export function badInput(message: string): GraphQLError {
  return clientError("BAD_USER_INPUT", message);
}
