import { expect, test } from "vitest";
import { canonicalColumns, findCanonical, findCanonicalByPlainName, type Role, roleOf } from "./roles.ts";

const publicHeader =
  "Borrower_ID,Age,Gender,Employment_Type,Monthly_Income,Num_Dependents,Loan_ID,Loan_Amount,Loan_Tenure,Interest_Rate,Loan_Type,Collateral_Value,Outstanding_Loan_Amount,Monthly_EMI,Payment_History,Num_Missed_Payments,Days_Past_Due,Recovery_Status,Collection_Attempts,Collection_Method,Legal_Action_Taken";

/** Names of each role, with a space between two names' separators where they hold one. */
const examples: Readonly<Record<Role, string>> = {
  "known-after-treatment":
    "recovered_amount|Amount Recovered|recoveries|collection_recovery_fee|Collection_Calls|charged_off_date|write_off_flag|chargeoff|Settlement_Amount|legal_status|Legal Cost|Court|total_pymnt|last_pymnt_d|Recovery_Rate|ptp_date|closed date|LGD|repossessed",
  protected:
    "Sex|Marital_Status|age_group|Age (yrs)|Borrower Age|num_children|Nationality|religion|Alter|Geschlecht|Familienstand|disability",
  personal: "DOB|date_of_birth|Customer Name|E-Mail|mobile no|SSN|PAN number|street|Vorname|Geburtsdatum",
  identifier: "cust_id|Account No|agent_id|row number|uuid|Unnamed: 0",
  outcome: "default|target|Final_Outcome|loan_status|not_recovered|Default Flag",
  date: "issue_date|Sanction Dt|timestamp",
  feature:
    "Loan Age|credit age|page|Stage|Average_Balance|mortgage|Package|Percentage|product name|courtesy|expected_recovery_amount|Zip|CIBIL score|dti",
};

test("foreign names are given their role by their words, not by letters inside a word", () => {
  for (const [role, names] of Object.entries(examples))
    for (const name of names.split("|")) expect([name, roleOf(name)]).toEqual([name, role]);
});

test("our columns keep their role in any spelling", () => {
  for (const { name, role } of canonicalColumns) {
    for (const spelled of [
      name,
      name.toUpperCase(),
      name.toLowerCase().replaceAll("_", " "),
      name.replaceAll("_", "-"),
    ]) {
      expect([spelled, roleOf(spelled)]).toEqual([spelled, role]);
      expect(findCanonicalByPlainName(spelled)?.name).toBe(name);
    }
  }
});

test("the public file's columns are ours, in its order, and personal data are never features", () => {
  expect(canonicalColumns.slice(0, 21).map(({ name }) => name)).toEqual(publicHeader.split(","));
  for (const name of ["Borrower_Name", "Phone", "Email", "Time_Zone"])
    expect(findCanonical(name)?.role).toBe("personal");
  expect(findCanonical("As_Of_Date")?.role).toBe("date");
  expect(canonicalColumns.filter(({ required }) => required).map(({ name }) => name)).toEqual(["Loan_ID"]);
  expect(findCanonical("loan_id")).toBeUndefined();
});
