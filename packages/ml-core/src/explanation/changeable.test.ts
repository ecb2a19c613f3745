import { expect, test } from "vitest";
import { canonicalColumns } from "../table/roles.ts";
import { changeable, directionOf } from "./changeable.ts";

test("only features of ours can be changed, in one known way", () => {
  const canonical = new Map(canonicalColumns.map(({ name, role }) => [name, role]));
  for (const name of Object.keys(changeable)) expect(canonical.get(name)).toBe("feature");
  expect(directionOf("Monthly_Income")).toBe("up");
  expect(directionOf("monthly income")).toBe("up");
  expect(directionOf("Days_Past_Due")).toBe("down");
});

test("the past, what a person is, and unknown columns are never suggested", () => {
  const fixed = ["Num_Missed_Payments", "Payment_History", "Loan_Amount", "Loan_Type", "Employment_Type"];
  for (const name of [...fixed, "Age", "Gender", "Num_Dependents", "Collection_Attempts", "savings"]) {
    expect(directionOf(name)).toBeNull();
  }
});

test("a lender may open up columns of its own, but no protected or canonical ones", () => {
  const more = { savings: "up", Gender: "either", marital_status: "either", Loan_Amount: "down" } as const;
  expect(directionOf("savings", more)).toBe("up");
  for (const name of ["Gender", "marital_status", "Loan_Amount", "toString"]) {
    expect(directionOf(name, more)).toBeNull();
  }
});
