import { expect, test } from "vitest";
import type { Progress } from "./queries.ts";
import { verdictOf } from "./words.ts";

const running = { state: "RUNNING" as const, windowDays: 90 };
const nothing: Progress["result"] = {
  windowsOver: 0,
  fatesKnown: 0,
  winner: null,
  refusal: "NO_WINDOW_OVER",
  difference: null,
  low: null,
  high: null,
};

test("before anything is known nothing is claimed", () => {
  expect(verdictOf(nothing, running, "USD").title).toBe("Nothing to judge yet");
  expect(verdictOf(nothing, { ...running, state: "STOPPED" }, "USD").title).toBe("Nothing to judge");
  const few = { ...nothing, windowsOver: 50, fatesKnown: 49, refusal: "TOO_FEW" as const };
  expect(verdictOf(few, running, "USD")).toEqual({
    title: "No winner: too few borrowers",
    text: "Of 50 borrowers whose 90 days are over, the imports say of 49 what had become of their loans. It takes 100 in each arm and a tenth of the planned ones before anything is said.",
  });
});

test("a difference is said with its interval, and a winner only where there is one", () => {
  const measured = { ...nothing, windowsOver: 900, fatesKnown: 900, difference: -40, low: -90, high: 10 };
  const open = verdictOf({ ...measured, refusal: "NO_DIFFERENCE" }, running, "USD");
  expect(open.title).toBe("No difference that the data can carry");
  expect(open.text).toContain(
    "brought $40.00 less per borrower than the champion: a difference between -$90.00 and $10.00",
  );
  const won = verdictOf({ ...measured, high: -5, refusal: null, winner: "CHAMPION" }, running, "USD");
  expect(won.title).toBe("By what was recovered in full, the champion wins");
});
