import { expect, test } from "vitest";
import { uniforms } from "../../testing/loans.ts";
import { type SparseRows, solveLogistic } from "./irls.ts";

/** Every row with its intercept and all columns, and noise by which the outcome goes. */
function makeRows(count: number, columnCount: number): SparseRows {
  const uniform = uniforms(7);
  const columns = Int32Array.from({ length: count * columnCount }, (_, i) => i % columnCount);
  const values = Float64Array.from(columns, (column) => (column === 0 ? 1 : 4 * uniform() - 2));
  const label = Uint8Array.from({ length: count }, (_, row) =>
    values[row * columnCount + 1] + uniform() > 0.5 ? 1 : 0,
  );
  return { width: columnCount, columns, values, columnCount, label };
}

test.each([0.5, 5])("solved in the rows or in the columns, it is the same (penalty %d)", (l2) => {
  const wide = makeRows(30, 45);
  const twice = (values: Float64Array) => Float64Array.from([...values, ...values]);
  const tall: SparseRows = {
    ...wide,
    columns: Int32Array.from([...wide.columns, ...wide.columns]),
    values: twice(wide.values),
    label: Uint8Array.from([...wide.label, ...wide.label]),
    weights: new Float64Array(60).fill(0.5),
  };
  const inRows = solveLogistic(wide, l2);
  const inColumns = solveLogistic(tall, l2);
  inRows.coefficients.forEach((value, column) => {
    expect(value).toBeCloseTo(inColumns.coefficients[column], 6);
  });
  expect(inRows.covariance?.get(1, 1)).toBeCloseTo(inColumns.covariance?.get(1, 1) ?? 0, 6);
});
