import { expect, test } from "vitest";
import { doubleTargets, initialMapping, openPoints, toMappingInput } from "./mapping-state.ts";
import type { Preview } from "./queries.ts";

function column(
  index: number,
  name: string,
  suggestedTarget: string,
  values: [string, "RECOVERED" | "UNKNOWN"][] = [],
) {
  const outcomeValues = values.map(([value, suggested]) => ({ value, count: 3, suggested }));
  return { index, name, suggestedTarget, role: "feature", samples: [], explanation: null, outcomeValues };
}

const preview: Preview = {
  encoding: "utf-8",
  delimiter: ";",
  decimalSeparator: ",",
  rows: [],
  columns: [
    column(0, "Kredit", "Loan_ID"),
    column(1, "Stand", "Recovery_Status", [
      ["bezahlt", "RECOVERED"],
      ["unklar", "UNKNOWN"],
    ]),
    column(2, "Farbe", "attribute"),
  ],
  questions: [{ code: "date-order", column: "Datum", message: "?", options: [] }],
  targets: [],
};

test("what is suggested is where a person starts, and what is open is named", () => {
  const state = initialMapping(preview);
  expect(state).toMatchObject({
    targets: ["Loan_ID", "Recovery_Status", "attribute"],
    decimalSeparator: ",",
  });
  expect(openPoints(preview, state)).toHaveLength(2);
  const decided = { ...state, outcomes: { unklar: "UNRESOLVED" as const }, dateOrder: "DAY_FIRST" as const };
  expect(openPoints(preview, decided)).toEqual([]);
  expect(toMappingInput(preview, decided).outcomeValues).toEqual([
    { value: "bezahlt", outcome: "RECOVERED" },
    { value: "unklar", outcome: "UNRESOLVED" },
  ]);
});

test("a canonical column is claimed once, and a file without loan ids needs a word about it", () => {
  const state = initialMapping(preview);
  expect(doubleTargets({ ...state, targets: ["Loan_ID", "Loan_ID", "attribute"] })).toEqual(["Loan_ID"]);
  expect(doubleTargets({ ...state, targets: ["attribute", "attribute", "ignore"] })).toEqual([]);
  const withoutIds = { ...state, targets: ["ignore", "ignore", "ignore"], dateOrder: "DAY_FIRST" as const };
  expect(openPoints(preview, withoutIds)).toHaveLength(1);
  expect(openPoints(preview, { ...withoutIds, rowNumberIds: true })).toEqual([]);
});
