import fc from "fast-check";
import { expect, test } from "vitest";
import { factBits } from "../columns.ts";
import { decide } from "../decide.ts";
import { consolePolicy } from "../policy.ts";
import { canContact, factsInForce } from "./can-contact.ts";
import type { ContactAccount, ContactEvent } from "./rules.ts";
import { localDay } from "./zones.ts";

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

test("who only calls when permitted never calls too often, in any week and through any clock change", () => {
  const gaps = fc.array(fc.tuple(fc.integer({ min: 0, max: 1500 }), fc.integer({ min: 0, max: 19 })), {
    minLength: 20,
    maxLength: 40,
  });
  fc.assert(
    fc.property(gaps, fc.constantFrom(...zones), instants, (steps, timeZone, start) => {
      const history: ContactEvent[] = [];
      let now = start;
      for (const [minutes, luck] of steps) {
        now = canContact({ ...account, timeZone, history }, "CALL", now + minutes * minute).nextPermitted!;
        history.push({ channel: "CALL", at: now, isConversation: luck === 0, loanId: "LN_1" });
      }
      // Days counted by the calendar that Intl prints, not by our own.
      const calendar = new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" });
      const days = history.map(({ at }) => Date.parse(calendar.format(at)) / (24 * hour));
      for (const [i, day] of days.entries()) {
        expect(days.filter((other) => other >= day && other < day + 7).length).toBeLessThanOrEqual(7);
        if (history[i].isConversation && i + 1 < days.length) {
          expect(days[i + 1]).toBeGreaterThanOrEqual(day + 7);
        }
      }
    }),
    { numRuns: 60 },
  );
});

test("a breathing space keeps a loan out of legal action until its notified end", () => {
  const borrower = {
    timeZone: "Europe/London",
    holds: [{ fact: "BREATHING_SPACE" as const, until: "2026-06-10" }],
  };
  const treatmentAt = (when: string) => {
    const loan = {
      risk: Float64Array.of(0.95),
      outstanding: Float64Array.of(9000),
      daysPastDue: Int32Array.of(200),
      facts: Uint16Array.of(factBits(factsInForce(borrower, at(when)))),
    };
    return consolePolicy.treatments[decide(consolePolicy, loan).treatment[0]].name;
  };
  expect(treatmentAt("2026-06-10T22:59:00Z")).toBe("HOLD");
  expect(treatmentAt("2026-06-10T23:00:00Z")).toBe("LEGAL_ACTION");
});

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
