import { createHash, type Hash } from "node:crypto";
import { createReadStream, type ReadStream, statSync } from "node:fs";
import { CsvDecoder } from "../src/table/csv-decode.ts";
import { CsvError, CsvParser } from "../src/table/csv-parse.ts";
import { binaryFault, openCsv } from "../src/table/csv-rows.ts";
import { type LoadedTable, loadTable, MappingError } from "../src/table/csv-table.ts";
import { groupKey } from "../src/table/group-key.ts";
import { columnNames, type SuggestedColumn } from "../src/table/mapping.ts";
import { suggestMapping } from "../src/table/suggest-mapping.ts";
import type { Console } from "./console.ts";
import { Refusal } from "./exits.ts";
import {
  type ChosenMapping,
  type ColumnOptions,
  chooseMapping,
  columnIndex,
  type SetAside,
} from "./mapping.ts";
import { reasonOf } from "./output-file.ts";

/** A CSV file in memory, as columns. */
export interface Portfolio extends LoadedTable {
  /** What was proposed for each column of the file, and why. */
  readonly suggested: readonly SuggestedColumn[];
  readonly setAside: SetAside;
}

/** Rejects that the report lists; all are counted. */
const listedRejects = 1000;

/**
 * Reads a CSV file.
 * @throws Refusal where it cannot be read, is no CSV file, or has no row that can be used
 * @throws UsageError for a column named by an option that it does not have
 */
export async function readPortfolio(
  path: string,
  options: ColumnOptions,
  console: Console,
): Promise<Portfolio> {
  const size = sizeOf(path);
  try {
    const values = options.positive.length > 0 ? await readOutcomeValues(path, options) : undefined;
    let chosen: ChosenMapping | undefined;
    let suggested: readonly SuggestedColumn[] = [];
    const hash = createHash("sha256");
    const loaded = await withBytes(path, hash, (bytes) =>
      loadTable(bytes, {
        rejectLimit: listedRejects,
        decide(suggestion, headers) {
          suggested = suggestion.columns;
          chosen = chooseMapping(suggestion, headers, options, values);
          return chosen.mapping;
        },
        onProgress: (bytesRead) => console.progress(bytesRead / size, "Reading"),
      }),
    );
    refuseEmpty(path, loaded);
    const setAside = chosen?.setAside ?? new Map();
    return { ...loaded, groupKeys: keysOf(loaded, hash), setAside, suggested };
  } catch (error) {
    if (error instanceof CsvError || error instanceof MappingError) {
      throw new Refusal(`${path}: ${error.message.replaceAll("\n", " ")}`);
    }
    if (error instanceof Error && "syscall" in error)
      throw new Refusal(`cannot read ${path}: ${reasonOf(error)}`);
    throw error;
  }
}

function sizeOf(path: string): number {
  try {
    return Math.max(1, statSync(path).size);
  } catch (error) {
    throw new Refusal(`cannot read ${path}: ${reasonOf(error)}`);
  }
}

async function withBytes<T>(
  path: string,
  hash: Hash | null,
  use: (bytes: AsyncIterable<Uint8Array>) => Promise<T>,
): Promise<T> {
  const stream = createReadStream(path, { highWaterMark: 1 << 18 });
  try {
    return await use(hash === null ? stream : hashed(stream, hash));
  } finally {
    stream.destroy();
  }
}

async function* hashed(stream: ReadStream, hash: Hash): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream) {
    const bytes: Uint8Array = chunk;
    hash.update(bytes);
    yield bytes;
  }
}

/** Every value of the outcome column: with --positive, a value that comes late in the file is not unknown. */
async function readOutcomeValues(
  path: string,
  options: ColumnOptions,
): Promise<Map<string, number> | undefined> {
  return withBytes(path, null, async (stream) => {
    const { bytes, dialect, sample } = await openCsv(stream);
    if (sample.header.length === 0 || binaryFault(sample.header) !== undefined) return undefined;
    const suggestion = suggestMapping(sample, dialect);
    const headers = columnNames(sample.header);
    const index =
      options.target === undefined
        ? suggestion.columns.findIndex(({ target }) => target === "Recovery_Status")
        : columnIndex(options.target, suggestion.columns, headers);
    if (index < 0) return undefined;
    const counts = new Map<string, number>();
    const decoder = new CsvDecoder(dialect.encoding);
    const parser = new CsvParser(
      dialect,
      (fields, row) => {
        if (row <= dialect.skipRows + 1 || fields.length !== headers.length) return;
        const value = fields[index].trim();
        const count = counts.get(value);
        // What has more values is refused as an outcome anyway.
        if (count !== undefined || counts.size < 1000) counts.set(value, (count ?? 0) + 1);
      },
      () => {},
    );
    for await (const chunk of bytes) parser.push(decoder.push(chunk));
    parser.push(decoder.end());
    parser.end();
    return counts;
  });
}

function refuseEmpty(path: string, { table, rowCount, rejects }: LoadedTable): void {
  if (table.rowCount > 0) return;
  if (rowCount === 0) throw new Refusal(`${path} has a header but no rows: there is nothing to score`);
  const first = rejects[0];
  const where = first === undefined ? "" : `; row ${first.row}: ${first.reason}`;
  throw new Refusal(`none of the ${rowCount} rows of ${path} can be used${where}`);
}

/**
 * Row numbers are no borrowers: the same number in another file is somebody else. With the file's hash they are
 * found again in the same file only.
 */
function keysOf(loaded: LoadedTable, hash: Hash): Float64Array {
  const { mapping, groupKeys, rowNumbers } = loaded;
  const hasBorrower = mapping.columns.some(({ target }) => target === "Borrower_ID");
  if (!mapping.rowNumberIds || hasBorrower) return groupKeys;
  const file = hash.digest("hex").slice(0, 32);
  return Float64Array.from(rowNumbers, (row) => groupKey(`${file}:${row}`));
}
