import { CategoryBuilder, Growing, NumberBuilder } from "./column-builders.ts";
import type { Dialect } from "./csv-detect.ts";
import { binaryFault, type OpenedCsv, openCsv, readRows } from "./csv-rows.ts";
import { dayNumber } from "./dates.ts";
import { groupKey } from "./group-key.ts";
import { IdIndex } from "./id-index.ts";
import { checkMapping, columnNames, type Mapping, type Problem } from "./mapping.ts";
import type { MappingQuestion } from "./questions.ts";
import { canonicalColumns, type Role, roleOf } from "./roles.ts";
import { placeOf, type Reject, type RowReader } from "./row-reader.ts";
import { type Suggestion, suggestMapping } from "./suggest-mapping.ts";
import { findColumn, type Table } from "./table.ts";
import { TextPool } from "./text-pool.ts";

/*
 * A whole CSV file as a table, for training and for the command line:
 *
 *   const loaded = await loadTable(createReadStream("portfolio.csv"), { onProgress: (bytesRead, rows) => ... });
 *   loaded.table, loaded.groupKeys, loaded.label   -> train({ table, label, groupKeys }) on the rows with label >= 0
 *   loaded.loanIds.get(i), loaded.borrowerIds.get(i), loaded.rowNumbers[i], loaded.outstanding[i]
 *   loaded.rejects (the first `rejectLimit`), loaded.rejectCount (all), loaded.questions
 */

export interface LoadOptions {
  /** Changes the suggested mapping before it is used; without it the suggestion is used as it is. */
  readonly decide?: (suggestion: Suggestion, headers: readonly string[]) => Mapping;
  /** How many rejects are kept; all are counted. Default 1000. */
  readonly rejectLimit?: number;
  /** Called after each chunk of the file. */
  readonly onProgress?: (bytesRead: number, rows: number) => void;
}

export interface LoadedTable {
  readonly dialect: Dialect;
  readonly headers: readonly string[];
  readonly mapping: Mapping;
  /** What the suggested mapping left open, for the report: without a person nobody has answered. */
  readonly questions: readonly MappingQuestion[];
  /**
   * Canonical columns and the file's extra ones, accepted rows in file order. Ids, personal data, the outcome and
   * dates are not in it; protected columns and those known only after treatment are.
   */
  readonly table: Table;
  /** 1 = not recovered, 0 = recovered, -1 = unresolved. */
  readonly label: Int8Array;
  /** `groupKey` of each row's borrower id. */
  readonly groupKeys: Float64Array;
  readonly loanIds: TextPool;
  readonly borrowerIds: TextPool;
  /** Each row's number in the file, as a spreadsheet counts it: the header is row 1. */
  readonly rowNumbers: Uint32Array;
  /** NaN where unknown. */
  readonly outstanding: Float64Array;
  /** Days since 1970-01-01, NaN where unknown. */
  readonly asOfDays: Float64Array;
  readonly outcomeDays: Float64Array;
  /** Rows of the file with anything in them, rejected ones included. */
  readonly rowCount: number;
  readonly rejects: readonly Reject[];
  readonly rejectCount: number;
  readonly rejectedRows: number;
}

/** The mapping cannot be used: each problem says why and where. */
export class MappingError extends Error {
  override readonly name = "MappingError";
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(({ message }) => message).join("\n"));
    this.problems = problems;
  }
}

/**
 * Reads a CSV file into a table, holding one chunk of text at a time. A second row of the same loan and the same
 * as-of date is rejected with the row number of the first.
 * @throws CsvError where the file is empty or cannot be CSV
 * @throws MappingError where the mapping cannot be used, for example ambiguous dates without an order
 */
export async function loadTable(
  bytes: AsyncIterable<Uint8Array>,
  options: LoadOptions = {},
): Promise<LoadedTable> {
  const opened = await openCsv(bytes);
  const suggestion = suggestMapping(opened.sample, opened.dialect);
  const headers = columnNames(opened.sample.header);
  // Without a true header there is nothing to decide: reading the file then says what is wrong with it.
  const hasHeader = headers.length > 0 && binaryFault(opened.sample.header) === undefined;
  const decide = hasHeader ? options.decide : undefined;
  const mapping = decide?.(suggestion, headers) ?? withRowNumbers(suggestion);
  const problems = checkMapping(mapping, headers);
  if (problems.length > 0) throw new MappingError(problems);
  const gathering = new Gathering(options.rejectLimit ?? 1000);
  const totals = await readAll(opened, mapping, gathering, options.onProgress);
  return {
    dialect: opened.dialect,
    headers,
    mapping,
    questions: suggestion.questions,
    rowCount: totals.rows,
    ...gathering.build(),
  };
}

/** Nobody is there to answer: rows without ids are named by their numbers, unknown outcomes are reported and left open. */
function withRowNumbers({ mapping }: Suggestion): Mapping {
  return {
    ...mapping,
    rowNumberIds: !mapping.columns.some(({ target }) => target === "Loan_ID"),
    outcomeValues: mapping.outcomeValues.filter(({ outcome }) => outcome !== "unknown"),
  };
}

