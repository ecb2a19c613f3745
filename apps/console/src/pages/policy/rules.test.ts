import { expect, test } from "vitest";
import {
  addBand,
  addTreatment,
  type Rules,
  removeBand,
  removeTreatment,
  renameTreatment,
  setBandTreatment,
  unbanded,
} from "./rules.ts";

const treatment = (name: string, kind: "HOLD" | "NOTHING" | "ACTION", severity: number) =>
  ({ name, kind, channel: "NONE", cost: 0, agentMinutes: 0, severity, legalCases: 0 }) as const;
const curve = (name: string) => ({
  treatment: name,
  recovery: [{ risk: 0, probability: 1 }],
  haircut: 0,
  months: 1,
});
const rules: Rules = {
  mode: "THRESHOLDS",
  priority: "AMOUNT_AT_RISK",
  treatments: [treatment("HOLD", "HOLD", 0), treatment("CALL", "ACTION", 1), treatment("VISIT", "ACTION", 2)],
  bands: [
    { treatment: "CALL", from: 0, fromInclusive: true },
    { treatment: "VISIT", from: 0.6, fromInclusive: false },
  ],
  guardrails: {
    holdFacts: [],
    holdBelowDaysPastDue: 0,
    limits: [{ treatment: "VISIT", minOutstanding: 10, minDaysPastDue: null, forbiddenFacts: null }],
  },
  economics: { discountPerMonth: 1, curves: [curve("HOLD"), curve("CALL"), curve("VISIT")] },
  capacity: { agentHoursPerMonth: null, legalCasesPerMonth: null },
};

test("a new treatment has a curve of its own and waits for a band", () => {
  const more = addTreatment(rules);
  expect(more.treatments.at(-1)).toMatchObject({ name: "TREATMENT_1", severity: 3 });
  expect(more.economics.curves.map((each) => each.treatment)).toContain("TREATMENT_1");
  expect(unbanded(more).map(({ name }) => name)).toEqual(["TREATMENT_1"]);
});

test("a treatment that goes takes its band, limit and curve with it; what is left starts at 0", () => {
  const less = removeTreatment(rules, "CALL");
  expect(less.bands).toEqual([{ treatment: "VISIT", from: 0, fromInclusive: true }]);
  expect(JSON.stringify(less)).not.toContain("CALL");
  expect(JSON.stringify(removeTreatment(rules, "VISIT"))).not.toContain("VISIT");
});

test("a new name is used wherever the treatment is spoken of", () => {
  const text = JSON.stringify(renameTreatment(rules, "VISIT", "FIELD_VISIT"));
  expect(text.match(/"FIELD_VISIT"/g)).toHaveLength(4);
  expect(text).not.toContain('"VISIT"');
});

test("bands are added above, removed, and change treatments without any having two", () => {
  expect(addBand(rules.bands, "LEGAL", 200).at(-1)).toEqual({
    treatment: "LEGAL",
    from: 0.8,
    fromInclusive: true,
  });
  expect(removeBand(rules.bands, 0)[0]).toEqual({ treatment: "VISIT", from: 0, fromInclusive: true });
  expect(setBandTreatment(rules.bands, 0, "VISIT").map((band) => band.treatment)).toEqual(["VISIT", "CALL"]);
});
