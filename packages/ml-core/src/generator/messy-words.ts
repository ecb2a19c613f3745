/** How lenders' files head the columns of ours. Our reader knows all of them. */
export const headings: Readonly<Record<string, readonly string[]>> = {
  Borrower_ID: ["Customer No.", "CUST_ID", "Client Number", "borrower id"],
  Age: ["Age (years)", "AGE", "Borrower Age"],
  Gender: ["Sex", "GENDER", "Customer Gender"],
  Employment_Type: ["Employment Status", "occupation", "EMP TYPE"],
  Monthly_Income: ["Net Monthly Income", "Monthly Salary ", "INCOME"],
  Num_Dependents: ["No. of Dependents", "Dependents", "NUM_DEPENDENTS"],
  // One loan may have many rows: only our own name is then taken for its id.
  Loan_ID: ["LOAN ID", "Loan Id ", "loan-id"],
  Loan_Amount: ["Sanctioned Amount", "PRINCIPAL AMOUNT", "Loan Amt", "Disbursed Amount"],
  Loan_Tenure: ["Tenure (months)", "TERM MONTHS", "Loan Term"],
  Interest_Rate: ["ROI", "Rate of Interest", "Int. Rate"],
  Loan_Type: ["Product Type", "LOAN PRODUCT", "loan category"],
  Collateral_Value: ["Security Value", "COLLATERAL AMOUNT", "Asset Value"],
  Outstanding_Loan_Amount: ["Current Balance", "OUTSTANDING", "Principal Outstanding", "Balance Due"],
  Monthly_EMI: ["EMI Amount", "INSTALMENT", "Monthly Payment"],
  Payment_History: ["Repayment History", "PAY HISTORY", "payment behaviour"],
  Num_Missed_Payments: ["Missed Payments", "EMIs Overdue", "NO OF MISSED PAYMENTS"],
  Days_Past_Due: ["DPD", "Days Overdue", "days in arrears"],
  Recovery_Status: ["Final Status", "RECOVERY OUTCOME", "Loan Outcome"],
  Collection_Attempts: ["Contact Attempts", "CALL ATTEMPTS", "collection attempts"],
  Collection_Method: ["Recovery Method", "COLLECTION CHANNEL"],
  Legal_Action_Taken: ["Legal Action", "LEGAL FLAG", "Legal Notice Sent"],
  Borrower_Name: ["Customer Name", "FULL NAME", "Debtor Name"],
  Phone: ["Mobile No.", "CONTACT NUMBER", "Telephone"],
  Email: ["E-Mail", "EMAIL ADDRESS"],
  Time_Zone: ["TZ", "time zone"],
  As_Of_Date: ["Reporting Date", "AS ON DATE", "Cut-off Date", "Snapshot Date"],
  Outcome_Date: ["Closure Date", "RESOLUTION DATE", "Closed Date"],
  Consent_Call: ["Phone Consent", "CALL CONSENT", "may call"],
  Consent_SMS: ["SMS Consent", "TEXT CONSENT", "SMS Opt-In"],
  Consent_Letter: ["Letter Consent", "MAIL CONSENT"],
};

const yesOrNo = { Yes: ["Y", "yes", "YES"], No: ["N", "no", "NO"] };

/** Other words for a value of a column. Those of an outcome mean the same to our reader; others are new categories to it. */
export const otherWords: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  Gender: { Male: ["M", "male", "MALE"], Female: ["F", "female", "FEMALE"] },
  Employment_Type: {
    Salaried: ["salaried", "SALARIED"],
    "Self-Employed": ["self employed", "Self Employed", "SELF-EMPLOYED"],
    "Business Owner": ["business owner", "Business-Owner"],
  },
  Loan_Type: {
    Personal: ["personal", "PERSONAL", "Personal Loan"],
    Home: ["home", "HOME", "Home Loan"],
    Auto: ["auto", "AUTO", "Auto Loan"],
    Business: ["business", "BUSINESS", "Business Loan"],
  },
  Payment_History: {
    "On-Time": ["on time", "ON-TIME"],
    Delayed: ["delayed", "DELAYED"],
    Missed: ["missed", "MISSED"],
  },
  Recovery_Status: {
    "Fully Recovered": ["FULLY RECOVERED", "fully recovered", "Paid in full", "Recovered"],
    "Partially Recovered": ["PARTIALLY RECOVERED", "partially-recovered", "Partial", "Settled"],
    "Written Off": ["WRITTEN OFF", "Written-Off", "write off", "Charged off"],
    "": ["Open", "In progress", "PENDING"],
  },
  Collection_Method: {
    Calls: ["calls", "CALLS"],
    "Settlement Offer": ["settlement offer", "Settlement"],
    "Legal Notice": ["legal notice", "LEGAL NOTICE"],
    "Debt Collectors": ["debt collectors", "Debt Collector"],
  },
  Legal_Action_Taken: yesOrNo,
  Consent_Call: yesOrNo,
  Consent_SMS: yesOrNo,
  Consent_Letter: yesOrNo,
};

/** What stands in cells that hold nothing. */
export const noValues = ["", "", "N/A", "NULL", "-", "n.a.", "NaN"];
