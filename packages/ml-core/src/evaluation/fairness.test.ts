import { expect, test } from "vitest";
import type { Column } from "../table/table.ts";
import { uniforms } from "../testing/loans.ts";
import { fairnessReport } from "./fairness.ts";
import { groupByValue } from "./fairness-groups.ts";
import { numberGroups } from "./groups.ts";

const treatments = ["HOLD", "REMINDER", "LEGAL_ACTION"];

/** Two groups; `bias` is added to the scores of the second, which does not change its outcomes. */
function draw(rows: number, seed: number, bias = 0, loans = 1) {
  const uniform = uniforms(seed);
  const codes = new Int32Array(rows);
  const risk = new Float64Array(rows);
  const label = new Int8Array(rows);
  for (let i = 0; i < rows; i++) {
    codes[i] = i % loans === 0 ? (uniform() < 0.4 ? 1 : 0) : codes[i - 1];
    const truth = 0.1 + 0.7 * uniform();
    risk[i] = Math.min(1, truth + bias * codes[i]);
    label[i] = uniform() < 0.1 ? -1 : uniform() < truth ? 1 : 0;
  }
  const column: Column = { kind: "category", name: "Gender", codes, categories: ["Female", "Male"] };
  const treatment = Uint8Array.from(risk, (p) => (p > 0.6 ? 2 : 1));
  const groups = numberGroups(Float64Array.from(risk, (_, i) => Math.floor(i / loans)));
  return { column, input: { risk, label, treatment, treatments, groups } };
}

test("a fair score is called fair", () => {
  const { column, input } = draw(4000, 1);
  const [report] = fairnessReport(input, [column]);
  expect(report.groups.map(({ group }) => group)).toEqual(["Female", "Male"]);
  expect(report.groups.reduce((sum, { rows }) => sum + rows, 0)).toBe(4000);
  for (const group of report.groups) {
    expect(group.selection.reduce((sum, { rate }) => sum + rate.value, 0)).toBeCloseTo(1, 12);
    expect(group.calibration?.gap.low).toBeLessThan(0);
    expect(group.calibration?.gap.high).toBeGreaterThan(0);
    expect(group.rocAuc?.low).toBeGreaterThan(0.6);
    expect(group.resolved).toBeLessThan(group.rows);
  }
  // HOLD is in nobody's rates: two treatments are compared.
  expect(report.ratios.map(({ treatment }) => treatment)).toEqual(["REMINDER", "LEGAL_ACTION"]);
  expect(report.ratios.every(({ isBelowFourFifths }) => !isBelowFourFifths)).toBe(true);
  expect(report.text).toMatch(/^No difference by Gender/);
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
});

test("a score that is too high for one group shows in its calibration and its treatment", () => {
  const { column, input } = draw(4000, 2, 0.2);
  const [report] = fairnessReport(input, [column]);
  const male = report.groups[1];
  expect(male.calibration?.gap.value).toBeCloseTo(0.2, 1);
  expect(male.calibration?.gap.low).toBeGreaterThan(0.1);
  const legal = report.ratios.find(({ treatment }) => treatment === "LEGAL_ACTION");
  // Female: risk above .6 has chance .2 / .7; male: above .4 has chance .4 / .7.
  expect(legal).toMatchObject({ lowest: "Female", highest: "Male", isBelowFourFifths: true, isClear: true });
  expect(legal?.ratio).toBeCloseTo(0.5, 1);
  expect(report.text).toMatch(/LEGAL_ACTION is given to .* not a legal finding/);
  expect(report.text).toMatch(/Male \(scored too high\)/);
});

test("chance alone is hardly ever called clear, also with several loans per borrower", () => {
  let clear = 0;
  let below = 0;
  for (let seed = 0; seed < 200; seed++) {
    const { column, input } = draw(240, seed + 10, 0, 2);
    const [report] = fairnessReport(input, [column]);
    if (report.ratios.some(({ isClear }) => isClear)) clear++;
    if (report.ratios.some(({ isBelowFourFifths }) => isBelowFourFifths)) below++;
  }
  expect(below).toBeGreaterThan(60);
  expect(clear).toBeLessThanOrEqual(4);
});

test("the interval of the calibration gap holds the truth about 95 times in 100", () => {
  let hits = 0;
  for (let seed = 0; seed < 300; seed++) {
    const { column, input } = draw(300, seed + 500, 0.1);
    const gap = fairnessReport(input, [column])[0].groups[0].calibration?.gap;
    if (gap !== undefined && gap.low <= 0 && 0 <= gap.high) hits++;
  }
  expect(hits / 300).toBeGreaterThan(0.91);
  expect(hits / 300).toBeLessThan(0.985);
});

