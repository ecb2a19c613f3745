import { createHash } from "node:crypto";
import { sampleSize } from "@loan-recovery/ml-core/table/csv-detect";
import type pg from "pg";
import type { Actor } from "../access/actor.js";
import { recordAudit } from "../audit/audit.js";
import type { App } from "../context.js";
import { transaction } from "../database/pool.js";
import type { Book } from "../decisions/request-run.js";
import { type DatasetRow, findDatasets } from "./datasets.js";
import { makePreview } from "./preview.js";

/** The file cannot be taken: the message says why, for the person who sent it. */
export class UploadRefused extends Error {
  constructor(
    readonly code: "EMPTY_FILE" | "NOT_CSV" | "TOO_LARGE",
    message: string,
  ) {
    super(message);
  }
}

/** Bytes of one file that are taken at most. */
export const maxFileSize = 8 * 1024 ** 3;
const chunkSize = 256 * 1024;

export interface Upload {
  fileName: string;
  book: Book;
  bytes: AsyncIterable<Uint8Array>;
}

/**
 * Stores a file in the database, chunk by chunk, and looks at its beginning: all of it or, where the sender stops in
 * the middle, nothing. No more than a chunk or two is held at a time; a slow database slows the sender down.
 * @returns the dataset, awaiting its mapping
 * @throws UploadRefused where the file is empty, not text, or too large
 */
export async function storeUpload(app: App, actor: Actor, upload: Upload): Promise<DatasetRow> {
  return transaction(app.sql, async (client) => {
    const { rows } = await client.query<{ id: number }>(
      `INSERT INTO dataset (book, file_name, state, byte_size, sha256, source, coverage, created_by)
       VALUES ($1, $2, 'AWAITING_MAPPING', 0, '', 'default', 'PARTIAL', $3) RETURNING id`,
      [upload.book, cleanFileName(upload.fileName), actor.name],
    );
    const id = rows[0].id;
    const stored = await storeChunks(client, id, upload.bytes);
    if (stored.size === 0) throw new UploadRefused("EMPTY_FILE", "The file is empty.");
    await client.query("UPDATE dataset SET byte_size = $2, sha256 = $3, preview = $4 WHERE id = $1", [
      id,
      stored.size,
      stored.sha256,
      JSON.stringify(makePreview(stored.head)),
    ]);
    await recordAudit(client, actor, "dataset.upload", `dataset:${id}`, {
      bytes: stored.size,
      sha256: stored.sha256,
    });
    return (await findDatasets(client, [id]))[0];
  });
}

async function storeChunks(client: pg.PoolClient, datasetId: number, bytes: AsyncIterable<Uint8Array>) {
  const hash = createHash("sha256");
  const gathered = new Uint8Array(chunkSize);
  let filled = 0;
  let sequence = 0;
  let size = 0;
  const head: Uint8Array[] = [];
  const flush = async () => {
    if (sequence === 0) refuseForeignFormats(gathered);
    if (sequence * chunkSize < sampleSize) head.push(gathered.slice(0, filled));
    await client.query("INSERT INTO upload_chunk (dataset_id, sequence, bytes) VALUES ($1, $2, $3)", [
      datasetId,
      sequence,
      Buffer.from(gathered.buffer, 0, filled),
    ]);
    sequence++;
    filled = 0;
  };
  for await (const piece of bytes) {
    size += piece.length;
    if (size > maxFileSize)
      throw new UploadRefused("TOO_LARGE", `A file may have at most ${maxFileSize} bytes.`);
    hash.update(piece);
    for (let at = 0; at < piece.length; ) {
      const taken = piece.subarray(at, at + chunkSize - filled);
      gathered.set(taken, filled);
      filled += taken.length;
      at += taken.length;
      if (filled === chunkSize) await flush();
    }
  }
  if (filled > 0) await flush();
  return { size, sha256: hash.digest("hex"), head: Buffer.concat(head) };
}

const signatures: readonly [string, string][] = [
  ["504b0304", "This is an Excel workbook or a zip file. Save the sheet as CSV and send that."],
  ["d0cf11e0", "This is an old Excel workbook. Save the sheet as CSV and send that."],
  ["1f8b", "This file is compressed with gzip. Send it unpacked."],
  ["25504446", "This is a PDF file, not a CSV file."],
];

function refuseForeignFormats(head: Uint8Array): void {
  const start = Buffer.from(head.subarray(0, 4)).toString("hex");
  const found = signatures.find(([signature]) => start.startsWith(signature));
  if (found) throw new UploadRefused("NOT_CSV", found[1]);
}

/** The last part of the name, without anything that could not be shown or stored. */
function cleanFileName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? "";
  const shown = last
    .replace(/\p{Cc}/gu, "")
    .toWellFormed()
    .slice(0, 200)
    .trim();
  return shown || "upload.csv";
}
