import type { Column, Table } from "../table/table.ts";

/** Whether row `row` has a value (infinite numbers count as missing). */
export function isPresent(column: Column, row: number): boolean {
  return column.kind === "number" ? Number.isFinite(column.values[row]) : column.codes[row] >= 0;
}

/** Whether two columns say the same in every row, whatever their code books. */
export function sameContent(a: Column, b: Column): boolean {
  if (a.kind === "number" && b.kind === "number") {
    for (let row = 0; row < a.values.length; row++) {
      if (a.values[row] !== b.values[row] && isPresent(a, row) !== isPresent(b, row)) return false;
      if (a.values[row] !== b.values[row] && isPresent(a, row)) return false;
    }
    return true;
  }
  if (a.kind === "category" && b.kind === "category") {
    for (let row = 0; row < a.codes.length; row++) {
      if (textAt(a.categories, a.codes[row]) !== textAt(b.categories, b.codes[row])) return false;
    }
    return true;
  }
  return false;
}

function textAt(categories: readonly string[], code: number): string | undefined {
  return code < 0 ? undefined : categories[code];
}

/** The given rows of a table, copied. */
export function takeRows(table: Table, rows: Uint32Array): Table {
  return {
    rowCount: rows.length,
    columns: table.columns.map((column) => takeFrom(column, rows)),
  };
}

/** The given rows of a column, copied. */
export function takeFrom(column: Column, rows: Uint32Array): Column {
  return column.kind === "number"
    ? { ...column, values: Float64Array.from(rows, (row) => column.values[row]) }
    : { ...column, codes: Int32Array.from(rows, (row) => column.codes[row]) };
}
