import type { Matrix } from "ml-matrix";
import { sigmoid } from "../../evaluation/auc.ts";
import { type FeatureEncoding, fitEncoding } from "../../features/encoding.ts";
import type { Column, Table } from "../../table/table.ts";
import type { LinearAttribution } from "../classifier.ts";
import { type SparseRows, solveLogistic } from "./irls.ts";
import { fitTerm, readTerm, type Term, termSize } from "./terms.ts";

export interface RegressionInput {
  readonly table: Table;
  readonly label: Uint8Array;
  readonly weights?: Float64Array;
  readonly l2: number;
}

/** A fitted regression. Coefficients of term t begin at `starts[t]`; the intercept is coefficient 0. */
export interface Regression {
  readonly terms: readonly Term[];
  readonly starts: readonly number[];
  readonly coefficients: Float64Array;
  /** For people: a number's coefficient; a level's, less what the term adds on average. And standard errors. */
  readonly effects: Float64Array;
  readonly errors: Float64Array;
  /** Mean and standard deviation, over the training rows, of what each term adds to the log-odds. */
  readonly averages: Float64Array;
  readonly spreads: Float64Array;
  /** Bins of the columns, which scoring does not use: values that a person may be told to try. */
  readonly encodings: readonly FeatureEncoding[];
}

/** Fits terms and coefficients to all columns of the table. */
export function fitRegression({ table, label, weights, l2 }: RegressionInput): Regression {
  const terms = table.columns.map(fitTerm);
  const starts: number[] = [];
  let columnCount = 1;
  for (const term of terms) {
    starts.push(columnCount);
    columnCount += termSize(term);
  }
  const rows: SparseRows = {
    ...sparseRows(terms, starts, table),
    columnCount,
    label,
    weights: scaled(weights),
  };
  const { coefficients, covariance } = solveLogistic(rows, l2);
  return {
    ...{ terms, starts, coefficients },
    ...effectsOf(terms, starts, rows, coefficients, covariance),
    ...contributions(rows, coefficients, terms.length),
    encodings: table.columns.map(fitEncoding),
  };
}

/** Weights whose mean is 1, so that the penalty means the same as without weights. */
function scaled(weights: Float64Array | undefined): Float64Array | undefined {
  if (weights === undefined) return undefined;
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
  return weights.map((weight) => weight / mean);
}

/** Every row has an entry for the intercept and one for each term. */
function sparseRows(terms: readonly Term[], starts: readonly number[], table: Table) {
  const { rowCount } = table;
  const width = terms.length + 1;
  const columns = new Int32Array(rowCount * width);
  const values = new Float64Array(rowCount * width);
  for (let row = 0; row < rowCount; row++) values[row * width] = 1;
  terms.forEach((term, t) => {
    const { place, value } = readTerm(term, table.columns[t], 0, rowCount);
    for (let row = 0; row < rowCount; row++) {
      const at = row * width + t + 1;
      columns[at] = starts[t] + Math.max(0, place[row]);
      values[at] = place[row] < 0 ? 0 : value[row];
    }
  });
  return { width, columns, values };
}

function contributions(
  { width, columns, values, label }: SparseRows,
  coefficients: Float64Array,
  terms: number,
) {
  const rows = label.length;
  const averages = new Float64Array(terms);
  const spreads = new Float64Array(terms);
  const added = (row: number, term: number) => {
    const at = row * width + term + 1;
    return coefficients[columns[at]] * values[at];
  };
  for (let term = 0; term < terms; term++) {
    for (let row = 0; row < rows; row++) averages[term] += added(row, term) / rows;
    let squares = 0;
    for (let row = 0; row < rows; row++) squares += (added(row, term) - averages[term]) ** 2;
    spreads[term] = Math.sqrt(squares / rows);
  }
  return { averages, spreads };
}

/**
 * Coefficients of levels alone mean little, since all levels of a column and the intercept can shift against each
 * other; less their average over the rows they can be told to a person. With shares s the effect of level l is
 * b_l - s'b, and its variance that of this difference.
 */
function effectsOf(
  terms: readonly Term[],
  starts: readonly number[],
  rows: SparseRows,
  coefficients: Float64Array,
  covariance: Matrix | null,
) {
  const shares = new Float64Array(rows.columnCount);
  for (const column of rows.columns) shares[column] += 1 / rows.label.length;
  const effects = new Float64Array(rows.columnCount);
  const errors = new Float64Array(rows.columnCount).fill(Number.NaN);
  const describe = (column: number, contrast: ReadonlyMap<number, number>) => {
    let variance = 0;
    for (const [i, a] of contrast) {
      effects[column] += a * coefficients[i];
      for (const [j, b] of contrast) variance += a * b * (covariance?.get(i, j) ?? Number.NaN);
    }
    errors[column] = Math.sqrt(variance);
  };
  describe(0, new Map([[0, 1]]));
  terms.forEach((term, t) => {
    const columns = Array.from({ length: termSize(term) }, (_, i) => starts[t] + i);
    const levels = term.kind === "number" ? columns.slice(1) : columns;
    if (term.kind === "number") describe(starts[t], new Map([[starts[t], 1]]));
    for (const level of levels) {
      describe(level, new Map(levels.map((other) => [other, (other === level ? 1 : 0) - shares[other]])));
    }
  });
  return { effects, errors };
}

/** Log-odds of rows `from..to`; columns are those of the terms, undefined where the table lacks one. */
function regressionMargins(
  regression: Regression,
  columns: readonly (Column | undefined)[],
  from: number,
  to: number,
): Float64Array {
  const { terms, starts, coefficients, averages } = regression;
  const margins = new Float64Array(to - from).fill(coefficients[0]);
  terms.forEach((term, t) => {
    const { place, value } = readTerm(term, columns[t], from, to);
    for (let i = 0; i < margins.length; i++) {
      margins[i] += place[i] < 0 ? averages[t] : coefficients[starts[t] + place[i]] * value[i];
    }
  });
  return margins;
}

/** Probabilities of rows `from..to`; columns as in `regressionMargins`. */
export function predictRegression(
  regression: Regression,
  columns: readonly (Column | undefined)[],
  from: number,
  to: number,
): Float64Array {
  return regressionMargins(regression, columns, from, to).map(sigmoid);
}

/** Log-odds of the average training row. */
export function averageMargin({ coefficients, averages }: Regression): number {
  return averages.reduce((sum, average) => sum + average, coefficients[0]);
}

/** How row `row` departs from the average row; columns as in `regressionMargins`. */
export function attributeRegression(
  regression: Regression,
  columns: readonly (Column | undefined)[],
  row: number,
): LinearAttribution {
  const { terms, starts, coefficients, averages } = regression;
  const values = new Float64Array(terms.length);
  const unread = terms.map((term, t) => {
    const { place, value } = readTerm(term, columns[t], row, row + 1);
    if (place[0] >= 0) values[t] = coefficients[starts[t] + place[0]] * value[0] - averages[t];
    return place[0] < 0;
  });
  return { raw: regressionMargins(regression, columns, row, row + 1)[0], values, unread };
}
