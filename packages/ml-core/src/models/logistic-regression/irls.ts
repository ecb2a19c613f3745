import { CholeskyDecomposition, Matrix } from "ml-matrix";

/** Rows as entries: row r has `width` of them, from r * width; column `columns[i]` has the value `values[i]`. */
export interface SparseRows {
  readonly width: number;
  readonly columns: Int32Array;
  readonly values: Float64Array;
  /** Columns there are; column 0 is the intercept. */
  readonly columnCount: number;
  readonly label: Uint8Array;
  /** Weight of each row; 1 where there are none. */
  readonly weights?: Float64Array;
}

export interface Solution {
  readonly coefficients: Float64Array;
  /** Covariances of the coefficients, from the curvature of the penalised likelihood; null above `maxErrors` columns. */
  readonly covariance: Matrix | null;
}

/** Inverting a matrix of more columns takes longer than all the rest. */
const maxErrors = 400;
const maxIterations = 30;
/** The intercept is not penalised, but for so much that one class alone does not send it to infinity. */
const interceptPenalty = 1e-6;

/**
 * Logistic regression with a ridge penalty, l2 / 2 * sum of squared coefficients, by iteratively reweighted least
 * squares: Newton's method on the penalised log-likelihood (McCullagh and Nelder 1989, 4.4; le Cessie and van
 * Houwelingen 1992), with half steps where a full one would make it worse. With fewer rows than columns the steps are
 * solved in the rows (Woodbury's identity), which is the same and takes the rows cubed instead of the columns cubed.
 */
export function solveLogistic(rows: SparseRows, l2: number): Solution {
  const { columnCount } = rows;
  const penalty = new Float64Array(columnCount).fill(l2);
  penalty[0] = interceptPenalty;
  let coefficients: Float64Array = new Float64Array(columnCount);
  let loss = penalisedLoss(rows, coefficients, penalty);
  const products = rows.label.length < columnCount ? innerProducts(rows, penalty) : null;
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    const slopes = slopesOf(rows, coefficients, penalty);
    const step = products
      ? stepInRows(rows, slopes, penalty, products)
      : stepInColumns(rows, slopes, penalty);
    const moved = move(rows, coefficients, step, penalty, loss);
    if (moved === null) break;
    const gained = loss - moved.loss;
    ({ coefficients, loss } = moved);
    if (gained <= 1e-10 * (Math.abs(loss) + 1)) break;
  }
  return { coefficients, covariance: covarianceOf(rows, coefficients, penalty) };
}

/** The first of the full step, half of it and so on that lowers the loss; null where none does. */
function move(
  rows: SparseRows,
  from: Float64Array,
  step: readonly number[],
  penalty: Float64Array,
  loss: number,
): { coefficients: Float64Array; loss: number } | null {
  for (let share = 1; share > 1e-4; share /= 2) {
    const coefficients = from.map((value, column) => value + share * step[column]);
    const next = penalisedLoss(rows, coefficients, penalty);
    if (next < loss) return { coefficients, loss: next };
  }
  return null;
}

/** Log-odds of one row. */
function marginOf({ width, columns, values }: SparseRows, coefficients: Float64Array, row: number): number {
  let margin = 0;
  for (let i = row * width; i < (row + 1) * width; i++) margin += coefficients[columns[i]] * values[i];
  return margin;
}

function penalisedLoss(rows: SparseRows, coefficients: Float64Array, penalty: Float64Array): number {
  let loss = 0;
  for (let row = 0; row < rows.label.length; row++) {
    const margin = marginOf(rows, coefficients, row) * (rows.label[row] === 1 ? -1 : 1);
    const rowLoss = Math.max(margin, 0) + Math.log1p(Math.exp(-Math.abs(margin)));
    loss += rowLoss * (rows.weights?.[row] ?? 1);
  }
  for (let column = 0; column < penalty.length; column++)
    loss += (penalty[column] * coefficients[column] ** 2) / 2;
  return loss;
}

interface Slopes {
  /** Minus the gradient of the loss. */
  readonly gradient: Float64Array;
  /** p (1 - p) of each row, by its weight. */
  readonly curvature: Float64Array;
}

