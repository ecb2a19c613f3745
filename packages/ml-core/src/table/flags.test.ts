import { expect, test } from "vitest";
import { readFlag } from "./flags.ts";
import { roleOf } from "./roles.ts";

test("yes and no in the words of files; anything else is neither", () => {
  expect(["Yes", " y", "TRUE", "1", "1.0", "ja"].map(readFlag)).toEqual([true, true, true, true, true, true]);
  expect(["no", "N", "false", "0", "nein"].map(readFlag)).toEqual([false, false, false, false, false]);
  expect(["maybe", "2", ""].map(readFlag)).toEqual([undefined, undefined, undefined]);
});

test("consent and facts that hold a borrower are never features", () => {
  for (const name of ["consent_call", "Consent SMS", "Disputed", "bankrupt", "Deceased", "hardship"])
    expect(roleOf(name)).toBe("personal");
});
