/**
 * Logs an unexpected error. Only its stack and code: what else a database error carries (the row, the values, the
 * statement) may hold a borrower's data.
 */
export function logError(what: string, error: unknown): void {
  const { stack, code } = error as { stack?: string; code?: string };
  console.error(`${what}${code ? ` (${code})` : ""}: ${stack ?? String(error)}`);
}
