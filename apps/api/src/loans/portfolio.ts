import { groupKey } from "@loan-recovery/ml-core/table/group-key";
import type { Table } from "@loan-recovery/ml-core/table/table";
import type pg from "pg";
import { copiedLines, copyOut, readCopied } from "../database/copy.js";
import type { Book } from "../decisions/request-run.js";
import { factsOfLoans } from "../holds/facts.js";
import { snapshotColumns } from "./snapshot-columns.js";
import { TableBuilder } from "./table-builder.js";

/** Loans side by side with what is needed to decide them or to train on them. */
export interface PortfolioBatch {
  readonly table: Table;
  readonly groupKeys: Float64Array;
  readonly loanIds: string[];
  readonly borrowerIds: string[];
  readonly snapshotIds: string[];
  /** 1 = not recovered, 0 = recovered, -1 = unresolved: of the loan in a history, else of the snapshot. */
  readonly outcome: Int8Array;
  /** Days since 1970-01-01; when the outcome became known, NaN where that is unknown. */
  readonly asOfDays: Float64Array;
  readonly outcomeDays: Float64Array;
  /** As the lender wrote it, to be stored without passing through a float; null where unknown. */
  readonly outstanding: (string | null)[];
  /** Days, NaN where unknown. */
  readonly daysPastDue: Float64Array;
  /** Bits of the facts that forbid treatment, as they stand now. */
  readonly facts: Uint16Array;
}

/**
 * OPEN loans by their current snapshot; FINISHED loans by theirs; a history to train on: the snapshots of loans that are
 * still watched, as of the given days; or one snapshot.
 */
export type PortfolioSelection = { book: Book } & (
  | { rows: "open" | "finished" }
  | { rows: "history"; asOf: readonly string[] }
  | { rows: "snapshot"; id: string }
);

const fixedColumns = [
  "l.id",
  "l.borrower_id",
  "s.id",
  "b.external_id",
  "s.outcome",
  "s.outstanding",
  "s.days_past_due",
  "s.attributes",
  "s.as_of - DATE '1970-01-01'",
  "s.outcome_day",
  "coalesce(f.facts, 0)",
];
const outcomePlace = fixedColumns.indexOf("s.outcome");

/**
 * Streams a book from the database in batches of at most `batchRows`, ordered by borrower, with constant memory.
 * Reading goes on only when the consumer asks for the next batch.
 */
export async function* readPortfolio(
  client: pg.ClientBase,
  selection: PortfolioSelection,
  batchRows: number,
): AsyncGenerator<PortfolioBatch> {
  // In a history every snapshot counts with what became of its loan.
  const fixed = selection.rows === "history" ? fixedColumns.with(outcomePlace, "c.outcome") : fixedColumns;
  const columns = [...fixed, ...snapshotColumns.map(({ column }) => `s.${column}`)].join(", ");
  const stream = copyOut(
    client,
    `SELECT ${columns} FROM ${source(client, selection)} ORDER BY l.borrower_id, l.id, s.id`,
  );
  let batch = new BatchBuilder();
  for await (const lines of copiedLines(stream)) {
    for (const line of lines) {
      batch.add(line.split("\t"));
      if (batch.rowCount < batchRows) continue;
      yield batch.build();
      batch = new BatchBuilder();
    }
  }
  if (batch.rowCount > 0) yield batch.build();
}

const facts = `LEFT JOIN ${factsOfLoans()} f ON f.loan_id = l.id`;

function source(client: pg.ClientBase, selection: PortfolioSelection): string {
  if (selection.rows === "history") return history(client, selection.book, selection.asOf);
  const snapshots = "(SELECT *, outcome_date - DATE '1970-01-01' AS outcome_day FROM loan_snapshot) s";
  if (selection.rows === "snapshot") {
    return `${snapshots} JOIN loan l ON l.id = s.loan_id JOIN borrower b ON b.id = s.borrower_id
      ${facts} WHERE l.book = '${selection.book}' AND s.id = ${client.escapeLiteral(selection.id)}`;
  }
  const state = selection.rows === "open" ? "OPEN" : "FINISHED";
  return `loan l JOIN borrower b ON b.id = l.borrower_id JOIN ${snapshots} ON s.id = l.current_snapshot_id
    ${facts} WHERE l.book = '${selection.book}' AND l.state = '${state}'`;
}

