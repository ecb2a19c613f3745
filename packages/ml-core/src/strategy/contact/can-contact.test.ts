import { expect, test } from "vitest";
import { canContact, factsInForce } from "./can-contact.ts";
import { packFor, rulePacks } from "./packs.ts";
import type { ContactAccount, ContactEvent } from "./rules.ts";
import { isKnownZone, offsetAt } from "./zones.ts";

const hour = 3_600_000;
const at = (text: string) => Date.parse(text);

const account: ContactAccount = {
  jurisdiction: "US",
  loanId: "LN_1",
  timeZone: "America/New_York",
  consent: { CALL: true, SMS: true, EMAIL: true, LETTER: true, VISIT: true },
  history: [],
  holds: [],
};

function call(when: string, isConversation = false, loanId: string | null = "LN_1"): ContactEvent {
  return { channel: "CALL", at: at(when), isConversation, loanId };
}

test("United States: from 8:00 to 21:00 where the borrower is, whatever the season", () => {
  const verdictAt = (when: string) => canContact(account, "CALL", at(when));
  expect(verdictAt("2026-01-15T13:00:00Z")).toEqual({
    verdict: "ALLOW",
    rule: null,
    nextPermitted: at("2026-01-15T13:00:00Z"),
  });
  expect(verdictAt("2026-01-15T12:59:00Z")).toEqual({
    verdict: "DEFER",
    rule: "us-hours",
    nextPermitted: at("2026-01-15T13:00:00Z"),
  });
  expect(verdictAt("2026-07-15T12:00:00Z").verdict).toBe("ALLOW");
  expect(verdictAt("2026-07-16T01:00:00Z").nextPermitted).toBe(at("2026-07-16T12:00:00Z"));
});

test("the night in which the clocks change is an hour shorter or longer", () => {
  const evening = (when: string) => canContact(account, "CALL", at(when)).nextPermitted;
  expect(evening("2026-03-08T03:00:00Z")).toBe(at("2026-03-08T12:00:00Z"));
  expect(evening("2026-11-01T02:00:00Z")).toBe(at("2026-11-01T13:00:00Z"));
});

test("United States: seven attempts in seven days are allowed and the eighth waits", () => {
  const history = [1, 1, 2, 3, 4, 5].map((day) => call(`2026-06-0${day}T15:00:00Z`));
  const noon = at("2026-06-06T16:00:00Z");
  expect(canContact({ ...account, history }, "CALL", noon).verdict).toBe("ALLOW");
  const seven = [...history, call("2026-06-06T15:00:00Z")];
  expect(canContact({ ...account, history: seven }, "CALL", noon)).toEqual({
    verdict: "DEFER",
    rule: "us-hours",
    nextPermitted: at("2026-06-08T12:00:00Z"),
  });
  expect(canContact({ ...account, history: seven }, "SMS", noon).verdict).toBe("ALLOW");
  expect(canContact({ ...account, loanId: "LN_2", history: seven }, "CALL", noon).verdict).toBe("ALLOW");
});

test("United States: after a conversation six more days pass, by the borrower's calendar", () => {
  // 23:30 in New York on June 1.
  const history = [call("2026-06-02T03:30:00Z", true)];
  const verdict = canContact({ ...account, history }, "CALL", at("2026-06-03T15:00:00Z"));
  expect(verdict.nextPermitted).toBe(at("2026-06-08T12:00:00Z"));
});

test("a call that came in is no attempt, and pauses like any conversation", () => {
  const noon = at("2026-06-06T16:00:00Z");
  const incoming = (isConversation: boolean) =>
    Array.from({ length: 9 }, () => ({ ...call("2026-06-05T15:00:00Z", isConversation), isInbound: true }));
  expect(canContact({ ...account, history: incoming(false) }, "CALL", noon).verdict).toBe("ALLOW");
  expect(canContact({ ...account, history: incoming(true) }, "CALL", noon).nextPermitted).toBe(
    at("2026-06-12T12:00:00Z"),
  );
});

test("a channel without a way to the borrower is blocked and the way is named", () => {
  const noon = at("2026-06-01T16:00:00Z");
  const borrower = { ...account, reach: { phone: true, email: false, address: true } };
  expect(canContact(borrower, "CALL", noon).verdict).toBe("ALLOW");
  expect(canContact(borrower, "EMAIL", noon)).toMatchObject({
    verdict: "BLOCK",
    rule: "missing-email",
    missing: ["email"],
  });
});

