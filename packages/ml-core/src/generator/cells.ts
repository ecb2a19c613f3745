import { type Loan, loanTypes, paymentHistory } from "./loan.ts";
import type { Resolution } from "./outcome.ts";
import { employmentTypes, type Person } from "./person.ts";
import type { Random } from "./random.ts";

/** Column names of the generated rows: the canonical ones, then personal data and dates. */
export const portfolioHeader: readonly string[] = [
  "Borrower_ID",
  "Age",
  "Gender",
  "Employment_Type",
  "Monthly_Income",
  "Num_Dependents",
  "Loan_ID",
  "Loan_Amount",
  "Loan_Tenure",
  "Interest_Rate",
  "Loan_Type",
  "Collateral_Value",
  "Outstanding_Loan_Amount",
  "Monthly_EMI",
  "Payment_History",
  "Num_Missed_Payments",
  "Days_Past_Due",
  "Recovery_Status",
  "Collection_Attempts",
  "Collection_Method",
  "Legal_Action_Taken",
  "Borrower_Name",
  "Phone",
  "Email",
  "Time_Zone",
  "As_Of_Date",
  "Outcome_Date",
  "Consent_Call",
  "Consent_SMS",
  "Consent_Letter",
];

/** Columns in which a cell may be blank, by position. What decisions rest on (amounts owed) is always there. */
const gappyColumns = [
  "Age",
  "Monthly_Income",
  "Num_Dependents",
  "Interest_Rate",
  "Collateral_Value",
  "Monthly_EMI",
].map((name) => portfolioHeader.indexOf(name));

export function writePerson(cells: string[], person: Person, number: number, year: number): void {
  cells[0] = `BRW_${number}`;
  cells[1] = String(year - person.birthYear);
  cells[2] = person.gender;
  cells[3] = employmentTypes[person.employment];
  cells[4] = String(person.incomeNow);
  cells[5] = String(person.dependents);
  cells[21] = person.name;
  cells[22] = person.phone;
  cells[23] = person.email;
  cells[24] = person.timeZone;
  // Some refuse calls and texts; by number, so that no other draw depends on it.
  cells[27] = number % 23 === 0 ? "No" : "Yes";
  cells[28] = number % 11 === 0 ? "No" : "Yes";
  cells[29] = "Yes";
}

export function writeLoan(cells: string[], loan: Loan, number: number, asOf: string): void {
  cells[6] = `LN_${number}`;
  cells[7] = String(loan.amount);
  cells[8] = String(loan.tenure);
  cells[9] = loan.rate.toFixed(2);
  cells[10] = loanTypes[loan.type];
  cells[11] = loan.collateral === 0 ? "0" : loan.collateral.toFixed(2);
  cells[12] = loan.outstanding.toFixed(2);
  cells[13] = loan.instalment.toFixed(2);
  cells[14] = paymentHistory(loan.missed, loan.daysPastDue);
  cells[15] = String(loan.missed);
  cells[16] = String(loan.daysPastDue);
  cells[25] = asOf;
}

export function writeResolution(cells: string[], resolution: Resolution, outcomeDate: string): void {
  cells[17] = resolution.status;
  cells[18] = String(resolution.attempts);
  cells[19] = resolution.method;
  cells[20] = resolution.legalAction ? "Yes" : "No";
  cells[26] = outcomeDate;
}

export function writeWorkSoFar(cells: string[], work: { attempts: number; method: string }): void {
  cells[17] = "";
  cells[18] = String(work.attempts);
  cells[19] = work.method;
  cells[20] = "No";
  cells[26] = "";
}

/** Blanks a share of the cells in each column that may have gaps. */
export function blankSome(random: Random, cells: string[], missing: number): void {
  for (const column of gappyColumns) if (random.chance(missing)) cells[column] = "";
}
