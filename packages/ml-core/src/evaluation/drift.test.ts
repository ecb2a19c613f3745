import fc from "fast-check";
import { expect, test } from "vitest";
import type { Column } from "../table/table.ts";
import { makeLoans, uniforms } from "../testing/loans.ts";
import { type DriftSample, driftReport } from "./drift.ts";
import { numberGroups } from "./groups.ts";
import { countBins, fitStabilityBins, populationStability } from "./stability.ts";
import { chiSquareHomogeneity, kolmogorovSmirnov } from "./two-sample.ts";

function own(rows: number) {
  return numberGroups(Float64Array.from({ length: rows }, (_, i) => i));
}

function numbers(values: Float64Array): DriftSample {
  const column: Column = { kind: "number", name: "x", values };
  return { table: { rowCount: values.length, columns: [column] }, groups: own(values.length) };
}

function texts(codes: Int32Array, categories: readonly string[]): DriftSample {
  const column: Column = { kind: "category", name: "x", codes, categories };
  return { table: { rowCount: codes.length, columns: [column] }, groups: own(codes.length) };
}

function verdictOf(reference: DriftSample, current: DriftSample): string {
  return driftReport(reference, current).columns[0].verdict;
}

function normals(seed: number, rows: number, shift = 0): Float64Array {
  const uniform = uniforms(seed);
  return Float64Array.from(
    { length: rows },
    () => shift + Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  );
}

test("Kolmogorov-Smirnov is scipy's, its p-value close to the exact one", () => {
  // scipy 1.10.1 ks_2samp(method="exact").
  const sample = (rows: number, step: number, modulus: number, scale: number, shift: number) =>
    Float64Array.from({ length: rows }, (_, i) => ((i * step) % modulus) / scale + shift).sort();
  const small = kolmogorovSmirnov(sample(60, 37, 101, 10, 0), sample(45, 53, 97, 9, 0.9));
  expect(small?.statistic).toBeCloseTo(0.1611111111, 9);
  expect(Math.abs((small?.pValue ?? 0) - 0.4757085585)).toBeLessThan(0.02);
  const large = kolmogorovSmirnov(sample(400, 37, 101, 10, 0), sample(300, 53, 97, 9, 0.4));
  expect(large?.statistic).toBeCloseTo(0.1, 9);
  expect(Math.abs((large?.pValue ?? 0) - 0.0611188749)).toBeLessThan(0.003);
  expect(kolmogorovSmirnov(new Float64Array(0), Float64Array.of(1))).toBeNull();
});

test("the statistic is the largest distance of the two distribution functions", () => {
  const values = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(values, values, (a, b) => {
      const upTo = (sample: number[], x: number) =>
        sample.filter((value) => value <= x).length / sample.length;
      const distance = Math.max(...[...a, ...b].map((x) => Math.abs(upTo(a, x) - upTo(b, x))));
      const result = kolmogorovSmirnov(Float64Array.from(a).sort(), Float64Array.from(b).sort());
      expect(result?.statistic).toBeCloseTo(distance, 12);
    }),
    { seed: 1 },
  );
});

test("chi-square is scipy's, and rare categories are counted together", () => {
  // scipy 1.10.1 chi2_contingency([[30, 50, 20], [45, 40, 40]], correction=False).
  const result = chiSquareHomogeneity(Float64Array.of(30, 50, 20), Float64Array.of(45, 40, 40));
  expect(result?.statistic).toBeCloseTo(8.1, 10);
  expect(result?.pValue).toBeCloseTo(0.01742237463949352, 12);
  const rare = chiSquareHomogeneity(Float64Array.of(50, 50, 3, 4, 5), Float64Array.of(50, 50, 4, 5, 3));
  const joined = chiSquareHomogeneity(Float64Array.of(50, 50, 12), Float64Array.of(50, 50, 12));
  expect(rare?.pValue).toBeCloseTo(joined?.pValue ?? 0, 12);
  expect(chiSquareHomogeneity(Float64Array.of(9, 0), Float64Array.of(9, 0))).toBeNull();
});

