import { CsvDecoder } from "./csv-decode.ts";
import { type Dialect, detectDialect, readSample, type Sample, sampleSize } from "./csv-detect.ts";
import { CsvError, CsvParser } from "./csv-parse.ts";
import type { Mapping } from "./mapping.ts";
import { type Reject, RowReader } from "./row-reader.ts";

/** A file whose beginning was looked at; `bytes` still gives all of it. */
export interface OpenedCsv {
  readonly dialect: Dialect;
  readonly sample: Sample;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** Reads as much of a file as is needed to detect how it is written. */
export async function openCsv(bytes: AsyncIterable<Uint8Array>): Promise<OpenedCsv> {
  const iterator = bytes[Symbol.asyncIterator]();
  const held: Uint8Array[] = [];
  let size = 0;
  while (size < sampleSize) {
    const next = await iterator.next();
    if (next.done) break;
    held.push(next.value);
    size += next.value.length;
  }
  const head = concatenate(held, Math.min(size, sampleSize));
  const dialect = detectDialect(head);
  return { dialect, sample: readSample(head, dialect), bytes: resume(held, iterator) };
}

async function* resume(held: Uint8Array[], iterator: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  for (let chunk = held.shift(); chunk !== undefined; chunk = held.shift()) yield chunk;
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
}

function concatenate(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    const part = chunk.subarray(0, length - at);
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Why a header shows that the file is no text: workbooks, archives and pictures begin with control characters. */
export function binaryFault(header: readonly string[]): string | undefined {
  const text = header.join("");
  let nuls = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0) nuls++;
    else if (code < 9 || (code > 13 && code < 32)) return binary;
  }
  return nuls > text.length / 10 ? binary : undefined;
}

const binary = "This is no text but a binary file, such as a workbook. Save it as CSV first.";

const pieceSize = 64 * 1024;

export interface RowSink {
  /** Takes the row that `reader` has just read; `row` counts as a spreadsheet does. */
  onRow(reader: RowReader, row: number): void;
  onReject(reject: Reject): void;
  /** Called after each piece of at most 64 KiB, with the bytes read so far: the place to wait for a slow consumer. */
  onChunk?(bytesRead: number): void | Promise<void>;
}

/** What was found in a file, as a whole. */
export interface RowTotals {
  /** Rows with anything in them, rejected ones included; the header is not one. */
  rows: number;
  /** Bytes that the encoding cannot mean were met; the cells that hold them were rejected. */
  isDamaged: boolean;
}

/**
 * Reads all rows of a file through a mapping, holding one chunk at a time.
 * @param idPrefix what stands before the row number where rows have no id of their own
 * @throws CsvError where the file is empty or cannot be CSV
 */
export async function readRows(
  bytes: AsyncIterable<Uint8Array>,
  dialect: Dialect,
  mapping: Mapping,
  sink: RowSink,
  idPrefix?: string,
): Promise<RowTotals> {
  const totals: RowTotals = { rows: 0, isDamaged: false };
  const decoder = new CsvDecoder(dialect.encoding);
  let reader: RowReader | undefined;
  const onRow = (fields: string[], row: number): void => {
    if (row <= dialect.skipRows) return;
    if (reader === undefined) {
      const fault = binaryFault(fields);
      if (fault !== undefined) throw new CsvError(fault);
      reader = new RowReader(mapping, fields.slice(), (reject) => sink.onReject(reject), idPrefix);
      return;
    }
    if (decoder.isDamaged && fields.some((field) => field.includes("\ufffd"))) {
      totals.rows++;
      reader.refuseFault(row, "Holds bytes that are not UTF-8, unlike the rest of the file.");
      return;
    }
    const isTaken = reader.read(fields, row);
    if (!reader.wasBlank) totals.rows++;
    if (isTaken) sink.onRow(reader, row);
  };
  const onFault = (row: number, line: number, reason: string): void => {
    if (reader === undefined) throw new CsvError(`The header on line ${line} cannot be read. ${reason}`);
    totals.rows++;
    reader.refuseFault(row, reason);
  };
  const parser = new CsvParser(dialect, onRow, onFault);
  let bytesRead = 0;
  for await (const chunk of bytes) {
    // Small pieces stay in the processor's cache, and what they leave behind is collected young.
    for (let at = 0; at < chunk.length; at += pieceSize) {
      const piece = chunk.subarray(at, at + pieceSize);
      bytesRead += piece.length;
      parser.push(decoder.push(piece));
      await sink.onChunk?.(bytesRead);
    }
  }
  parser.push(decoder.end());
  parser.end();
  if (reader === undefined) throw new CsvError("The file is empty: it has no header.");
  totals.isDamaged = decoder.isDamaged;
  return totals;
}
