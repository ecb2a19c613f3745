import fc from "fast-check";
import { expect, test } from "vitest";
import { classify, type OutcomeClass, outcomeKey, outcomeMapping, suggestOutcome } from "./outcome.ts";

function suggested(column: string, ...values: string[]): Record<string, OutcomeClass> {
  const counts = new Map(values.map((value) => [value, 1]));
  return Object.fromEntries(suggestOutcome(column, counts).map(({ value, outcome }) => [value, outcome]));
}

test("values with an agreed meaning are understood in any spelling", () => {
  expect(
    suggested(
      "Recovery_Status",
      "Fully Recovered",
      "PARTIALLY_RECOVERED",
      "written-off",
      "In Progress",
      "legal escalation",
    ),
  ).toEqual({
    "Fully Recovered": 0,
    PARTIALLY_RECOVERED: 1,
    "written-off": 1,
    "In Progress": "unresolved",
    "legal escalation": "unresolved",
  });
  expect(
    suggested("loan_status", "Fully Paid", "Charged Off", "Late (31-120 days)", "Current", "", "NA"),
  ).toEqual({
    "Fully Paid": 0,
    "Charged Off": 1,
    "Late (31-120 days)": "unresolved",
    Current: "unresolved",
    "": "unresolved",
    NA: "unresolved",
  });
  expect(suggested("x", "Banana")).toEqual({ Banana: "unknown" });
});

test("what 1 and yes mean follows from the column's name, negations too", () => {
  const meaningOfOne = (column: string) => suggested(column, "1")["1"];
  for (const bad of [
    "default",
    "is_defaulted",
    "BAD",
    "charged_off",
    "not_recovered",
    "Not_Fully_Recovered",
    "not.fully.paid",
    "unpaid",
    "default.payment.next.month",
  ])
    expect([bad, meaningOfOne(bad)]).toEqual([bad, 1]);
  for (const good of [
    "recovered",
    "Fully_Recovered",
    "fully_paid",
    "loan_repaid",
    "non_default",
    "not_defaulted",
    "good",
  ])
    expect([good, meaningOfOne(good)]).toEqual([good, 0]);
  for (const silent of ["target", "y", "good_bad", "partially_recovered", "status"])
    expect([silent, meaningOfOne(silent)]).toEqual([silent, "unknown"]);
});

test("no, 0 and false are the opposite of yes, 1 and true, and other numbers mean nothing", () => {
  expect(suggested("default", "Yes", "No", "1.0", "0.0", "true", "F", "2", "-1")).toEqual({
    Yes: 1,
    No: 0,
    "1.0": 1,
    "0.0": 0,
    true: 1,
    F: 0,
    "2": "unknown",
    "-1": "unknown",
  });
});

test("values come with their counts, most frequent first", () => {
  const counts = new Map([
    ["b", 1],
    ["Written Off", 5],
    ["a", 1],
  ]);
  expect(suggestOutcome("x", counts).map(({ value, count }) => [value, count])).toEqual([
    ["Written Off", 5],
    ["a", 1],
    ["b", 1],
  ]);
});

test("values that differ in more than spelling keep their own meaning", () => {
  for (const [a, b] of [
    ["1", "-1"],
    ["A+", "A-"],
    [">90", "<90"],
    ["30+", "30"],
    ["+", "-"],
  ])
    expect(outcomeKey(a)).not.toBe(outcomeKey(b));
  for (const [a, b] of [
    ["Written-Off", " written_off "],
    ["FullyPaid", "fully paid"],
    ["Café", "cafe"],
  ])
    expect(outcomeKey(a)).toBe(outcomeKey(b));
  const signs = outcomeMapping([
    { value: "1", outcome: 1 },
    { value: "-1", outcome: 0 },
  ]);
  expect([classify("1", signs), classify("-1", signs)]).toEqual([1, 0]);
});

test("what a person said comes before the agreed words, which hold for values nobody was shown", () => {
  const mapping = outcomeMapping([
    { value: "Settled", outcome: 0 },
    { value: "", outcome: 1 },
  ]);
  expect(classify("SETTLED", mapping)).toBe(0);
  expect(classify(" ", mapping)).toBe(1);
  expect(classify("NULL", mapping)).toBe("unresolved");
  expect(classify("written off", mapping)).toBe(1);
  expect(classify("something new", mapping)).toBe("unknown");
});

test("a mapping gives each of its values back what it said", () => {
  const value = fc.string({ minLength: 1, maxLength: 6 }).filter((text) => text.trim() !== "");
  const outcome = fc.constantFrom<OutcomeClass>(0, 1, "unresolved");
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.record({ value, outcome }), { selector: (e) => outcomeKey(e.value) }),
      (entries) => {
        const mapping = outcomeMapping(entries);
        for (const entry of entries) expect(classify(entry.value, mapping)).toBe(entry.outcome);
      },
    ),
  );
});
