import { facts } from "@loan-recovery/ml-core/strategy/policy";
import { canonicalColumns } from "@loan-recovery/ml-core/table/roles";
import { placeOf, type RowReader } from "@loan-recovery/ml-core/table/row-reader";
import type pg from "pg";
import { CopyWriter, copyCell } from "../database/copy.js";
import { snapshotColumns } from "../loans/snapshot-columns.js";

interface StagedColumn {
  column: string;
  type: string;
  place: number;
}

const floats = new Set([
  "age",
  "num_dependents",
  "loan_tenure",
  "interest_rate",
  "num_missed_payments",
  "days_past_due",
  "collection_attempts",
]);

const snapshotFacts: readonly StagedColumn[] = [
  ...snapshotColumns.map(({ canonical, column, kind }) => ({
    column,
    type: kind === "category" ? "text" : floats.has(column) ? "float8" : "numeric",
    place: placeOf(canonical),
  })),
  { column: "recovery_status", type: "text", place: placeOf("Recovery_Status") },
  { column: "outcome_date", type: "date", place: placeOf("Outcome_Date") },
];

/** Columns of `loan_snapshot` that the staged rows hold under the same names. */
export const factColumns: readonly string[] = [
  ...snapshotFacts.map(({ column }) => column),
  "outcome",
  "attributes",
  "as_of",
];

const persons: readonly StagedColumn[] = [
  { column: "name", type: "text", place: placeOf("Borrower_Name") },
  { column: "phone", type: "text", place: placeOf("Phone") },
  { column: "email", type: "text", place: placeOf("Email") },
  { column: "time_zone", type: "text", place: placeOf("Time_Zone") },
  { column: "consent_call", type: "boolean", place: placeOf("Consent_Call") },
  { column: "consent_sms", type: "boolean", place: placeOf("Consent_SMS") },
  { column: "consent_email", type: "boolean", place: placeOf("Consent_Email") },
  { column: "consent_letter", type: "boolean", place: placeOf("Consent_Letter") },
  { column: "consent_visit", type: "boolean", place: placeOf("Consent_Visit") },
];

/** Columns of `borrower` that the staged rows hold under the same names. */
export const personColumns: readonly string[] = persons.map(({ column }) => column);

/** Where each fact that holds a borrower or loan stands in a row, by its bit. */
const factPlaces = facts.map((fact) =>
  placeOf(canonicalColumns.find(({ name }) => name.toUpperCase() === fact)!.name),
);

const loanPlace = placeOf("Loan_ID");
const borrowerPlace = placeOf("Borrower_ID");
const asOfPlace = placeOf("As_Of_Date");
const copied: readonly StagedColumn[] = [
  { column: "loan_ref", type: "text NOT NULL", place: loanPlace },
  { column: "borrower_ref", type: "text NOT NULL", place: borrowerPlace },
  ...persons,
  ...snapshotFacts,
];

/**
 * Makes the table that a file's rows are copied to before they are merged: temporary, so that it is written to no log
 * and gone with the transaction. Each row has its snapshot's id from the start.
 */
export async function createStaging(client: pg.PoolClient): Promise<void> {
  const columns = copied.map(({ column, type }) => `${column} ${type}`).join(", ");
  await client.query(
    `CREATE TEMP TABLE staged (
       snapshot_id bigint NOT NULL DEFAULT nextval('loan_snapshot_id_seq'), row_number int NOT NULL, as_of date NOT NULL,
       outcome smallint, attributes jsonb, said_facts int NOT NULL, held_facts int NOT NULL, ${columns}) ON COMMIT DROP`,
  );
}

/** Copies the rows that a `RowReader` has read into the staging table. */
export class StagingWriter {
  readonly copy: CopyWriter;
  private readonly asOf: string;
  private readonly line: string[] = [];
  private keys: string[] | undefined;

  /** @param asOf the as-of date of rows that do not say their own */
  constructor(client: pg.PoolClient, asOf: string) {
    this.asOf = asOf;
    const names = copied.map(({ column }) => column).join(", ");
    this.copy = CopyWriter.open(
      client,
      `staged (row_number, as_of, outcome, attributes, said_facts, held_facts, ${names})`,
    );
  }

  add(reader: RowReader, row: number): void {
    const { cells } = reader;
    const { line } = this;
    line[0] = String(row);
    line[1] = cells[asOfPlace] ?? this.asOf;
    line[2] = reader.outcome < 0 ? "\\N" : String(reader.outcome);
    line[3] = this.attributesOf(reader);
    let said = 0;
    let held = 0;
    for (let bit = 0; bit < factPlaces.length; bit++) {
      const cell = cells[factPlaces[bit]];
      if (cell === null) continue;
      said |= 1 << bit;
      if (cell === "true") held |= 1 << bit;
    }
    line[4] = String(said);
    line[5] = String(held);
    for (let i = 0; i < copied.length; i++) line[i + 6] = copyCell(cells[copied[i].place]);
    this.copy.addLine(line.join("\t"));
  }

  /** The extra columns as JSON: numbers where the column is one of numbers, missing cells left out. */
  private attributesOf({ attributes, extras }: RowReader): string {
    this.keys ??= attributes.map(({ name }) => `${JSON.stringify(name)}:`);
    let json = "";
    for (let i = 0; i < extras.length; i++) {
      const cell = extras[i];
      if (cell === null) continue;
      if (json !== "") json += ",";
      json +=
        this.keys[i] + (attributes[i].isNumber ? jsonNumber(cell) : JSON.stringify(cell.toWellFormed()));
    }
    return json === "" ? "\\N" : copyCell(`{${json}}`);
  }
}

/** JSON knows no leading zeros. */
function jsonNumber(decimal: string): string {
  return decimal.replace(/^(-?)0+(?=\d)/, "$1");
}
