import { expect, test } from "vitest";
import type { Column } from "../../table/table.ts";
import { makeLoans, uniforms } from "../../testing/loans.ts";
import { averageMargin, fitRegression, predictRegression } from "./regression.ts";
import { type NumberTerm, termLevels } from "./terms.ts";

// R's mtcars: weight and transmission.
const weight = [
  2.62, 2.875, 2.32, 3.215, 3.44, 3.46, 3.57, 3.19, 3.15, 3.44, 3.44, 4.07, 3.73, 3.78, 5.25, 5.424, 5.345,
  2.2, 1.615, 1.835, 2.465, 3.52, 3.435, 3.84, 3.845, 1.935, 2.14, 1.513, 3.17, 2.77, 3.57, 2.78,
];
const manual = [
  1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1,
];

function table(...columns: Column[]) {
  const [first] = columns;
  return { rowCount: first.kind === "number" ? first.values.length : first.codes.length, columns };
}

function number(name: string, values: readonly number[]): Column {
  return { kind: "number", name, values: Float64Array.from(values) };
}

test("coefficients and standard errors are those of R's glm(am ~ wt, binomial, mtcars)", () => {
  const cars = table(number("wt", weight));
  const fitted = fitRegression({ table: cars, label: Uint8Array.from(manual), l2: 1e-6 });
  const { mean, deviation } = fitted.terms[0] as NumberTerm;
  expect(fitted.coefficients[1] / deviation).toBeCloseTo(-4.024, 3);
  expect(fitted.errors[1] / deviation).toBeCloseTo(1.4365, 3);
  expect(fitted.effects[1]).toBe(fitted.coefficients[1]);
  expect(fitted.coefficients[0] - (fitted.coefficients[1] * mean) / deviation).toBeCloseTo(12.04, 3);
});

test("one category and missing numbers end at the rates of the groups", () => {
  const uniform = uniforms(1);
  const rates = [0.2, 0.5, 0.9];
  const kind = Array.from({ length: 3000 }, () => Math.floor(uniform() * 3));
  const label = Uint8Array.from(kind, (k) => (uniform() < rates[k] ? 1 : 0));
  const column: Column = {
    ...{ kind: "category", name: "c", categories: ["a", "b"] },
    codes: Int32Array.from(kind, (k) => (k === 2 ? -1 : k)),
  };
  const fitted = fitRegression({ table: table(column), label, l2: 1e-6 });
  const scores = predictRegression(fitted, [column], 0, 3000);
  for (let k = 0; k < 3; k++) {
    const rows = kind.flatMap((other, row) => (other === k ? [row] : []));
    const rate = rows.reduce((sum, row) => sum + label[row], 0) / rows.length;
    expect(scores[rows[0]]).toBeCloseTo(rate, 4);
  }
  // Effects are differences from the average, so weighted by the groups' shares they cancel; the variance of the
  // difference of independent log-odds, each of variance 1 / (n p (1 - p)), is known.
  const counts = [0, 1, 2].map((k) => kind.filter((other) => other === k).length);
  const groups = termLevels(fitted.terms[0]).map((level) => ["a", "b", "(missing)"].indexOf(level ?? ""));
  const variances = groups.map((k) => {
    const p = scores[kind.indexOf(k)];
    return 1 / (counts[k] * p * (1 - p));
  });
  const shares = groups.map((k) => counts[k] / 3000);
  expect(shares.reduce((sum, share, i) => sum + share * fitted.effects[1 + i], 0)).toBeCloseTo(0, 6);
  groups.forEach((_, level) => {
    const variance = variances.reduce((sum, v, i) => sum + ((i === level ? 1 : 0) - shares[i]) ** 2 * v, 0);
    expect(fitted.errors[1 + level]).toBeCloseTo(Math.sqrt(variance), 3);
  });
  const missing = number(
    "n",
    kind.map((k) => (k === 2 ? Number.NaN : k)),
  );
  const byNumber = fitRegression({ table: table(missing), label, l2: 1e-6 });
  expect(predictRegression(byNumber, [missing], 0, 3000)[kind.indexOf(2)]).toBeCloseTo(
    scores[kind.indexOf(2)],
    4,
  );
});

test("a weight of two is the row twice, and the penalty shrinks", () => {
  const doubled = [...weight, ...weight.slice(0, 10)];
  const labels = Uint8Array.from([...manual, ...manual.slice(0, 10)]);
  const weights = Float64Array.from(weight, (_, row) => (row < 10 ? 2 : 1));
  const cars = table(number("wt", weight));
  const twice = fitRegression({ table: table(number("wt", doubled)), label: labels, l2: 1e-6 });
  const weighted = fitRegression({ table: cars, label: Uint8Array.from(manual), weights, l2: 1e-6 });
  const scores = predictRegression(weighted, cars.columns, 0, 32);
  predictRegression(twice, cars.columns, 0, 32).forEach((p, row) => {
    expect(scores[row]).toBeCloseTo(p, 4);
  });
  const shrunk = fitRegression({ table: cars, label: Uint8Array.from(manual), l2: 50 });
  expect(Math.abs(shrunk.coefficients[1])).toBeLessThan(0.5);
});

test("what was never seen counts as the average row, and outliers do not run away", () => {
  const loans = makeLoans(500, 1);
  const complete = loans.table.columns.filter(({ name }) => !/Collateral|Employment/.test(name));
  const fitted = fitRegression({ table: table(...complete), label: loans.label, l2: 1 });
  const [average] = predictRegression(fitted, new Array(complete.length).fill(undefined), 0, 1);
  expect(average).toBeCloseTo(1 / (1 + Math.exp(-averageMargin(fitted))), 12);
  const unseen: Column = {
    kind: "category",
    name: "Loan_Type",
    codes: Int32Array.of(0),
    categories: ["Boat"],
  };
  const columns = complete.map((column) => (column.name === "Loan_Type" ? unseen : undefined));
  expect(predictRegression(fitted, columns, 0, 1)[0]).toBeCloseTo(average, 12);
  const income = (value: number) => [number("Monthly_Income", [value])];
  const far = [1e9, 1e300].map((value) => predictRegression(fitted, income(value), 0, 1)[0]);
  expect(far[1]).toBe(far[0]);
});
