/**
 * The lower-case words of a column name: `Outstanding_Loan_Amount`, `outstandingLoanAmount` and
 * `OUTSTANDING LOAN AMOUNT` all give `["outstanding", "loan", "amount"]`. Accents are dropped, digits are words, and so
 * are several of an abbreviation (EMIs).
 */
export function wordsOf(name: string): string[] {
  return name
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, "$1 $2")
    .replace(/(\p{Lu})(?!\p{Lu}s(?!\p{Ll}))(\p{Lu}\p{Ll})/gu, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\d]+/u)
    .filter((word) => word !== "");
}

/** One spelling for all ways to write a column name: its words joined by a space. */
export function plainName(name: string): string {
  return wordsOf(name).join(" ");
}