/**
 * Each loan's snapshots, of two of one day the one imported last, with the loan's own outcome and when it was first
 * known. A snapshot that was written when the outcome was known gets that day, so that it cannot train, unless it is
 * the loan's first: a file of finished loans describes them as they were. Loans that left their source without an
 * outcome are not watched any more: nobody knows what became of them.
 */
function history(client: pg.ClientBase, book: Book, asOf: readonly string[]): string {
  const days = asOf.map((day) => client.escapeLiteral(day)).join(", ");
  return `(
    SELECT s.*, CASE WHEN s.outcome_date IS NOT NULL AND s.outcome_date > s.as_of THEN s.outcome_date
                     WHEN w.known > s.as_of THEN w.known
                     WHEN s.as_of = w.first AND s.outcome_date IS NULL THEN NULL
                     ELSE w.known END - DATE '1970-01-01' AS outcome_day
    FROM (SELECT DISTINCT ON (loan_id, as_of) * FROM loan_snapshot
          WHERE as_of IN (${days}) ORDER BY loan_id, as_of, id DESC) s
    JOIN (SELECT loan_id, min(as_of) AS first,
            min(coalesce(outcome_date, as_of)) FILTER (WHERE outcome IS NOT NULL) AS known
          FROM loan_snapshot GROUP BY loan_id) w ON w.loan_id = s.loan_id
  ) s JOIN loan l ON l.id = s.loan_id JOIN borrower b ON b.id = l.borrower_id
  JOIN loan_snapshot c ON c.id = l.current_snapshot_id
  ${facts} WHERE l.book = '${book}' AND l.state <> 'GONE'`;
}

class BatchBuilder {
  private readonly table = new TableBuilder();
  private readonly groupKeys: number[] = [];
  private readonly outcomes: number[] = [];
  private readonly asOfDays: number[] = [];
  private readonly outcomeDays: number[] = [];
  private readonly loanIds: string[] = [];
  private readonly borrowerIds: string[] = [];
  private readonly snapshotIds: string[] = [];
  private readonly outstanding: (string | null)[] = [];
  private readonly daysPastDue: number[] = [];
  private readonly facts: number[] = [];

  get rowCount(): number {
    return this.table.rowCount;
  }

  add(cells: string[]): void {
    this.table.startRow();
    this.loanIds.push(cells[0]);
    this.borrowerIds.push(cells[1]);
    this.snapshotIds.push(cells[2]);
    this.groupKeys.push(groupKey(readCopied(cells[3])));
    this.outcomes.push(cells[4] === "\\N" ? -1 : Number(cells[4]));
    this.outstanding.push(cells[5] === "\\N" ? null : cells[5]);
    this.daysPastDue.push(readNumber(cells[6]));
    this.asOfDays.push(readNumber(cells[8]));
    this.outcomeDays.push(readNumber(cells[9]));
    this.facts.push(Number(cells[10]));
    for (let i = 0; i < snapshotColumns.length; i++) {
      const cell = cells[fixedColumns.length + i];
      if (cell === "\\N") continue;
      if (snapshotColumns[i].kind === "number")
        this.table.setNumber(snapshotColumns[i].canonical, Number(cell));
      else this.table.setText(snapshotColumns[i].canonical, readCopied(cell));
    }
    if (cells[7] !== "\\N") this.addAttributes(JSON.parse(readCopied(cells[7])) as Record<string, unknown>);
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
      asOfDays: Float64Array.from(this.asOfDays),
      outcomeDays: Float64Array.from(this.outcomeDays),
      loanIds: this.loanIds,
      borrowerIds: this.borrowerIds,
      snapshotIds: this.snapshotIds,
      outstanding: this.outstanding,
      daysPastDue: Float64Array.from(this.daysPastDue),
      facts: Uint16Array.from(this.facts),
    };
  }
}

function readNumber(cell: string): number {
  return cell === "\\N" ? Number.NaN : Number(cell);
}
