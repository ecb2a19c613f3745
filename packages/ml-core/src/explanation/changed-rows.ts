import type { FeatureEncoding } from "../features/encoding.ts";
import type { Column, Table } from "../table/table.ts";
import type { Candidate } from "./candidates.ts";

/** New values of different features, to be applied together; none leaves the row as it is. */
export type Change = readonly Candidate[];

/** A table with one copy of row `row` for each change, in the same columns. */
export function changedRows(
  table: Table,
  row: number,
  encodings: readonly FeatureEncoding[],
  changes: readonly Change[],
): Table {
  const places = new Map(encodings.map(({ name }, feature) => [name, feature]));
  const columns = table.columns.map((column) => {
    const feature = places.get(column.name);
    const newValues = changes.map(
      (change) => change.find((candidate) => candidate.feature === feature)?.value,
    );
    return changedColumn(column, row, newValues);
  });
  return { rowCount: changes.length, columns };
}

function changedColumn(
  column: Column,
  row: number,
  newValues: readonly (number | string | undefined)[],
): Column {
  if (column.kind === "number") {
    const present = column.values[row];
    return {
      ...column,
      values: Float64Array.from(newValues, (value) => (value === undefined ? present : Number(value))),
    };
  }
  const categories = [
    ...new Set([...column.categories, ...newValues.flatMap((v) => (v === undefined ? [] : [String(v)]))]),
  ];
  const codeOf = new Map(categories.map((category, code) => [category, code]));
  const codes = Int32Array.from(newValues, (value) =>
    value === undefined ? column.codes[row] : (codeOf.get(String(value)) ?? -1),
  );
  return { ...column, codes, categories };
}
