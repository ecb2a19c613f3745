import { groupKey } from "@loan-recovery/ml-core/table/group-key";
import type { Table } from "@loan-recovery/ml-core/table/table";
import type pg from "pg";
import { copyOut } from "../database/copy.js";
import { snapshotColumns } from "./snapshot-columns.js";
import { TableBuilder } from "./table-builder.js";

/** Loans side by side with what is needed to decide them or to train on them. */
export interface PortfolioBatch {
  readonly table: Table;
  readonly groupKeys: Float64Array;
  readonly loanIds: string[];
  readonly borrowerIds: string[];
  readonly snapshotIds: string[];
  /** 1 = not recovered, 0 = recovered, -1 = unresolved. */
  readonly outcome: Int8Array;
  /** As the lender wrote it, to be stored without passing through a float; null where unknown. */
  readonly outstanding: (string | null)[];
  /** Days, NaN where unknown. */
  readonly daysPastDue: Float64Array;
}

export interface PortfolioSelection {
  book: "SAMPLE" | "REAL";
  /** OPEN loans by their current snapshot; FINISHED loans by theirs; or every resolved snapshot, to train on. */
  rows: "open" | "finished" | "resolved";
}

const fixedColumns = [
  "l.id",
  "l.borrower_id",
  "s.id",
  "b.external_id",
  "s.outcome",
  "s.outstanding",
  "s.days_past_due",
  "s.attributes",
];

/**
 * Streams a book from the database in batches of at most `batchRows`, ordered by borrower, with constant memory.
 * Reading goes on only when the consumer asks for the next batch.
 */
export async function* readPortfolio(
  client: pg.ClientBase,
  selection: PortfolioSelection,
  batchRows: number,
): AsyncGenerator<PortfolioBatch> {
  const columns = [...fixedColumns, ...snapshotColumns.map(({ column }) => `s.${column}`)].join(", ");
  const stream = copyOut(
    client,
    `SELECT ${columns} FROM ${source(selection)} ORDER BY l.borrower_id, l.id, s.id`,
  );
  let batch = new BatchBuilder();
  let rest = "";
  const decoder = new TextDecoder();
  for await (const chunk of stream) {
    const text = rest + decoder.decode(chunk as Buffer, { stream: true });
    let start = 0;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", start)) {
      batch.add(text.slice(start, end).split("\t"));
      start = end + 1;
      if (batch.rowCount === batchRows) {
        yield batch.build();
        batch = new BatchBuilder();
      }
    }
    rest = text.slice(start);
  }
  if (batch.rowCount > 0) yield batch.build();
}

function source({ book, rows }: PortfolioSelection): string {
  if (rows === "resolved") {
    return `loan_snapshot s JOIN loan l ON l.id = s.loan_id JOIN borrower b ON b.id = l.borrower_id
            WHERE l.book = '${book}' AND s.outcome IS NOT NULL`;
  }
  const state = rows === "open" ? "OPEN" : "FINISHED";
  return `loan l JOIN loan_snapshot s ON s.id = l.current_snapshot_id JOIN borrower b ON b.id = l.borrower_id
          WHERE l.book = '${book}' AND l.state = '${state}'`;
}

class BatchBuilder {
  private readonly table = new TableBuilder();
  private readonly groupKeys: number[] = [];
  private readonly outcomes: number[] = [];
  private readonly loanIds: string[] = [];
  private readonly borrowerIds: string[] = [];
  private readonly snapshotIds: string[] = [];
  private readonly outstanding: (string | null)[] = [];
  private readonly daysPastDue: number[] = [];

  get rowCount(): number {
    return this.table.rowCount;
  }

  add(cells: string[]): void {
    this.table.startRow();
    this.loanIds.push(cells[0]);
    this.borrowerIds.push(cells[1]);
    this.snapshotIds.push(cells[2]);
    this.groupKeys.push(groupKey(readText(cells[3])));
    this.outcomes.push(cells[4] === "\\N" ? -1 : Number(cells[4]));
    this.outstanding.push(cells[5] === "\\N" ? null : cells[5]);
    this.daysPastDue.push(cells[6] === "\\N" ? Number.NaN : Number(cells[6]));
    for (let i = 0; i < snapshotColumns.length; i++) {
      const cell = cells[fixedColumns.length + i];
      if (cell === "\\N") continue;
      if (snapshotColumns[i].kind === "number")
        this.table.setNumber(snapshotColumns[i].canonical, Number(cell));
      else this.table.setText(snapshotColumns[i].canonical, readText(cell));
    }
    if (cells[7] !== "\\N") this.addAttributes(JSON.parse(readText(cells[7])) as Record<string, unknown>);
  }

  private addAttributes(attributes: Record<string, unknown>): void {
    for (const name in attributes) {
      const value = attributes[name];
      if (typeof value === "number") this.table.setNumber(name, value);
      else if (typeof value === "string") this.table.setText(name, value);
    }
  }

  build(): PortfolioBatch {
    return {
      table: this.table.build(),
      groupKeys: Float64Array.from(this.groupKeys),
      outcome: Int8Array.from(this.outcomes),
      loanIds: this.loanIds,
      borrowerIds: this.borrowerIds,
      snapshotIds: this.snapshotIds,
      outstanding: this.outstanding,
      daysPastDue: Float64Array.from(this.daysPastDue),
    };
  }
}

/** Undoes the escapes of COPY's text format. */
function readText(cell: string): string {
  if (!cell.includes("\\")) return cell;
  return cell.replace(/\\(.)/g, (_, character: string) => escapes[character] ?? character);
}

const escapes: Record<string, string> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f", v: "\v" };
