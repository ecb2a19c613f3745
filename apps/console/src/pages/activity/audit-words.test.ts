import { expect, test } from "vitest";
import { actionText, detailsOf } from "./audit-words.ts";

test("an action is put into words, also one that is not known yet", () => {
  expect(actionText("policy.publish")).toBe("Published a policy");
  expect(actionText("webhook.key-rotate")).toBe("Webhook key rotate");
});

test("a detail is read as names and values, and never lost", () => {
  expect(detailsOf('{"asOf":"2026-11-24","rows":5000,"note":null,"columns":[],"bands":[1]}')).toEqual([
    { name: "as of", value: "2026-11-24" },
    { name: "rows", value: "5000" },
    { name: "bands", value: "[1]" },
  ]);
  expect(detailsOf("{}")).toEqual([]);
  expect(detailsOf("not JSON")).toEqual([{ name: "", value: "not JSON" }]);
});
