import { type DateOrder, dateFault, readDate } from "./dates.ts";
import { readFlag } from "./flags.ts";
import { attribute, columnNames, ignore, type Mapping } from "./mapping.ts";
import { isMissing } from "./missing.ts";
import { type DecimalSeparator, numberFault, readDecimal, readInteger } from "./numbers.ts";
import { classify, type OutcomeClass, type OutcomeMapping, outcomeMapping } from "./outcome.ts";
import { type CanonicalColumn, canonicalColumns, findCanonical } from "./roles.ts";
import { idFault, textFault } from "./text-cells.ts";

/** A cell or a whole row that was not taken over. */
export interface Reject {
  /** The row as a spreadsheet counts it: the header is row 1. */
  readonly row: number;
  /** The file's name of the column; null where the fault is the row's own. */
  readonly column: string | null;
  /** The cell as written, cut to 200 characters; null where there is none. */
  readonly value: string | null;
  readonly reason: string;
  readonly isWholeRow: boolean;
}

/** An extra column that is kept under its own name. */
export interface Attribute {
  readonly name: string;
  readonly isNumber: boolean;
}

interface Slot {
  readonly index: number;
  readonly name: string;
  readonly canonical: CanonicalColumn;
  readonly place: number;
  readonly order: DateOrder | null;
}

const places = new Map(canonicalColumns.map(({ name }, place) => [name, place]));

/** The place of a canonical column in `RowReader.cells`. */
export function placeOf(canonicalName: string): number {
  const place = places.get(canonicalName);
  if (place === undefined) throw new Error(`No canonical column is called ${canonicalName}.`);
  return place;
}

const loanPlace = placeOf("Loan_ID");
const borrowerPlace = placeOf("Borrower_ID");
const outcomePlace = placeOf("Recovery_Status");

/**
 * Turns rows of text into cells of ours by a mapping that `checkMapping` found right. One reader serves a whole file
 * and is used again for each row: what `read` leaves in its fields is valid until the next call.
 */
export class RowReader {
  /**
   * The row's canonical cells in the order of `canonicalColumns`, null where missing or rejected: numbers in plain
   * decimal notation, digit for digit as written; dates as YYYY-MM-DD; flags as true or false; everything else as trimmed text.
   */
  readonly cells: (string | null)[] = canonicalColumns.map(() => null);
  /** The row's extra cells in the order of `attributes`, written like `cells`. */
  readonly extras: (string | null)[];
  readonly attributes: readonly Attribute[];
  /** 1 = not recovered, 0 = recovered, -1 = unresolved. */
  outcome: 0 | 1 | -1 = -1;
  /** The row held nothing at all, as spreadsheets leave them at the end of a file: neither taken nor rejected. */
  wasBlank = false;
  private readonly width: number;
  private readonly slots: Slot[] = [];
  private readonly extraIndexes: number[] = [];
  private readonly names: readonly string[];
  private readonly decimal: DecimalSeparator;
  private readonly outcomes: OutcomeMapping;
  private readonly outcomeOf = new Map<string, OutcomeClass>();
  private readonly rowNumberIds: string | null;
  private readonly hasBorrower: boolean;
  private readonly onReject: (reject: Reject) => void;

  /**
   * @param header the file's header row
   * @param idPrefix what stands before the row number where rows have no id of their own
   */
  constructor(
    mapping: Mapping,
    header: readonly string[],
    onReject: (reject: Reject) => void,
    idPrefix = "ROW_",
  ) {
    this.width = header.length;
    this.names = columnNames(header);
    this.decimal = mapping.decimal;
    this.outcomes = outcomeMapping(mapping.outcomeValues);
    this.onReject = onReject;
    const attributes: Attribute[] = [];
    for (const { index, target, isNumber, dateOrder } of mapping.columns) {
      if (target === ignore) continue;
      if (target === attribute) {
        attributes.push({ name: this.names[index], isNumber: isNumber === true });
        this.extraIndexes.push(index);
        continue;
      }
      const canonical = findCanonical(target);
      if (canonical === undefined) throw new Error(`No canonical column is called ${target}.`);
      const order = dateOrder === "ASK" ? mapping.dateOrder : (dateOrder ?? mapping.dateOrder);
      this.slots.push({ index, name: this.names[index], canonical, place: placeOf(target), order });
    }
    // Ids and the date come first: a row that fails on them is reported once, not cell by cell.
    this.slots.sort((a, b) => weightOf(a.canonical) - weightOf(b.canonical));
    this.attributes = attributes;
    this.extras = attributes.map(() => null);
    this.rowNumberIds = this.slots.some(({ place }) => place === loanPlace) ? null : idPrefix;
    this.hasBorrower = this.slots.some(({ place }) => place === borrowerPlace);
  }

  /** Whether the file says when its rows were true. */
  get hasAsOf(): boolean {
    return this.slots.some(({ canonical }) => canonical.name === "As_Of_Date");
  }

  /** Whether the file says what became of its loans. */
  get hasOutcome(): boolean {
    return this.slots.some(({ place }) => place === outcomePlace);
  }