test("PSI of two shares is the formula's, and of equal shares 0", () => {
  // (.6 - .5) ln(.6 / .5) + (.4 - .5) ln(.4 / .5), where half a row in 1e9 does not show.
  const [a, b] = [Float64Array.of(5e8, 5e8), Float64Array.of(6e8, 4e8)];
  expect(populationStability(a, b)?.psi).toBeCloseTo(0.1 * Math.log(1.2) - 0.1 * Math.log(0.8), 9);
  expect(populationStability(a, a)).toMatchObject({ psi: 0, pValue: 1 });
  expect(populationStability(a, new Float64Array(2))).toBeNull();
});

test("without a change PSI averages its expectation and its p-values are even", () => {
  let [psi, expected, below] = [0, 0, 0];
  for (let seed = 0; seed < 400; seed++) {
    const [reference, current] = [normals(seed, 500), normals(seed + 5000, 150)].map(
      (values): Column => ({ kind: "number", name: "x", values }),
    );
    const bins = fitStabilityBins(reference);
    const result = populationStability(countBins(bins, reference), countBins(bins, current));
    psi += result?.psi ?? 0;
    expected += result?.expected ?? 0;
    if ((result?.pValue ?? 1) < 0.1) below++;
  }
  expect(psi / expected).toBeGreaterThan(0.9);
  expect(psi / expected).toBeLessThan(1.1);
  expect(below / 400).toBeGreaterThan(0.06);
  expect(below / 400).toBeLessThan(0.14);
});

test("small samples raise no false alarm, and a real shift is found in large and small ones", () => {
  let [alarms, raw] = [0, 0];
  for (let seed = 0; seed < 300; seed++) {
    const report = driftReport(numbers(normals(seed, 200)), numbers(normals(seed + 9000, 50)));
    if (report.verdict !== "stable") alarms++;
    if ((report.columns[0].psi ?? 0) > 0.1) raw++;
  }
  // The plain rule "PSI above .1" would have cried wolf nearly every time.
  expect(raw).toBeGreaterThan(250);
  expect(alarms).toBeLessThanOrEqual(2);
  expect(verdictOf(numbers(normals(1, 20_000)), numbers(normals(2, 20_000)))).toBe("stable");
  expect(verdictOf(numbers(normals(1, 20_000)), numbers(normals(2, 20_000, 0.05)))).toBe("stable");
  expect(verdictOf(numbers(normals(1, 20_000)), numbers(normals(2, 2000, 0.5)))).toBe("shifted");
  expect(verdictOf(numbers(normals(1, 500)), numbers(normals(2, 100, 1.2)))).toBe("shifted");
  expect(verdictOf(numbers(normals(1, 500)), numbers(normals(2, 20, 1.2)))).toBe("not-enough-data");
});

test("copies of a borrower's loan are no evidence of drift", () => {
  let alarms = 0;
  for (let seed = 0; seed < 100; seed++) {
    const values = normals(seed + 300, 60);
    const copies = Float64Array.from({ length: 1200 }, (_, i) => values[i % 60]);
    const current = { ...numbers(copies), groups: numberGroups(Float64Array.from(copies, (_, i) => i % 60)) };
    if (driftReport(numbers(normals(seed, 2000)), current).verdict !== "stable") alarms++;
  }
  expect(alarms).toBeLessThanOrEqual(1);
});

test("a column that stopped being delivered is broken, and the text says how", () => {
  const base = normals(1, 500);
  const reference = numbers(base);
  const cases: [DriftSample, RegExp][] = [
    [{ table: { rowCount: 500, columns: [] }, groups: own(500) }, /not there any more/],
    [numbers(new Float64Array(500).fill(Number.NaN)), /missing in 100 %/],
    [numbers(base.map((value) => (value + 10) * 100)), /outside the range it had before in 100 %/],
    [numbers(new Float64Array(500).fill(0.5)), /same value in 100 %/],
    [texts(new Int32Array(500), ["0.5"]), /held numbers and now holds text/],
  ];
  for (const [current, text] of cases) {
    const report = driftReport(reference, current);
    expect(report.verdict).toBe("broken");
    expect(report.text).toMatch(text);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  }
});

