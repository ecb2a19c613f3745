/** Which column of `loan_snapshot` holds which of our canonical columns: the one place that knows both names. */
export interface SnapshotColumn {
  /** The canonical name, as in column roles, reports and CSV files. */
  readonly canonical: string;
  /** The column of the table. */
  readonly column: string;
  readonly kind: "number" | "category";
}

export const snapshotColumns: readonly SnapshotColumn[] = [
  { canonical: "Age", column: "age", kind: "number" },
  { canonical: "Gender", column: "gender", kind: "category" },
  { canonical: "Employment_Type", column: "employment_type", kind: "category" },
  { canonical: "Monthly_Income", column: "monthly_income", kind: "number" },
  { canonical: "Num_Dependents", column: "num_dependents", kind: "number" },
  { canonical: "Loan_Amount", column: "loan_amount", kind: "number" },
  { canonical: "Loan_Tenure", column: "loan_tenure", kind: "number" },
  { canonical: "Interest_Rate", column: "interest_rate", kind: "number" },
  { canonical: "Loan_Type", column: "loan_type", kind: "category" },
  { canonical: "Collateral_Value", column: "collateral_value", kind: "number" },
  { canonical: "Outstanding_Loan_Amount", column: "outstanding", kind: "number" },
  { canonical: "Monthly_EMI", column: "monthly_emi", kind: "number" },
  { canonical: "Payment_History", column: "payment_history", kind: "category" },
  { canonical: "Num_Missed_Payments", column: "num_missed_payments", kind: "number" },
  { canonical: "Days_Past_Due", column: "days_past_due", kind: "number" },
  { canonical: "Collection_Attempts", column: "collection_attempts", kind: "number" },
  { canonical: "Collection_Method", column: "collection_method", kind: "category" },
  { canonical: "Legal_Action_Taken", column: "legal_action_taken", kind: "category" },
];
