import { findCanonicalByPlainName, roleOf } from "../table/roles.ts";

/** Which way a feature may be changed: numbers up or down; "either" is both, and any other category. */
export type Direction = "up" | "down" | "either";

/**
 * The features that somebody can still change, and the way in which a suggestion may change them. What is not here
 * is never suggested: facts of the past (missed payments, payment history, the amount and kind of the loan), what a
 * person is (protected attributes, employment), and columns whose meaning we do not know.
 */
export const changeable: { readonly [column: string]: Direction } = {
  // The borrower: earns more, pays off a part, brings the account current, adds security. Days past due are a
  // state, which ends when the arrears are paid; missed payments stay missed.
  Monthly_Income: "up",
  Outstanding_Loan_Amount: "down",
  Days_Past_Due: "down",
  Collateral_Value: "up",
  // The lender, by restructuring the loan: a lower rate, a longer term, a smaller instalment.
  Interest_Rate: "down",
  Loan_Tenure: "up",
  Monthly_EMI: "down",
};

/**
 * How `feature` may be changed, or null where it must not be suggested.
 * @param more what a lender says about columns of its own; it cannot open up columns that are not features
 * (protected, personal, known after treatment ...), nor canonical ones
 */
export function directionOf(
  feature: string,
  more: { readonly [column: string]: Direction } = {},
): Direction | null {
  if (roleOf(feature) !== "feature") return null;
  const canonical = findCanonicalByPlainName(feature);
  const known = canonical === undefined ? more : changeable;
  const name = canonical?.name ?? feature;
  return Object.hasOwn(known, name) ? known[name] : null;
}
