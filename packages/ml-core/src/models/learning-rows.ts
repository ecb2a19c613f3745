import { takeRows } from "../features/columns.ts";
import type { LearningRows } from "./classifier.ts";

/** The given rows, copied. */
export function takeLearningRows(learning: LearningRows, rows: Uint32Array): LearningRows {
  const { table, label, groupKeys, weights } = learning;
  return {
    table: takeRows(table, rows),
    label: Uint8Array.from(rows, (row) => label[row]),
    groupKeys: Float64Array.from(rows, (row) => groupKeys[row]),
    ...(weights === undefined ? {} : { weights: Float64Array.from(rows, (row) => weights[row]) }),
  };
}

/** Numbers of the rows that `isWanted`, ascending. */
export function rowsWhere(rowCount: number, isWanted: (row: number) => boolean): Uint32Array {
  const rows = new Uint32Array(rowCount);
  let count = 0;
  for (let row = 0; row < rowCount; row++) if (isWanted(row)) rows[count++] = row;
  return rows.slice(0, count);
}