function slopesOf(rows: SparseRows, coefficients: Float64Array, penalty: Float64Array): Slopes {
  const { width, columns, values, label, weights } = rows;
  const gradient = penalty.map((value, column) => -value * coefficients[column]);
  const curvature = new Float64Array(label.length);
  for (let row = 0; row < label.length; row++) {
    const p = 1 / (1 + Math.exp(-marginOf(rows, coefficients, row)));
    const weight = weights?.[row] ?? 1;
    const residual = (label[row] - p) * weight;
    curvature[row] = p * (1 - p) * weight;
    for (let i = row * width; i < (row + 1) * width; i++) gradient[columns[i]] += residual * values[i];
  }
  return { gradient, curvature };
}

function stepInColumns(
  rows: SparseRows,
  { gradient, curvature }: Slopes,
  penalty: Float64Array,
): readonly number[] {
  const hessian = hessianOf(rows, curvature, penalty);
  return new CholeskyDecomposition(hessian).solve(Matrix.columnVector(gradient)).to1DArray();
}

function hessianOf(rows: SparseRows, curvature: Float64Array, penalty: Float64Array): Matrix {
  const { width, columns, values, columnCount } = rows;
  const upper = new Float64Array(columnCount * columnCount);
  for (let row = 0; row < curvature.length; row++) {
    const end = (row + 1) * width;
    for (let i = row * width; i < end; i++) {
      const column = columns[i];
      const scaled = curvature[row] * values[i];
      // Entries of a row ascend by column, so this fills the upper triangle only.
      for (let j = i; j < end; j++) upper[column * columnCount + columns[j]] += scaled * values[j];
    }
  }
  const hessian = Matrix.zeros(columnCount, columnCount);
  for (let i = 0; i < columnCount; i++) {
    for (let j = i; j < columnCount; j++) {
      const value = upper[i * columnCount + j] + (i === j ? penalty[i] : 0);
      hessian.set(i, j, value);
      hessian.set(j, i, value);
    }
  }
  return hessian;
}

/** Of each two rows, every column's part divided by its penalty: X P^-1 X'. */
function innerProducts(rows: SparseRows, penalty: Float64Array): Matrix {
  const { width, columns, values, columnCount, label } = rows;
  const products = Matrix.zeros(label.length, label.length);
  const scaled = new Float64Array(columnCount);
  for (let row = 0; row < label.length; row++) {
    scaled.fill(0);
    for (let i = row * width; i < (row + 1) * width; i++)
      scaled[columns[i]] += values[i] / penalty[columns[i]];
    for (let other = row; other < label.length; other++) {
      const product = marginOf(rows, scaled, other);
      products.set(row, other, product);
      products.set(other, row, product);
    }
  }
  return products;
}

/** (P + X'CX)^-1 g = P^-1 g - P^-1 X' R (I + R X P^-1 X' R)^-1 R X P^-1 g, where R is the root of the curvature C. */
function stepInRows(
  rows: SparseRows,
  { gradient, curvature }: Slopes,
  penalty: Float64Array,
  products: Matrix,
): readonly number[] {
  const { width, columns, values } = rows;
  const count = curvature.length;
  const roots = curvature.map(Math.sqrt);
  const step = gradient.map((value, column) => value / penalty[column]);
  const inner = Matrix.zeros(count, count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      inner.set(i, j, roots[i] * roots[j] * products.get(i, j) + (i === j ? 1 : 0));
    }
  }
  const right = Array.from(roots, (root, row) => root * marginOf(rows, step, row));
  const solved = new CholeskyDecomposition(inner).solve(Matrix.columnVector(right)).to1DArray();
  for (let row = 0; row < count; row++) {
    const share = roots[row] * solved[row];
    for (let i = row * width; i < (row + 1) * width; i++)
      step[columns[i]] -= (share * values[i]) / penalty[columns[i]];
  }
  return [...step];
}

function covarianceOf(rows: SparseRows, coefficients: Float64Array, penalty: Float64Array): Matrix | null {
  if (rows.columnCount > maxErrors) return null;
  const hessian = hessianOf(rows, slopesOf(rows, coefficients, penalty).curvature, penalty);
  return new CholeskyDecomposition(hessian).solve(Matrix.eye(rows.columnCount));
}
