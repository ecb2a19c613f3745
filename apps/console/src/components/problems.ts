/** What is wrong, and where in the input. */
export interface Problem {
  path: string;
  message: string;
}

/** The message beside the field of this path, if there is one. */
export function problemAt(problems: readonly Problem[], path: string): string | undefined {
  return problems.find((problem) => problem.path === path)?.message;
}
