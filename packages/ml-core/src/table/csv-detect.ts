import { isAscii } from "node:buffer";
import { CsvDecoder, type Encoding } from "./csv-decode.ts";
import { CsvError, type CsvFormat, CsvParser } from "./csv-parse.ts";
import { type DecimalSeparator, decimalEvidence } from "./numbers.ts";

/** How a file is written. Plain JSON: it is kept with the upload. */
export interface Dialect {
  readonly encoding: Encoding;
  readonly delimiter: string;
  readonly quote: string;
  readonly lineEnd: "\n" | "\r\n" | "\r";
  readonly decimal: DecimalSeparator;
  /** Rows before the header: 1 where the file begins with Excel's `sep=;`. */
  readonly skipRows: number;
}

/** Bytes from a file's beginning that are enough to detect its dialect. */
export const sampleSize = 1 << 20;

const delimiters = [",", ";", "\t", "|"];
/**
 * Finds out how a file is written from its first bytes (at most `sampleSize` are looked at). Never fails: a file that
 * says nothing is taken for UTF-8 with commas.
 */
export function detectDialect(bytes: Uint8Array): Dialect {
  const sample = bytes.length > sampleSize ? bytes.subarray(0, sampleSize) : bytes;
  const encoding = detectEncoding(sample);
  const text = new CsvDecoder(encoding).push(sample);
  const declared = /^sep=(.)(?:\r\n|\n|\r)/i.exec(text);
  const body = declared === null ? text : text.slice(declared[0].length);
  const isCut = sample.length === sampleSize;
  const quote = detectQuote(body);
  const delimiter = declared?.[1] ?? detectDelimiter(body, quote, isCut);
  return {
    encoding,
    delimiter,
    quote,
    lineEnd: detectLineEnd(text),
    decimal: detectDecimal(firstRows(body, { delimiter, quote }, isCut, 2000)),
    skipRows: declared === null ? 0 : 1,
  };
}

/** A byte order mark decides; then zero bytes (UTF-16), then whether the bytes are UTF-8, a few damaged ones aside. */
export function detectEncoding(bytes: Uint8Array): Encoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return "utf-8";
  const zeros = [0, 0];
  const looked = Math.min(bytes.length, 4096);
  for (let i = 0; i < looked; i++) if (bytes[i] === 0) zeros[i & 1]++;
  // ASCII text in UTF-16 has a zero in nearly every second byte.
  if (zeros[1] > looked / 5 && zeros[0] < zeros[1] / 4) return "utf-16le";
  if (zeros[0] > looked / 5 && zeros[1] < zeros[0] / 4) return "utf-16be";
  if (isAscii(bytes)) return "utf-8";
  try {
    // A character cut by the sample's end is no fault in stream mode.
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return "utf-8";
  } catch {
    return isMostlyUtf8(bytes) ? "utf-8" : "windows-1252";
  }
}

/** Text cut to a width in bytes leaves half a character here and there, but more whole ones. Latin-1 does not. */
function isMostlyUtf8(bytes: Uint8Array): boolean {
  let damaged = 0;
  let whole = 0;
  for (const character of new TextDecoder("utf-8").decode(bytes, { stream: true })) {
    if (character === "\ufffd") damaged++;
    else if (character > "\u007f") whole++;
  }
  return whole > 0 && whole >= damaged;
}

/** Double quotes, unless the header has none and wraps every field in single ones. */
function detectQuote(text: string): string {
  const header = /^[^\r\n]*/.exec(text)?.[0] ?? "";
  return !header.includes('"') && /^'[^']*'(?:[,;\t|]'[^']*')*$/.test(header) ? "'" : '"';
}

/** The candidate that gives most rows as many fields as the header; with equal shares the one with more fields. */
function detectDelimiter(text: string, quote: string, isCut: boolean): string {
  let best = { delimiter: ",", share: 0, width: 1 };
  for (const delimiter of delimiters) {
    const rows = firstRows(text, { delimiter, quote }, isCut, 200);
    const width = rows[0]?.length ?? 0;
    if (width < 2) continue;
    const share = rows.filter((row) => row.length === width).length / rows.length;
    const isBetter = share > best.share + 0.02 || (share > best.share - 0.02 && width > best.width);
    if (isBetter) best = { delimiter, share, width };
  }
  return best.delimiter;
}

function detectLineEnd(text: string): Dialect["lineEnd"] {
  const end = /\r\n|\n|\r/.exec(text)?.[0];
  return end === "\r\n" || end === "\r" ? end : "\n";
}

function detectDecimal(rows: readonly string[][]): DecimalSeparator {
  let commas = 0;
  let points = 0;
  for (const row of rows.slice(1)) {
    for (const cell of row) {
      const evidence = decimalEvidence(cell);
      if (evidence === ",") commas++;
      else if (evidence === ".") points++;
    }
  }
  return commas > points ? "," : ".";
}

/** A file's first rows as text. */
export interface Sample {
  /** As written; empty where the file is. */
  readonly header: readonly string[];
  readonly rows: readonly string[][];
}

/** Reads the header and the first rows (at most 10,000) of a file's first `sampleSize` bytes. */
export function readSample(bytes: Uint8Array, dialect: Dialect): Sample {
  const sample = bytes.length > sampleSize ? bytes.subarray(0, sampleSize) : bytes;
  const text = new CsvDecoder(dialect.encoding).push(sample);
  const rows = firstRows(text, dialect, sample.length === sampleSize, 10_001 + dialect.skipRows);
  return { header: rows[dialect.skipRows] ?? [], rows: rows.slice(dialect.skipRows + 1) };
}

/** @param isCut the text may end inside a row, which is then left out */
function firstRows(text: string, format: CsvFormat, isCut: boolean, limit: number): string[][] {
  const rows: string[][] = [];
  const take = (fields: string[]) => {
    if (rows.length < limit) rows.push(fields.slice());
  };
  const parser = new CsvParser(format, take, () => {});
  const step = 64 * 1024;
  try {
    for (let at = 0; at < text.length && rows.length < limit; at += step)
      parser.push(text.slice(at, at + step));
    if (!isCut) parser.end();
  } catch (error) {
    // The import itself says what is wrong with such a file.
    if (!(error instanceof CsvError)) throw error;
  }
  return rows;
}
