/** The canonical columns in the words of the trade; a lender's own columns keep theirs. */
const known: Record<string, string> = {
  Borrower_ID: "Borrower id",
  Borrower_Name: "Borrower name",
  Loan_ID: "Loan id",
  Monthly_EMI: "Monthly instalment",
  Num_Dependents: "Dependents",
  Num_Missed_Payments: "Missed payments",
  Outstanding_Loan_Amount: "Outstanding amount",
  Loan_Tenure: "Term in months",
  Recovery_Status: "Outcome",
};

/** A column's name as words: "Days_Past_Due" is "Days past due". */
export function columnLabel(name: string): string {
  if (known[name]) return known[name];
  const words = name.replaceAll("_", " ").trim();
  return (
    words.charAt(0).toUpperCase() +
    words.slice(1).replace(/\b[A-Z](?=[a-z])/g, (letter) => letter.toLowerCase())
  );
}