function readAll(
  { bytes, dialect }: OpenedCsv,
  mapping: Mapping,
  gathering: Gathering,
  onProgress: LoadOptions["onProgress"],
) {
  return readRows(bytes, dialect, mapping, {
    onRow: (reader, row) => gathering.add(reader, row),
    onReject: (reject) => gathering.reject(reject),
    onChunk: (bytesRead) => onProgress?.(bytesRead, gathering.size),
  });
}

const places = {
  loan: placeOf("Loan_ID"),
  borrower: placeOf("Borrower_ID"),
  asOf: placeOf("As_Of_Date"),
  outcomeDate: placeOf("Outcome_Date"),
};

const kept: readonly Role[] = ["feature", "protected", "known-after-treatment"];
const columns = canonicalColumns.flatMap(({ name, role, type }, place) =>
  kept.includes(role) ? [{ name, place, isText: type === "text" || type === "category" }] : [],
);

/** The rows so far, in arrays that double as they fill. */
class Gathering {
  private readonly columns = columns.map(({ name, isText }) => newColumn(name, isText));
  private extras: (NumberBuilder | CategoryBuilder | null)[] | undefined;
  private readonly loanIds = new TextPool();
  private readonly borrowerIds = new TextPool();
  /** Loan and day, to find a second row of the same. */
  private readonly keyTexts = new TextPool();
  private readonly keys = new IdIndex(this.keyTexts);
  private readonly label = new Growing((size) => new Int8Array(size));
  private readonly groupKeys = new Growing((size) => new Float64Array(size));
  private readonly rowNumbers = new Growing((size) => new Uint32Array(size));
  private readonly asOfDays = new Growing((size) => new Float64Array(size));
  private readonly outcomeDays = new Growing((size) => new Float64Array(size));
  private readonly rejects: Reject[] = [];
  private readonly rejectLimit: number;
  private rejectCount = 0;
  private rejectedRows = 0;

  constructor(rejectLimit: number) {
    this.rejectLimit = rejectLimit;
  }

  get size(): number {
    return this.loanIds.length;
  }

  reject(reject: Reject): void {
    this.rejectCount++;
    if (reject.isWholeRow) this.rejectedRows++;
    if (this.rejects.length < this.rejectLimit) this.rejects.push(reject);
  }

  add(reader: RowReader, row: number): void {
    const { cells, extras } = reader;
    const loanId = cells[places.loan] ?? "";
    const asOf = cells[places.asOf];
    const first = this.keys.findOrAdd(asOf === null ? loanId : `${loanId}\n${asOf}`, this.size);
    if (first >= 0) {
      this.refuseDuplicate(loanId, row, this.rowNumbers.values[first]);
      return;
    }
    const i = this.size;
    const borrowerId = cells[places.borrower] ?? loanId;
    this.keyTexts.push(asOf === null ? loanId : `${loanId}\n${asOf}`);
    this.loanIds.push(loanId);
    this.borrowerIds.push(borrowerId);
    this.label.set(i, reader.outcome);
    this.groupKeys.set(i, groupKey(borrowerId));
    this.rowNumbers.set(i, row);
    this.asOfDays.set(i, asOf === null ? Number.NaN : dayNumber(asOf));
    const outcomeDate = cells[places.outcomeDate];
    this.outcomeDays.set(i, outcomeDate === null ? Number.NaN : dayNumber(outcomeDate));
    for (let c = 0; c < columns.length; c++) setCell(this.columns[c], i, cells[columns[c].place]);
    this.extras ??= reader.attributes.map(({ name, isNumber }) =>
      kept.includes(roleOf(name)) ? newColumn(name, !isNumber) : null,
    );
    for (let c = 0; c < extras.length; c++) {
      const column = this.extras[c];
      if (column !== null) setCell(column, i, extras[c]);
    }
  }

  private refuseDuplicate(loanId: string, row: number, firstRow: number): void {
    const reason = `The same loan and date as row ${firstRow}.`;
    this.reject({ row, column: null, value: loanId, reason, isWholeRow: true });
  }

  build() {
    const { size, loanIds, borrowerIds, rejects, rejectCount, rejectedRows } = this;
    const builders = [...this.columns, ...(this.extras ?? [])];
    const built = builders.flatMap((column) => (column?.isUsed ? [column.build(size)] : []));
    const table: Table = { rowCount: size, columns: built };
    const outstanding = findColumn(table, "Outstanding_Loan_Amount");
    return {
      table,
      label: this.label.build(size),
      groupKeys: this.groupKeys.build(size),
      rowNumbers: this.rowNumbers.build(size),
      asOfDays: this.asOfDays.build(size),
      outcomeDays: this.outcomeDays.build(size),
      outstanding:
        outstanding?.kind === "number" ? outstanding.values : new Float64Array(size).fill(Number.NaN),
      loanIds,
      borrowerIds,
      rejects,
      rejectCount,
      rejectedRows,
    };
  }
}

function newColumn(name: string, isText: boolean): NumberBuilder | CategoryBuilder {
  return isText ? new CategoryBuilder(name) : new NumberBuilder(name);
}

function setCell(column: NumberBuilder | CategoryBuilder, row: number, cell: string | null): void {
  if (cell === null) return;
  if (column instanceof NumberBuilder) column.set(row, Number(cell));
  else column.set(row, cell);
}
