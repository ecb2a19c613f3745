import fc from "fast-check";
import { expect, test } from "vitest";
import { canContact, factsInForce } from "./can-contact.ts";
import { packFor, rulePacks } from "./packs.ts";
import type { ContactAccount, ContactEvent } from "./rules.ts";
import { isKnownZone, localDay, offsetAt } from "./zones.ts";

const minute = 60_000;
const hour = 60 * minute;
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

const zones = [
  "America/New_York",
  "Europe/London",
  "Asia/Kolkata",
  "Australia/Lord_Howe",
  "Africa/Casablanca",
  "Asia/Beirut",
  "Pacific/Apia",
];
const changes = ["2026-03-08", "2026-03-29", "2026-04-05", "2026-10-25", "2026-11-01", "2026-02-15"];
const instants = fc
  .tuple(fc.constantFrom(...changes), fc.integer({ min: -3 * 1440, max: 3 * 1440 }))
  .map(([date, shift]) => at(`${date}T03:00:00Z`) + shift * minute);
const accounts = fc
  .record({
    jurisdiction: fc.constantFrom("US", "IN", "GB", null),
    timeZone: fc.constantFrom(...zones),
    backwards: fc.array(
      fc.record({
        minutes: fc.integer({ min: 0, max: 10 * 1440 }),
        isConversation: fc.boolean(),
        channel: fc.constantFrom("CALL" as const, "SMS" as const),
      }),
      { maxLength: 12 },
    ),
    until: fc.option(fc.constantFrom("2026-03-09", "2026-10-25")),
  })
  .map(({ backwards, until, ...rest }) => ({
    build: (now: number): ContactAccount => ({
      ...account,
      ...rest,
      history: backwards.map(({ minutes, isConversation, channel }) => ({
        channel,
        at: now - minutes * minute,
        isConversation: isConversation && minutes > 5000,
        loanId: "LN_1",
      })),
      holds: until ? [{ fact: "BREATHING_SPACE", until }] : [],
    }),
  }));

test("nextPermitted is permitted and no earlier minute is, across clock changes and rolling windows", () => {
  fc.assert(
    fc.property(
      accounts,
      instants,
      fc.constantFrom("CALL" as const, "LETTER" as const),
      (made, now, channel) => {
        const borrower = made.build(now);
        const { verdict, nextPermitted } = canContact(borrower, channel, now);
        expect(verdict === "ALLOW").toBe(nextPermitted === now);
        expect(canContact(borrower, channel, nextPermitted!).verdict).toBe("ALLOW");
        // Every minute of the two hours before, and now and then further back.
        const tries = Array.from({ length: 120 }, (_, i) => nextPermitted! - (i + 1) * minute);
        for (let i = 0; i < 60; i++) tries.push(now + Math.floor(((nextPermitted! - now) * i) / 60));
        for (const t of tries.filter((t) => t >= now && t < nextPermitted!))
          expect(canContact(borrower, channel, t).verdict).not.toBe("ALLOW");
      },
    ),
    { numRuns: 120 },
  );
});

test("a verdict agrees with the rules written the plain way, at any time and place", () => {
  fc.assert(
    fc.property(accounts, instants, (made, now) => {
      const borrower = made.build(now);
      if (borrower.holds!.length > 0) return;
      const zone = borrower.timeZone!;
      const time = new Intl.DateTimeFormat("en-GB", {
        timeZone: zone,
        hour: "2-digit",
        minute: "2-digit",
      }).format(now);
      const closes = { US: "21:00", IN: "19:00", GB: "20:00" }[borrower.jurisdiction ?? ""] ?? "19:00";
      const counts = borrower.jurisdiction === "US" || borrower.jurisdiction === null;
      const isOpen = time >= "08:00" && time < closes;
      const recent = borrower.history!.filter(
        (event) => event.channel === "CALL" && localDay(zone, event.at) > localDay(zone, now) - 7,
      );
      const isTired = counts && (recent.length >= 7 || recent.some(({ isConversation }) => isConversation));
      expect(canContact(borrower, "CALL", now).verdict === "ALLOW").toBe(isOpen && !isTired);
    }),
  );
});

test("the strictest pack never allows what another pack refuses", () => {
  fc.assert(
    fc.property(accounts, instants, (made, now) => {
      const borrower = made.build(now);
      if (canContact({ ...borrower, jurisdiction: null }, "CALL", now).verdict !== "ALLOW") return;
      for (const jurisdiction of ["US", "IN", "GB"]) {
        expect(canContact({ ...borrower, jurisdiction }, "CALL", now).verdict).toBe("ALLOW");
      }
    }),
  );
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
