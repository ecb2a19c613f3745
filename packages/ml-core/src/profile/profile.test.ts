import { expect, test } from "vitest";
import { rocAuc } from "../evaluation/auc.ts";
import { numberGroups } from "../evaluation/groups.ts";
import { groupKey } from "../table/group-key.ts";
import type { Column } from "../table/table.ts";
import { makeLoans } from "../testing/loans.ts";
import { associationOf } from "./category-stats.ts";
import { spearman } from "./correlation.ts";
import { Profiler, profileTable } from "./profile.ts";
import type { CategoryProfile, NumberProfile, TableProfile } from "./profile-report.ts";

function number(profile: TableProfile, name: string): NumberProfile {
  const found = profile.columns.find(({ column }) => column === name);
  if (found?.kind !== "number") throw new Error(`no numbers in ${name}`);
  return found;
}

function category(profile: TableProfile, name: string): CategoryProfile {
  const found = profile.columns.find(({ column }) => column === name);
  if (found?.kind !== "category") throw new Error(`no categories in ${name}`);
  return found;
}

const loans = makeLoans(1500, 1);
const profile = profileTable(loans.table, {
  label: loans.label,
  groupKeys: loans.groupKeys,
  risk: loans.truth,
});

test("the profile is plain JSON and counts every row", () => {
  expect(JSON.parse(JSON.stringify(profile))).toEqual(profile);
  expect(profile).toMatchObject({ rows: 1500, resolved: 1500, borrowers: { count: 1500 } });
  expect(profile.columns.map(({ column }) => column)).toEqual(loans.table.columns.map(({ name }) => name));
  for (const column of profile.columns) {
    const parts =
      column.kind === "number"
        ? column.histogram.map(({ count }) => count)
        : column.categories.map(({ rows }) => rows);
    expect(parts.reduce((sum, count) => sum + count, column.missing)).toBe(1500);
    if (column.kind === "number") {
      const resolved = column.outcomeByBin.reduce((sum, { count }) => sum + count, 0);
      expect(resolved).toBe(1500 - column.missing);
      for (const { outcome } of column.outcomeByBin) {
        expect(outcome.low).toBeLessThanOrEqual(outcome.value);
        expect(outcome.high).toBeGreaterThanOrEqual(outcome.value);
      }
    }
  }
});

test("few enough values are described exactly", () => {
  const income = number(profile, "Monthly_Income");
  const column = loans.table.columns[0];
  if (column.kind !== "number") throw new Error("numbers expected");
  const sorted = column.values.slice().sort();
  const mean = sorted.reduce((sum, value) => sum + value, 0) / 1500;
  const squares = sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  expect(income).toMatchObject({
    min: sorted[0],
    max: sorted[1499],
    rankErrorShare: 0,
    isWhole: true,
    role: "feature",
  });
  expect(income.mean).toBeCloseTo(mean, 6);
  expect(income.deviation).toBeCloseTo(Math.sqrt(squares / 1499), 6);
  expect(income.median).toBe((sorted[749] + sorted[750]) / 2);
  const { low, high, below, above } = income.outliers.fences;
  expect(below + above).toBe(sorted.filter((value) => value < (low ?? 0) || value > (high ?? 0)).length);
  const exact = rocAuc(column.values, loans.label, numberGroups(loans.groupKeys));
  const { rocAuc: auc } = income.association;
  expect(auc?.value).toBeCloseTo(exact?.value ?? 0, 12);
  // Hanley and McNeil's interval is close to DeLong's.
  expect(auc?.low).toBeCloseTo(exact?.low ?? 0, 2);
  expect(auc?.high).toBeCloseTo(exact?.high ?? 0, 2);
  const collateral = number(profile, "Collateral_Value");
  expect(collateral.missingShare).toBeCloseTo(0.4, 1);
  expect(collateral.missingOutcome?.value).toBeGreaterThan(collateral.outcomeByBin[5].outcome.value);
});

test("medians, deviations and correlations are scipy's", () => {
  // scipy 1.10.1: spearmanr, pointbiserialr, median_abs_deviation; numpy: std(ddof=1).
  const a = Float64Array.from({ length: 60 }, (_, i) => (i * 37) % 101);
  const b = a.map((value, i) => ((i * 53) % 23) + value / 10);
  const label = Uint8Array.from(a, (_, i) => (i % 3 === 0 ? 1 : 0));
  expect(spearman(a, b)).toBeCloseTo(0.3577660461239234, 10);
  const table = { rowCount: 60, columns: [{ kind: "number" as const, name: "a", values: a }] };
  const column = number(profileTable(table, { label }), "a");
  expect(column.association.pointBiserial).toBeCloseTo(0.0008086187130733604, 10);
  expect(column).toMatchObject({ medianDeviation: 25.5, median: 49.5 });
  expect(column.deviation).toBeCloseTo(29.394737028450372, 10);
});

