import { pipeline } from "node:stream/promises";
import type { Response } from "express";
import type pg from "pg";
import type { Sql } from "../database/pool.js";
import { findPublicKey } from "./signing.js";

/** A signed head as people and programs keep it: hashes in hex, signature and key (DER) in base64. */
export interface SignedHead {
  number: number;
  /** Events of this seal. */
  count: number;
  /** Events up to and with this seal. */
  total: number;
  root: string;
  previous: string;
  head: string;
  sealedAt: Date;
  signature: string;
  publicKey: string;
}

interface HeadRow {
  number: number;
  count: number;
  total: number;
  root: Buffer;
  previous: Buffer;
  head: Buffer;
  sealed_at: Date;
  signature: Buffer;
}

const columns = "number, count, total, root, previous, head, sealed_at, signature";

function toSignedHead(row: HeadRow, publicKey: Buffer): SignedHead {
  return {
    number: row.number,
    count: row.count,
    total: row.total,
    root: row.root.toString("hex"),
    previous: row.previous.toString("hex"),
    head: row.head.toString("hex"),
    sealedAt: row.sealed_at,
    signature: row.signature.toString("base64"),
    publicKey: publicKey.toString("base64"),
  };
}

/** The newest signed head, or null before the first seal. */
export async function findNewestHead(sql: Sql): Promise<SignedHead | null> {
  const publicKey = await findPublicKey(sql);
  const { rows } = await sql.query<HeadRow>(`SELECT ${columns} FROM audit_seal ORDER BY number DESC LIMIT 1`);
  return publicKey && rows[0] ? toSignedHead(rows[0], publicKey) : null;
}

const pageHeads = 500;

/** Streams every signed head, oldest first, as one JSON object a line. */
export async function sendHeads(sql: pg.Pool, response: Response): Promise<void> {
  response.setHeader("Content-Type", "application/x-ndjson; charset=utf-8");
  response.setHeader("Content-Disposition", 'attachment; filename="audit-heads.ndjson"');
  await pipeline(headLines(sql), response);
}

async function* headLines(sql: pg.Pool): AsyncGenerator<string> {
  const publicKey = await findPublicKey(sql);
  for (let after = 0; publicKey !== null; ) {
    const { rows } = await sql.query<HeadRow>(
      `SELECT ${columns} FROM audit_seal WHERE number > $1 ORDER BY number LIMIT ${pageHeads}`,
      [after],
    );
    if (rows.length === 0) return;
    yield rows.map((row) => `${JSON.stringify(toSignedHead(row, publicKey))}\n`).join("");
    after = rows[rows.length - 1].number;
  }
}
