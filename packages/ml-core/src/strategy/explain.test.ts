import { expect, test } from "vitest";
import { explainDecision } from "./explain.ts";
import { seedPolicy } from "./policy.ts";

test("the sentence of a band says on which side its boundaries are", () => {
  const said = (risk: number) =>
    explainDecision(seedPolicy, { risk, outstanding: 1000, daysPastDue: 90, facts: [] }).text;
  expect(said(0.2)).toBe("REMINDER: a score below 50 % is REMINDER.");
  expect(said(0.5)).toBe("SETTLEMENT_OFFER: a score from 50 % and up to 75 % is SETTLEMENT_OFFER.");
  expect(said(0.75)).toBe("SETTLEMENT_OFFER: a score from 50 % and up to 75 % is SETTLEMENT_OFFER.");
  expect(said(0.76)).toBe("LEGAL_ACTION: a score above 75 % is LEGAL_ACTION.");
});
