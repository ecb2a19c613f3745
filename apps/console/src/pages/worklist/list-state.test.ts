import { expect, test } from "vitest";
import { countFilters, nextOrder, readListState, toFilter, writeListState } from "./list-state.ts";

test("the address keeps the whole state, and what does not belong there is passed over", () => {
  const text =
    "text=BRW&treatment=REMINDER&segment=High+balance&minRisk=0&maxDays=90&sort=RISK_SCORE.ASC&sort=PRIORITY.DESC";
  const state = readListState(new URLSearchParams(text));
  expect(state).toMatchObject({
    text: "BRW",
    treatments: ["REMINDER"],
    minRisk: 0,
    maxRisk: null,
    maxDays: 90,
  });
  expect(writeListState(state).toString()).toBe(text);
  expect(countFilters(state)).toBe(4);
  const odd = readListState(new URLSearchParams("minRisk=abc&minDays=&sort=NAME.UP"));
  expect(writeListState(odd).toString()).toBe("");
});

test("a risk in per cent is a probability for the API", () => {
  const filter = toFilter(readListState(new URLSearchParams("minRisk=12.5&minOutstanding=1000")));
  expect(filter).toMatchObject({
    minRiskScore: 0.125,
    maxRiskScore: null,
    minOutstanding: "1000",
    text: null,
  });
});

test("a column is sorted downwards, upwards, then not; Shift adds it to the others", () => {
  const down = nextOrder([], "RISK_SCORE", false);
  expect(down).toEqual([{ by: "RISK_SCORE", direction: "DESC" }]);
  const up = nextOrder(down, "RISK_SCORE", false);
  expect(up).toEqual([{ by: "RISK_SCORE", direction: "ASC" }]);
  expect(nextOrder(up, "RISK_SCORE", false)).toEqual([]);
  const both = nextOrder(up, "OUTSTANDING", true);
  expect(both.map(({ by }) => by)).toEqual(["RISK_SCORE", "OUTSTANDING"]);
  expect(nextOrder(both, "PRIORITY", false)).toEqual([{ by: "PRIORITY", direction: "DESC" }]);
});
