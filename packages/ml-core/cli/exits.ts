/** Exit codes of the command line; other programs rely on them. */
export const exitCode = { done: 0, refused: 1, usage: 2 } as const;

/** The data cannot be used. One line that says why and what to do; exit code 1. */
export class Refusal extends Error {
  override name = "Refusal";
}

/** The command was called wrongly. One line that says what would be right; exit code 2. */
export class UsageError extends Error {
  override name = "UsageError";
}
