/** A numeric column. `NaN` is a missing value; there is no other way to say missing. */
export interface NumberColumn {
  readonly kind: "number";
  readonly name: string;
  readonly values: Float64Array;
}

/** A column of categories: `codes[i]` indexes `categories`, -1 is a missing value. */
export interface CategoryColumn {
  readonly kind: "category";
  readonly name: string;
  readonly codes: Int32Array;
  readonly categories: readonly string[];
}

export type Column = NumberColumn | CategoryColumn;

/** Columns of equal length side by side. No row is ever an object. */
export interface Table {
  readonly rowCount: number;
  readonly columns: readonly Column[];
}

/** The column called `name`, or undefined. */
export function findColumn(table: Table, name: string): Column | undefined {
  return table.columns.find((column) => column.name === name);
}