test("a group that never gets a treatment is told from a group too small to have got it", () => {
  const { column, input } = draw(4000, 6);
  const never = (rows: number) => {
    if (column.kind !== "category") throw new Error("categories expected");
    const codes = Int32Array.from(column.codes, (_, i) => (i < rows ? 1 : 0));
    const treatment = Uint8Array.from(input.treatment, (code, i) => (i < rows ? 1 : code));
    const [report] = fairnessReport({ ...input, treatment }, [{ ...column, codes }]);
    return report.ratios.find(({ treatment: name }) => name === "LEGAL_ACTION");
  };
  expect(never(500)).toMatchObject({
    lowest: "Male",
    lowestRate: 0,
    ratio: 0,
    low: null,
    high: null,
    isClear: true,
  });
  const few = never(30);
  expect(few).toMatchObject({ ratio: 0, isBelowFourFifths: true });
});

test("small groups are pooled, named and flagged, never dropped", () => {
  const { input } = draw(400, 3);
  const codes = Int32Array.from({ length: 400 }, (_, i) => (i < 380 ? 0 : i < 390 ? 1 : i < 397 ? 2 : -1));
  const column: Column = {
    kind: "category",
    name: "Marital_Status",
    codes,
    categories: ["Married", "Single", "Widowed"],
  };
  const [report] = fairnessReport(input, [column]);
  expect(report.groups.map(({ group, rows, isSmall, pooled }) => ({ group, rows, isSmall, pooled }))).toEqual(
    [
      { group: "Married", rows: 380, isSmall: false, pooled: [] },
      { group: "(missing)", rows: 3, isSmall: true, pooled: [] },
      { group: "(small groups together)", rows: 17, isSmall: true, pooled: ["Single", "Widowed"] },
    ],
  );
  expect(report.ratios).toEqual([]);
  expect(report.text).toMatch(/Too few borrowers to judge: \(missing\), \(small groups together\)/);
});

test("ages go into bands, counts stay as they are, other numbers are cut at quartiles", () => {
  const age = Float64Array.of(18, 24.9, 25, 64, 65, 90, Number.NaN);
  const ages = groupByValue({ kind: "number", name: "Age", values: age });
  expect(Array.from(ages.of, (group) => ages.names[group])).toEqual([
    "under 25",
    "under 25",
    "25 to under 35",
    "55 to under 65",
    "65 and over",
    "65 and over",
    "(missing)",
  ]);
  const dependents = groupByValue({
    kind: "number",
    name: "Num_Dependents",
    values: Float64Array.of(2, 0, 2, 1),
  });
  expect(dependents.names).toEqual(["0", "1", "2"]);
  expect(dependents.missing).toBe(-1);
  const values = Float64Array.from({ length: 100 }, (_, i) => i);
  const quartiles = groupByValue({ kind: "number", name: "Birth_Year", values });
  expect(quartiles.names).toEqual(["under 25", "25 to under 50", "50 to under 75", "75 and over"]);
  const constant = groupByValue({ kind: "number", name: "Children", values: new Float64Array(5).fill(2) });
  expect(constant.names).toEqual(["2"]);
});

test("a group of one outcome has a wide gap, and wrong input is named", () => {
  const { column, input } = draw(60, 4);
  const [report] = fairnessReport({ ...input, label: new Int8Array(60) }, [column]);
  const [female] = report.groups;
  expect(female.rocAuc).toBeNull();
  const gap = female.calibration?.gap;
  expect((gap?.high ?? 0) - (gap?.low ?? 0)).toBeGreaterThan(0.05);
  const open = fairnessReport({ ...input, label: new Int8Array(60).fill(-1) }, [column]);
  expect(open[0].groups[0]).toMatchObject({ calibration: null, rocAuc: null, resolved: 0 });
  expect(() => fairnessReport({ ...input, label: new Int8Array(2) }, [])).toThrow("2 values for 60 scores");
  expect(() => fairnessReport({ ...input, treatment: new Uint8Array(60).fill(3) }, [])).toThrow(
    "treatment of row 0 is 3",
  );
  expect(() => fairnessReport({ ...input, label: new Int8Array(60).fill(2) }, [])).toThrow(
    "label of row 0 is 2",
  );
});
