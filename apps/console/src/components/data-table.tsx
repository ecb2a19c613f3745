import type { CSSProperties, ReactNode } from "react";
import classes from "./data-table.module.css";

export interface Column<Row> {
  /** The column's head, and the value's name where a row is shown as a list. */
  label: string;
  cell: (row: Row) => ReactNode;
  /** Figures stand at the right, below each other. */
  isNumber?: boolean;
  width?: CSSProperties["width"];
  /**
   * Where there is little room: `lead` opens the row, `block` takes a line of its own, `actions` are buttons; none of
   * them repeats its label.
   */
  part?: "lead" | "block" | "actions";
}

interface DataTableProps<Row> {
  /** What it lists, for those who cannot see it. */
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string | number;
  /** The table fills a card of its own from edge to edge. */
  isFlush?: boolean;
  /** It has so many columns that it needs 780 pixels for them. */
  isWide?: boolean;
  /** Marks a row for the browser tests and for style. */
  rowData?: (row: Row) => Record<`data-${string}`, string>;
}

/**
 * A table that becomes a list of small lists where it has no room, so that nothing has to be scrolled sideways. The
 * roles are written out because browsers drop them with the table layout.
 */
export function DataTable<Row>({
  label,
  columns,
  rows,
  rowKey,
  isFlush,
  isWide,
  rowData,
}: DataTableProps<Row>) {
  const classOf = (column: Column<Row>) =>
    namesOf(column.isNumber && classes.right, column.part && classes[column.part]);
  return (
    <div className={namesOf(classes.frame, isFlush && classes.flush, isWide && classes.wide)}>
      {/* biome-ignore-start lint/a11y/noRedundantRoles: they are not redundant once the layout is not a table's */}
      <table className={classes.table} aria-label={label} role="table">
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((column) => (
              <th
                key={column.label}
                role="columnheader"
                scope="col"
                className={classOf(column)}
                style={{ width: column.width }}
              >
                {column.part === "actions" ? <span className="unseen">{column.label}</span> : column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr key={rowKey(row)} role="row" {...rowData?.(row)}>
              {columns.map((column) => (
                <td key={column.label} role="cell" className={classOf(column)}>
                  <span className={classes.label} aria-hidden>
                    {column.label}
                  </span>
                  <div className={classes.value}>{column.cell(row)}</div>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {/* biome-ignore-end lint/a11y/noRedundantRoles: see above */}
    </div>
  );
}

function namesOf(...names: (string | false | undefined)[]): string {
  return names.filter(Boolean).join(" ");
}
