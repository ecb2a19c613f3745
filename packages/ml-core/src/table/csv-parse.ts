/** The file cannot be read as CSV at all: the message says where and why. */
export class CsvError extends Error {
  override readonly name = "CsvError";
}

export interface CsvFormat {
  /** One character. */
  readonly delimiter: string;
  /** One character. */
  readonly quote: string;
}

/**
 * Takes one row. `fields` is used again for the next row: copy what must last.
 * @param rowNumber counts every row of the file from 1, the header and blank lines too, as a spreadsheet does
 * @param lineNumber the physical line on which the row begins, from 1; larger where quoted fields hold line ends
 */
export type OnRow = (fields: string[], rowNumber: number, lineNumber: number) => void;

/** Takes a row that could not be read; reading goes on at the next line. */
export type OnFault = (rowNumber: number, lineNumber: number, reason: string) => void;

/** Characters of one row beyond which a file is no CSV, or a quote was never closed. */
export const maxRowLength = 1 << 20;

const LF = 10;
const CR = 13;

/**
 * A streaming CSV reader: RFC 4180, with LF, CRLF and CR as line ends, and quotes inside unquoted fields taken as they
 * are. Chunks may end anywhere, inside a quoted field or between CR and LF too. Blank lines are passed over (a quoted blank cell is
 * none). A quote
 * that swallows lines and is never properly closed costs its own row only: the row is reported as a fault.
 */
export class CsvParser {
  private readonly delimiter: number;
  private readonly quote: number;
  private readonly quoteText: string;
  private readonly onRow: OnRow;
  private readonly onFault: OnFault;
  private readonly maxLength: number;
  private readonly fields: string[] = [];
  private rest = "";
  private row = 0;
  private line = 0;

  constructor(format: CsvFormat, onRow: OnRow, onFault: OnFault, maxLength = maxRowLength) {
    this.delimiter = format.delimiter.charCodeAt(0);
    this.quote = format.quote.charCodeAt(0);
    this.quoteText = format.quote;
    this.onRow = onRow;
    this.onFault = onFault;
    this.maxLength = maxLength;
  }

  /**
   * Reads the next chunk of text, without a byte order mark.
   * @throws CsvError where a row is longer than the limit
   */
  push(chunk: string): void {
    this.consume(this.rest === "" ? chunk : this.rest + chunk, false);
  }

  /** Reads what is left; nothing may be pushed afterwards. */
  end(): void {
    this.consume(this.rest, true);
  }

  private consume(text: string, isLast: boolean): void {
    let start = 0;
    while (start < text.length) {
      const next = this.readRow(text, start, isLast);
      if (next < 0) break;
      start = next;
    }
    this.rest = start === 0 ? text : text.slice(start);
    // One more: a CR may be waiting for its LF.
    if (this.rest.length > this.maxLength + 1) this.refuseLongRow();
  }

  /** Reads the row that begins at `start`; returns where the next begins, or -1 where the text ends too early. */
  private readRow(text: string, start: number, isLast: boolean): number {
    const { fields, delimiter, quote } = this;
    const length = text.length;
    let count = 0;
    let at = start;
    let contentEnd = start;
    let innerLines = 0;
    for (;;) {
      if (at < length && text.charCodeAt(at) === quote) {
        const close = this.findClose(text, at + 1);
        if ((close < 0 ? length : close) - start > this.maxLength) return this.skipBroken(text, start);
        if (close < 0) return isLast ? this.skipBroken(text, start) : -1;
        // Whether the quote closes here is known only with the character after it.
        if (close + 1 === length && !isLast) return -1;
        const lines = countLines(text, at + 1, close);
        const after = close + 1 < length ? text.charCodeAt(close + 1) : LF;
        const isClean = after === delimiter || after === LF || after === CR;
        if (!isClean && lines > 0) return this.skipBroken(text, start);
        innerLines += lines;
        let field = this.unquote(text, at + 1, close);
        at = close + 1;
        if (!isClean) {
          const tail = this.fieldEnd(text, at);
          field += text.slice(at, tail);
          at = tail;
        }
        fields[count++] = field;
      } else {
        const end = this.fieldEnd(text, at);
        fields[count++] = text.slice(at, end);
        at = end;
      }
      contentEnd = at;
      if (at >= length) {
        if (!isLast) return -1;
        break;
      }
      const code = text.charCodeAt(at);
      at++;
      if (code === delimiter) continue;
      if (code === CR) {
        if (at === length && !isLast) return -1;
        if (text.charCodeAt(at) === LF) at++;
      }
      break;
    }
    if (contentEnd - start > this.maxLength) this.refuseLongRow();
    this.row++;
    const line = this.line + 1;
    this.line += innerLines + 1;
    if (contentEnd === start) return at;
    if (fields.length !== count) fields.length = count;
    this.onRow(fields, this.row, line);
    return at;
  }

  private fieldEnd(text: string, from: number): number {
    const { delimiter } = this;
    const length = text.length;
    let at = from;
    while (at < length) {
      const code = text.charCodeAt(at);
      if (code === delimiter || code === LF || code === CR) break;
      at++;
    }
    return at;
  }

  /** Where the quoted field that began before `from` closes, doubled quotes passed over; -1 where it does not yet. */
  private findClose(text: string, from: number): number {
    let at = text.indexOf(this.quoteText, from);
    while (at >= 0 && text.charCodeAt(at + 1) === this.quote) at = text.indexOf(this.quoteText, at + 2);
    return at;
  }

  private unquote(text: string, from: number, to: number): string {
    const field = text.slice(from, to);
    if (!field.includes(this.quoteText)) return field;
    return field.replaceAll(this.quoteText + this.quoteText, this.quoteText);
  }

  /** Gives up the row at `start`, whose quote swallowed lines, and goes on at the line after it. */
  private skipBroken(text: string, start: number): number {
    const end = lineEnd(text, start);
    if (end - start > this.maxLength) this.refuseLongRow();
    this.row++;
    this.line++;
    this.onFault(this.row, this.line, "A quote is opened in this row and never properly closed.");
    return end;
  }

  private refuseLongRow(): never {
    throw new CsvError(
      `The row that begins on line ${this.line + 1} is longer than ${this.maxLength} characters: ` +
        "this is not a CSV file, or its delimiter or line ends are damaged.",
    );
  }
}

/** Where the line after the one at `start` begins. */
function lineEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length && text.charCodeAt(at) !== LF && text.charCodeAt(at) !== CR) at++;
  if (text.charCodeAt(at) === CR && text.charCodeAt(at + 1) === LF) at++;
  return Math.min(at + 1, text.length);
}

/** Line ends in text[from, to): CRLF counts once. */
function countLines(text: string, from: number, to: number): number {
  let lines = 0;
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code === LF || (code === CR && text.charCodeAt(at + 1) !== LF)) lines++;
  }
  return lines;
}