test("India: until 19:00", () => {
  const borrower = { ...account, jurisdiction: "IN", timeZone: "Asia/Kolkata" };
  expect(canContact(borrower, "CALL", at("2026-06-01T13:29:00Z")).verdict).toBe("ALLOW");
  expect(canContact(borrower, "CALL", at("2026-06-01T13:30:00Z")).nextPermitted).toBe(
    at("2026-06-02T02:30:00Z"),
  );
});

test("United Kingdom: a breathing space defers to the morning after its notified end, and holds treatment", () => {
  const holds = [{ fact: "BREATHING_SPACE" as const, until: "2026-06-10" }];
  const borrower = { ...account, jurisdiction: "GB", timeZone: "Europe/London", holds };
  expect(canContact(borrower, "LETTER", at("2026-06-01T12:00:00Z"))).toEqual({
    verdict: "DEFER",
    rule: "gb-breathing-space",
    nextPermitted: at("2026-06-10T23:00:00Z"),
  });
  expect(canContact(borrower, "CALL", at("2026-06-01T12:00:00Z")).nextPermitted).toBe(
    at("2026-06-11T07:00:00Z"),
  );
  expect(factsInForce(borrower, at("2026-06-10T22:59:00Z"))).toEqual(["BREATHING_SPACE"]);
  expect(factsInForce(borrower, at("2026-06-10T23:00:00Z"))).toEqual([]);
  expect(factsInForce({ ...borrower, timeZone: null }, at("2026-06-11T11:00:00Z"))).toHaveLength(1);
});

test("a hold without an end and a refused channel block", () => {
  const noon = at("2026-06-01T16:00:00Z");
  const deceased = { ...account, holds: [{ fact: "DECEASED" as const, until: null }] };
  expect(canContact(deceased, "LETTER", noon)).toEqual({
    verdict: "BLOCK",
    rule: "hold",
    nextPermitted: null,
  });
  const refused = { ...account, consent: { ...account.consent, SMS: false } };
  expect(canContact(refused, "SMS", noon)).toMatchObject({ verdict: "BLOCK", rule: "electronic-consent" });
  expect(canContact(refused, "CALL", noon).verdict).toBe("ALLOW");
});

test("what is not known blocks and is named", () => {
  const noon = at("2026-06-01T16:00:00Z");
  const missing = (part: Partial<ContactAccount>) =>
    canContact({ ...account, ...part }, "CALL", noon).missing;
  expect(missing({ timeZone: null })).toEqual(["timeZone"]);
  expect(missing({ timeZone: "Mars/Olympus" })).toEqual(["timeZone"]);
  expect(missing({ consent: null })).toEqual(["consent"]);
  expect(missing({ consent: { SMS: true } })).toEqual(["consent"]);
  expect(missing({ history: null })).toEqual(["history"]);
  expect(missing({ holds: null })).toEqual(["holds"]);
  expect(missing({})).toBeUndefined();
});

test("offsets follow the zone through half hours and past days that never were", () => {
  expect(offsetAt("Asia/Kolkata", 0)).toBe(5.5 * hour);
  expect(offsetAt("Australia/Lord_Howe", at("2026-01-01T00:00:00Z"))).toBe(11 * hour);
  expect(offsetAt("Australia/Lord_Howe", at("2026-07-01T00:00:00Z"))).toBe(10.5 * hour);
  expect(offsetAt("Pacific/Apia", at("2011-12-31T12:00:00Z"))).toBe(14 * hour);
  expect(isKnownZone("Nowhere/Land")).toBe(false);
  expect(() => offsetAt("Nowhere/Land", 0)).toThrow(RangeError);
});

test("every rule says where it comes from, and house defaults say that they are", () => {
  for (const { rules } of rulePacks) {
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
    for (const { source, isHouseDefault } of rules) {
      expect(source.startsWith("House default")).toBe(isHouseDefault);
    }
  }
  expect(packFor("GB").rules.find(({ kind }) => kind === "HOURS")?.isHouseDefault).toBe(true);
  expect(packFor("Atlantis").jurisdiction).toBe("STRICTEST");
});