test("categories: shares that move shift, renamed ones are broken, a rare new one is neither", () => {
  const uniform = uniforms(5);
  const codes = Int32Array.from({ length: 2000 }, () => (uniform() < 0.1 ? -1 : Math.floor(uniform() * 3)));
  const names = ["Auto", "Home", "Personal"];
  const reference = texts(codes, names);
  expect(
    verdictOf(
      reference,
      texts(
        codes.map((code) => (code < 0 ? code : 2 - code)),
        [...names].reverse(),
      ),
    ),
  ).toBe("stable");
  expect(verdictOf(reference, texts(codes, ["AUTO", "HOME", "PERSONAL"]))).toBe("broken");
  expect(
    verdictOf(
      reference,
      texts(
        codes.map((code, i) => (code === 0 && i % 10 === 0 ? 1 : code)),
        names,
      ),
    ),
  ).toBe("stable");
  expect(
    verdictOf(
      reference,
      texts(
        codes.map((code, i) => (code >= 0 && i % 2 === 0 ? 1 : code)),
        names,
      ),
    ),
  ).toBe("shifted");
  const rare = driftReport(
    reference,
    texts(
      codes.map((code, i) => (i % 50 === 0 ? 3 : code)),
      [...names, "Boat"],
    ),
  );
  expect(rare.verdict).toBe("stable");
  const fresh = rare.columns[0].bins.find(({ name }) => name === "(new)");
  expect(fresh).toEqual({ name: "(new)", reference: 0, current: 0.02 });
  const gaps = driftReport(
    reference,
    texts(
      codes.map((code, i) => (i % 3 === 0 ? -1 : code)),
      names,
    ),
  );
  expect(gaps.columns[0]).toMatchObject({ verdict: "shifted", test: { name: "chi-square" } });
});

test("scores and outcome rates are compared, the rate with an interval that holds the truth", () => {
  const [was, is] = [makeLoans(3000, 1), makeLoans(3000, 2)];
  const sample = (loans: typeof was, label = loans.label): DriftSample => ({
    table: loans.table,
    groups: numberGroups(loans.groupKeys),
    risk: loans.truth,
    label,
  });
  const calm = driftReport(sample(was), sample(is));
  expect(calm).toMatchObject({
    verdict: "stable",
    score: { verdict: "stable" },
    outcome: { verdict: "stable" },
  });
  const worse = is.label.map((y, i) => (i % 4 === 0 ? 1 : y));
  const changed = driftReport(sample(was), sample(is, worse));
  expect(changed.outcome).toMatchObject({ verdict: "shifted" });
  expect(changed.text).toMatch(/not recovered went from/);
  const risky = driftReport(sample(was), { ...sample(is), risk: is.truth.map(Math.sqrt) });
  expect(risky.score?.verdict).toBe("shifted");
  let hits = 0;
  for (let seed = 0; seed < 300; seed++) {
    const uniform = uniforms(seed);
    const draw = (rows: number, rate: number): DriftSample => ({
      table: { rowCount: rows, columns: [] },
      groups: own(rows),
      label: Int8Array.from({ length: rows }, () => (uniform() < 0.1 ? -1 : uniform() < rate ? 1 : 0)),
    });
    const gap = driftReport(draw(300, 0.3), draw(200, 0.4)).outcome?.difference;
    if (gap !== undefined && gap.low <= 0.1 && 0.1 <= gap.high) hits++;
  }
  expect(hits / 300).toBeGreaterThan(0.91);
  expect(hits / 300).toBeLessThan(0.985);
});

test("empty samples and one outcome are no division by zero, and wrong input is named", () => {
  const empty = driftReport(numbers(new Float64Array(0)), numbers(normals(1, 50)));
  expect(empty.verdict).toBe("not-enough-data");
  expect(JSON.parse(JSON.stringify(empty))).toEqual(empty);
  const label = new Uint8Array(40);
  const pure = driftReport({ ...numbers(normals(1, 40)), label }, { ...numbers(normals(2, 40)), label });
  expect(pure.outcome?.difference.high).toBeGreaterThan(0.03);
  expect(() => driftReport({ ...numbers(normals(1, 4)), label }, numbers(normals(1, 4)))).toThrow(
    "label has 40 values for 4 rows",
  );
  const bins = fitStabilityBins({ kind: "number", name: "x", values: Float64Array.of(1, 2) });
  const text: Column = { kind: "category", name: "x", codes: Int32Array.of(0), categories: ["a"] };
  expect(() => countBins(bins, text)).toThrow("column x is of kind category");
});