  /**
   * Reads one row into `cells`, `extras` and `outcome`.
   * @returns false where the whole row was rejected, or held nothing at all
   */
  read(fields: readonly string[], row: number): boolean {
    this.wasBlank = isBlank(fields[0]) && fields.every(isBlank);
    if (this.wasBlank) return false;
    if (fields.length !== this.width)
      return this.refuseRow(row, null, null, widthFault(fields.length, this.width));
    this.outcome = -1;
    for (const slot of this.slots) {
      if (!this.readSlot(slot, fields[slot.index], row)) return false;
    }
    const { cells } = this;
    if (this.rowNumberIds !== null) cells[loanPlace] = `${this.rowNumberIds}${row}`;
    if (!this.hasBorrower) cells[borrowerPlace] = cells[loanPlace];
    for (let i = 0; i < this.extraIndexes.length; i++) this.readExtra(i, fields[this.extraIndexes[i]], row);
    return true;
  }

  /** Reports a row that the parser could not read. */
  refuseFault(row: number, reason: string): void {
    this.refuseRow(row, null, null, reason);
  }

  /** @returns false where the cell costs the whole row */
  private readSlot(slot: Slot, field: string, row: number): boolean {
    const { cells } = this;
    const { canonical, place } = slot;
    cells[place] = null;
    if (canonical.role === "outcome") return this.readOutcome(slot, field, row);
    if (isMissing(field)) {
      if (canonical.role !== "identifier") return true;
      return this.refuseRow(
        row,
        slot.name,
        field,
        `Without its ${canonical.name} a row cannot be told apart.`,
      );
    }
    if (canonical.role === "identifier") {
      const id = field.trim();
      const fault = idFault(id);
      if (fault !== undefined) return this.refuseRow(row, slot.name, field, fault);
      cells[place] = id;
      return true;
    }
    if (canonical.type === "date") {
      const day = readDate(field, slot.order);
      if (day !== undefined) cells[place] = day;
      else if (canonical.name === "As_Of_Date") {
        return this.refuseRow(row, slot.name, field, dateFault(field, slot.order));
      } else this.refuseCell(row, slot.name, field, dateFault(field, slot.order));
      return true;
    }
    if (canonical.type === "flag") {
      const flag = readFlag(field);
      if (flag === undefined) this.refuseCell(row, slot.name, field, "Neither yes nor no.");
      else cells[place] = String(flag);
      return true;
    }
    if (canonical.type === "text" || canonical.type === "category") {
      cells[place] = this.readText(field, slot.name, row);
    } else {
      cells[place] = this.readNumber(slot, field, row);
    }
    return true;
  }

  private readNumber({ canonical, name }: Slot, field: string, row: number): string | null {
    const isInteger = canonical.type === "integer";
    const number = isInteger ? readInteger(field, this.decimal) : readDecimal(field, this.decimal);
    if (number === undefined) {
      this.refuseCell(row, name, field, numberFault(field, this.decimal, isInteger));
      return null;
    }
    const value = Number(number);
    if (value < (canonical.min ?? -Infinity)) {
      this.refuseCell(row, name, field, `Below ${canonical.min}, the least that ${canonical.name} can be.`);
      return null;
    }
    if (value > (canonical.max ?? Infinity)) {
      this.refuseCell(row, name, field, `Above ${canonical.max}, the most that ${canonical.name} can be.`);
      return null;
    }
    return number;
  }

  private readText(field: string, name: string, row: number): string | null {
    const text = field.trim();
    const fault = textFault(text);
    if (fault === undefined) return text;
    this.refuseCell(row, name, field, fault);
    return null;
  }

  private readOutcome({ name }: Slot, field: string, row: number): boolean {
    let outcome = this.outcomeOf.get(field);
    if (outcome === undefined) {
      outcome = classify(field, this.outcomes);
      if (this.outcomeOf.size < 10_000) this.outcomeOf.set(field, outcome);
    }
    if (outcome === "unknown") {
      this.refuseCell(row, name, field, "Nobody has said what this outcome means: the loan counts as open.");
      return true;
    }
    this.cells[outcomePlace] = isMissing(field) ? null : this.readText(field, name, row);
    this.outcome = outcome === "unresolved" ? -1 : outcome;
    return true;
  }

  private readExtra(i: number, field: string, row: number): void {
    const { name, isNumber } = this.attributes[i];
    if (isMissing(field)) this.extras[i] = null;
    else if (!isNumber) this.extras[i] = this.readText(field, name, row);
    else {
      const number = readDecimal(field, this.decimal);
      if (number === undefined) this.refuseCell(row, name, field, numberFault(field, this.decimal, false));
      this.extras[i] = number ?? null;
    }
  }

  private refuseCell(row: number, column: string, value: string, reason: string): void {
    this.onReject({ row, column, value: value.slice(0, 200), reason, isWholeRow: false });
  }

  private refuseRow(row: number, column: string | null, value: string | null, reason: string): false {
    this.onReject({ row, column, value: value?.slice(0, 200) ?? null, reason, isWholeRow: true });
    return false;
  }
}

function weightOf(canonical: CanonicalColumn): number {
  if (canonical.role === "identifier") return 0;
  return canonical.name === "As_Of_Date" ? 1 : 2;
}

function isBlank(field: string): boolean {
  return field === "" || field.trim() === "";
}

function widthFault(found: number, expected: number): string {
  const kind =
    found > expected
      ? "An unquoted delimiter, or one cell too many"
      : "A delimiter is missing, or the row is cut";
  return `${found} cells, but the header has ${expected}. ${kind}.`;
}
