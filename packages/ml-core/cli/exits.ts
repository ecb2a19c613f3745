/** Exit codes of the command line; other programs rely on them. */
export const exitCode = { done: 0, refused: 1, usage: 2 } as const;

/** The data cannot be used. One line for each fault, which says why and what to do; exit code 1. */
export class Refusal extends Error {
  override name = "Refusal";
  readonly lines: readonly string[];

  constructor(...lines: readonly string[]) {
    super(lines.join("\n"));
    this.lines = lines;
  }
}

/** The command was called wrongly. One line that says what would be right; exit code 2. */
export class UsageError extends Error {
  override name = "UsageError";
}
