import { expect, test } from "vitest";
import { cellValue, changePhrase, phrase, signedText } from "./phrase.ts";

test("canonical columns are said with their units", () => {
  const cases: [string, number | string | null, string][] = [
    ["Num_Missed_Payments", 12, "12 missed payments"],
    ["Num_Missed_Payments", 1, "1 missed payment"],
    ["num missed payments", 0, "No missed payments"],
    ["Days_Past_Due", 67, "67 days past due"],
    ["Days_Past_Due", 0, "Not past due"],
    ["Monthly_Income", 2300, "Monthly income 2,300"],
    ["Monthly_Income", null, "Monthly income unknown"],
    ["Monthly_Income", Number.NaN, "Monthly income unknown"],
    ["Num_Missed_Payments", null, "Missed payments unknown"],
    ["Interest_Rate", 12.456, "Interest rate 12.46 %"],
    ["Loan_Tenure", 36, "Loan tenure 36 months"],
    ["Loan_Type", "Personal", "Loan type: personal"],
    ["Employment_Type", "Self-Employed", "Employment type: self-employed"],
    ["Loan_Type", "SME", "Loan type: SME"],
    ["Outstanding_Loan_Amount", 18250.5, "Outstanding amount 18,250.5"],
    ["debt_to_income", 0.4321, "Debt to income: 0.432"],
    ["RiskGrade", "B2", "RiskGrade: B2"],
    ["debt_to_income", null, "Debt to income unknown"],
  ];
  for (const [feature, value, said] of cases) expect(phrase(feature, value)).toBe(said);
});

test("a change names its column once", () => {
  expect(changePhrase("Monthly_Income", 2300, 3100)).toBe("Monthly income 3,100 instead of 2,300");
  expect(changePhrase("Days_Past_Due", 67, 0)).toBe("Not past due instead of 67 days past due");
  expect(changePhrase("Days_Past_Due", 0, 1)).toBe("1 day past due instead of not past due");
  expect(changePhrase("plan", "gold", "tin")).toBe("Plan: tin instead of gold");
});

test("contributions carry their sign, and small ones are not called zero", () => {
  expect([0.184, -0.05, 0.001, -0.001, 0].map(signedText)).toEqual([
    "+0.18",
    "−0.05",
    "+less than 0.01",
    "−less than 0.01",
    "0.00",
  ]);
});

test("a cell that is absent, blank or infinite is no value", () => {
  const numbers = { kind: "number", name: "a", values: Float64Array.of(1, Number.NaN, 1 / 0) } as const;
  const kinds = { kind: "category", name: "b", codes: Int32Array.of(0, -1), categories: ["x"] } as const;
  expect([0, 1, 2].map((row) => cellValue(numbers, row))).toEqual([1, null, null]);
  expect([0, 1].map((row) => cellValue(kinds, row))).toEqual(["x", null]);
  expect(cellValue(undefined, 0)).toBeNull();
});