test("chi-square is scipy's and Cramér's V is Bergsma's", () => {
  // scipy 1.10.1 chi2_contingency(correction=False); the corrected V by numpy from Bergsma's formula.
  const counts = [
    [30, 20],
    [45, 15],
    [10, 40],
  ].map((cells) => Float64Array.of(cells[0], cells[1], 7));
  const { cramersV, pValue } = associationOf(counts, 1);
  expect(pValue).toBeCloseTo(3.208420574436033e-8, 12);
  expect(cramersV).toBeCloseTo(0.45209860613026587, 10);
  expect(associationOf([Float64Array.of(30, 20, 0)], 1)).toEqual({ cramersV: null, pValue: null });
  expect(associationOf(counts, 0.5).pValue).toBeGreaterThan(pValue ?? 1);
  const job = category(profile, "Employment_Type");
  expect(job.categories.map(({ category: name }) => name).sort()).toEqual(["None", "Own", "Salaried"]);
  expect(job.missing).toBeGreaterThan(30);
});

test("one stray value neither moves the robust limits nor flattens the histogram", () => {
  const values = Float64Array.from({ length: 1000 }, (_, i) => 100 + ((i * 37) % 100));
  values[0] = 1e9;
  const column = number(
    profileTable({ rowCount: 1000, columns: [{ kind: "number", name: "x", values }] }),
    "x",
  );
  expect(column.outliers.fences).toMatchObject({ below: 0, above: 1 });
  expect(column.outliers.robustZ).toMatchObject({ below: 0, above: 1 });
  expect(Math.max(...column.histogram.map(({ count }) => count))).toBeLessThan(300);
  expect(column.histogram.at(-1)?.to).toBe(1e9);
  expect(column.association).toEqual({ rocAuc: null, pointBiserial: null });
  expect(column.outcomeByBin).toEqual([]);
});

test("batches of any size and code books of any order give the same counts", () => {
  const profiler = new Profiler({ segments: ["low", "high"] });
  const segment = Int32Array.from(loans.truth, (p) => (p > 0.5 ? 1 : 0));
  for (let from = 0; from < 1500; from += 400) {
    const to = Math.min(1500, from + 400);
    const columns = loans.table.columns.map((column): Column => {
      if (column.kind === "number") return { ...column, values: column.values.slice(from, to) };
      const last = column.categories.length - 1;
      const codes = column.codes.slice(from, to).map((code) => (code < 0 ? code : last - code));
      return { ...column, codes, categories: [...column.categories].reverse() };
    });
    profiler.add({
      table: { rowCount: to - from, columns },
      label: loans.label.subarray(from, to),
      groupKeys: loans.groupKeys.subarray(from, to),
      risk: loans.truth.subarray(from, to),
      segment: segment.subarray(from, to),
    });
  }
  const batched = profiler.report();
  const rounded = (value: TableProfile["columns"]) =>
    JSON.parse(
      JSON.stringify(value, (_, x: unknown) => (typeof x === "number" ? Number(x.toPrecision(10)) : x)),
    );
  expect(rounded(batched.columns)).toEqual(rounded(profile.columns));
  expect(batched.correlations).toEqual(profile.correlations);
  expect(batched.segments.map(({ segment: name }) => name)).toEqual(["low", "high"]);
  expect(batched.segments[0].rows + batched.segments[1].rows).toBe(1500);
  expect(batched.segments[1].meanRisk).toBeGreaterThan(0.5);
  expect(batched.segments[1].outcome?.value).toBeGreaterThan(batched.segments[0].outcome?.value ?? 1);
});

test("the plots of the seed are there as data", () => {
  const missed = Float64Array.from(loans.label, (y, i) => y * 2 + (i % 3));
  const columns: Column[] = [
    ...loans.table.columns,
    { kind: "number", name: "Num_Missed_Payments", values: missed },
  ];
  const { plots } = profileTable(
    { rowCount: 1500, columns },
    { label: loans.label, risk: loans.truth, segment: new Int32Array(1500) },
    { segments: ["all"] },
  );
  expect(plots.missedPaymentsByOutcome?.recovered).toMatchObject({ min: 0, median: 1, max: 2, outliers: 0 });
  expect(plots.missedPaymentsByOutcome?.notRecovered).toMatchObject({ min: 2, median: 3, whiskerHigh: 4 });
  expect(plots.loanAmounts).toHaveLength(20);
  expect(plots.incomeAgainstRisk).toHaveLength(1500);
  expect(plots.incomeAgainstRisk?.[0]).toMatchObject({
    risk: loans.truth[0],
    isNotRecovered: loans.label[0] === 1,
    segment: "all",
  });
  const unknown = profileTable(loans.table).plots;
  expect(unknown.incomeAgainstRisk).toBeNull();
  expect(unknown.missedPaymentsByOutcome).toBeNull();
});

