import type { Model } from "../models/model.ts";
import type { Pool } from "../parallel/pool.ts";
import type { Table } from "../table/table.ts";
import { type AttributedRow, openModelAttributor } from "./model-attributor.ts";
import { pointsPerUnit } from "./reasons.ts";

/**
 * Mean |SHAP value| per column over all rows of `table`, in points of the score on the screen: how far each column
 * moves scores on average, whichever way. Unlike permutation importance it says nothing about whether the model is
 * right to. The parts of one column (one-hot levels, splits) are added before the absolute value is taken. Borrowers
 * who were trained on are explained by what never saw them. The result does not depend on the number of threads.
 * @param table with trees some milliseconds a row: a few hundred rows are plenty
 * @param groupKeys `groupKey` of each row's borrower
 * @returns null where the model cannot explain its scores
 */
export async function meanAttributions(
  model: Model,
  table: Table,
  groupKeys: Float64Array,
  pool: Pool,
): Promise<ReadonlyMap<string, number> | null> {
  const rows = { table, groupKeys, from: 0, to: table.rowCount };
  const sums = new Map<string, number>();
  for (const row of await openModelAttributor(model).attributeRows(rows, pool)) {
    if (row === null) return null;
    addPoints(row, sums);
  }
  return new Map(Array.from(sums, ([column, sum]) => [column, sum / table.rowCount]));
}

/** Adds |points| of each of a row's columns to `sums`. */
function addPoints({ attributions, columns, toScore }: AttributedRow, sums: Map<string, number>): void {
  const parts = new Map<string, number>();
  columns.forEach((column, i) => {
    parts.set(column, (parts.get(column) ?? 0) + attributions.values[i]);
  });
  const points = pointsPerUnit(attributions, toScore);
  for (const [column, part] of parts) sums.set(column, (sums.get(column) ?? 0) + Math.abs(part * points));
}
