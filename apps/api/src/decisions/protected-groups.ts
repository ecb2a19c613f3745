import { groupByValue } from "@loan-recovery/ml-core/evaluation/fairness-groups";
import type { Groups } from "@loan-recovery/ml-core/strategy/group-rates";
import { roleOf } from "@loan-recovery/ml-core/table/roles";
import type pg from "pg";
import { snapshotColumns } from "../loans/snapshot-columns.js";
import { TableBuilder } from "../loans/table-builder.js";
import type { Book } from "./book.js";

const known = snapshotColumns.filter(({ canonical }) => roleOf(canonical) === "protected");
const batchRows = 20_000;

/** The protected attributes of a book's borrowers, which never decide anything: only what happens to them is shown. */
export async function readProtectedGroups(sql: pg.Pool, book: Book): Promise<Groups[]> {
  const table = new TableBuilder();
  for (let start = 0; start < book.loanIds.length; start += batchRows) {
    const ids = book.loanIds.slice(start, start + batchRows);
    const { rows } = await sql.query<
      Record<string, unknown> & { attributes: Record<string, unknown> | null }
    >(
      `SELECT ${known.map(({ column }) => `s.${column}`).join(", ")}, s.attributes
       FROM unnest($2::bigint[]) WITH ORDINALITY AS wanted (id, place)
       JOIN decision d ON d.run_id = $1 AND d.loan_id = wanted.id AND d.revision = 0
       JOIN loan_snapshot s ON s.id = d.snapshot_id ORDER BY wanted.place`,
      [book.run.id, ids],
    );
    for (const row of rows) {
      table.startRow();
      for (const { column, canonical } of known) set(table, canonical, row[column]);
      for (const name in row.attributes) {
        if (roleOf(name) === "protected") set(table, name, row.attributes[name]);
      }
    }
  }
  const { columns } = table.build();
  return columns.flatMap((column) => {
    const { of, names } = groupByValue(column);
    // A column with more values than a code holds says nothing about groups.
    return names.length < 255 ? [{ attribute: column.name, names, code: Uint8Array.from(of) }] : [];
  });
}

function set(table: TableBuilder, name: string, value: unknown): void {
  if (typeof value === "number") table.setNumber(name, value);
  else if (typeof value === "string") table.setText(name, value);
}