test("a large table is described within the error it states, from a sample of 2,000 rows", () => {
  const many = makeLoans(70_000, 3);
  const big = profileTable(many.table, { label: many.label, risk: many.truth, groupKeys: many.groupKeys });
  const income = number(big, "Monthly_Income");
  const column = many.table.columns[0];
  if (column.kind !== "number") throw new Error("numbers expected");
  const sorted = column.values.slice().sort();
  expect(income.rankErrorShare).toBeGreaterThan(0);
  expect(income.rankErrorShare).toBeLessThan(0.004);
  for (const { share, value } of income.quantiles) {
    const slack = Math.ceil(income.rankErrorShare * 70_000) + 1;
    const at = Math.floor(share * 70_000);
    expect(value).toBeGreaterThanOrEqual(sorted[Math.max(0, at - slack)]);
    expect(value).toBeLessThanOrEqual(sorted[Math.min(69_999, at + slack)]);
  }
  expect(income.min).toBe(sorted[0]);
  expect(income.max).toBe(sorted[69_999]);
  const exact = rocAuc(column.values, many.label, numberGroups(many.groupKeys));
  expect(Math.abs((income.association.rocAuc?.value ?? 0) - (exact?.value ?? 1))).toBeLessThan(0.005);
  expect(big.plots.incomeAgainstRisk).toHaveLength(2000);
  expect(big.borrowers?.isExact).toBe(false);
  expect(Math.abs((big.borrowers?.count ?? 0) / 70_000 - 1)).toBeLessThan(0.033);
});

test("loans of the same borrower do not narrow an interval", () => {
  const width = (perBorrower: number) => {
    const rows = makeLoans(400, 5);
    const groupKeys = Float64Array.from(rows.label, (_, i) => groupKey(`B${Math.floor(i / perBorrower)}`));
    const { outcomeRate } = profileTable(rows.table, { label: rows.label, groupKeys });
    return (outcomeRate?.high ?? 0) - (outcomeRate?.low ?? 0);
  };
  expect(width(4) / width(1)).toBeCloseTo(2, 1);
});

test("empty, constant and useless columns are remarked on, not divided by", () => {
  const ids = Array.from({ length: 40 }, (_, i) => `id ${i}`);
  const columns: Column[] = [
    { kind: "number", name: "empty", values: new Float64Array(40).fill(Number.NaN) },
    { kind: "number", name: "constant", values: new Float64Array(40).fill(5) },
    { kind: "category", name: "Code", codes: Int32Array.from(ids.keys()), categories: ids },
  ];
  const result = profileTable({ rowCount: 40, columns }, { label: Uint8Array.from(ids, (_, i) => i % 2) });
  expect(result.columns.map(({ remarks }) => remarks.length)).toEqual([1, 1, 1]);
  expect(number(result, "empty")).toMatchObject({
    min: null,
    mean: null,
    histogram: [],
    boxes: { recovered: null },
  });
  expect(number(result, "constant")).toMatchObject({ deviation: 0, association: { pointBiserial: null } });
  expect(number(result, "constant").association.rocAuc?.value).toBe(0.5);
  expect(category(result, "Code").others).toMatchObject({ categories: 20, rows: 20 });
  const none = profileTable({ rowCount: 0, columns: [] });
  expect(none).toMatchObject({ rows: 0, outcomeRate: null, columns: [] });
  expect(JSON.parse(JSON.stringify([result, none]))).toEqual([result, none]);
});

test("wrong input is named", () => {
  expect(() => profileTable(loans.table, { label: new Uint8Array(3) })).toThrow(
    "label has 3 values for 1500 rows",
  );
  expect(() => profileTable(loans.table, { segment: new Int32Array(1500) })).toThrow("segment of row 0 is 0");
  const profiler = new Profiler();
  profiler.add({
    table: { rowCount: 1, columns: [{ kind: "number", name: "x", values: Float64Array.of(1) }] },
  });
  const text: Column = { kind: "category", name: "x", codes: Int32Array.of(0), categories: ["a"] };
  expect(() => profiler.add({ table: { rowCount: 1, columns: [text] } })).toThrow("column x held numbers");
});
