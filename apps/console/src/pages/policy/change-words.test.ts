import { expect, test } from "vitest";
import { describeChange } from "./change-words.ts";

const say = (path: string, before: unknown, after: unknown) => {
  const text = (value: unknown) => (value === undefined ? null : JSON.stringify(value));
  return describeChange({ path, before: text(before), after: text(after) }, "USD");
};

test.each([
  ["bands[LEGAL_ACTION].from", 0.75, 0.7, "Legal action starts at 70%, was 75%"],
  [
    "bands[LEGAL_ACTION].fromInclusive",
    false,
    true,
    "A score on the boundary of Legal action belongs to it, was stays below",
  ],
  ["guardrails.holdBelowDaysPastDue", 1, 5, "On hold below 5 days past due, was 1 day past due"],
  ["guardrails.holdFacts", ["DISPUTED"], [], "On hold for none, was Disputed"],
  [
    "guardrails.limits[LEGAL_ACTION].minDaysPastDue",
    90,
    120,
    "Legal action: from 120 days past due, was 90 days past due",
  ],
  ["treatments[REMINDER].cost", 2, 3, "Reminder: cost of a loan: $3.00, was $2.00"],
  ["capacity.agentHoursPerMonth", null, 150, "Agent hours a month: 150, was as many as it takes"],
  ["mode", "THRESHOLDS", "EXPECTED_VALUE", "How a treatment is chosen: By expected value, was By thresholds"],
])("%s is said in words", (path, before, after, words) => {
  expect(say(path, before, after)).toBe(words);
});

test("what comes or goes as a whole is said so, with what it says", () => {
  expect(say("guardrails.limits[VISIT]", undefined, { treatment: "VISIT", minDaysPastDue: 30 })).toBe(
    "New: the limits of Visit, from 30 days past due",
  );
  expect(say("treatments[FIELD_VISIT]", { name: "FIELD_VISIT" }, undefined)).toBe(
    "Without the treatment Field visit",
  );
});

test("a place that has no words yet is named as the API names it", () => {
  expect(say("unknown.place", 1, 2)).toBe("unknown.place: 2, was 1");
});
