import { encodeColumn, type FeatureEncoding } from "../../../features/encoding.ts";
import { findColumn, type Table } from "../../../table/table.ts";
import { missingCode } from "../../random-forest/nodes.ts";

/** The table with every number cast to float32, the precision that XGBoost has. */
export function asFloat32(table: Table): Table {
  const columns = table.columns.map((column) =>
    column.kind === "number" ? { ...column, values: column.values.map(Math.fround) } : column,
  );
  return { ...table, columns };
}

/** The table as XGBoost takes it, row after row: numbers as they are, categories by the encodings' numbers. */
export function matrixOf(table: Table, encodings: readonly FeatureEncoding[]): Float32Array {
  const { rowCount } = table;
  const matrix = new Float32Array(rowCount * encodings.length).fill(Number.NaN);
  encodings.forEach((encoding, feature) => {
    const column = findColumn(table, encoding.name);
    const codes = new Uint8Array(rowCount);
    encodeColumn(encoding, column, 0, rowCount, codes, 0);
    for (let row = 0; row < rowCount; row++) {
      const value = column?.kind === "number" ? column.values[row] : codes[row];
      if (codes[row] !== missingCode) matrix[row * encodings.length + feature] = value;
    }
  });
  return matrix;
}

/** What `matrixOf` is for a table of numbers only, backwards. */
export function tableOf(matrix: Float32Array, names: readonly string[]): Table {
  const rowCount = matrix.length / names.length;
  const columns = names.map((name, feature) => ({
    kind: "number" as const,
    name,
    values: Float64Array.from({ length: rowCount }, (_, row) => matrix[row * names.length + feature]),
  }));
  return { rowCount, columns };
}
