import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from "node:crypto";
import type { Sql } from "../database/pool.js";

/** An Ed25519 public key as the DER bytes of its SubjectPublicKeyInfo. */
export type PublicKey = Buffer;

/**
 * Makes the installation's key pair where there is none. It lies in the database, so that every process signs with the
 * same one; whoever rules the database can therefore sign too, which is why heads are kept outside.
 */
export async function ensureSigningKey(sql: Sql): Promise<void> {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  await sql.query(
    "INSERT INTO audit_key (id, public_key, private_key) VALUES (1, $1, $2) ON CONFLICT (id) DO NOTHING",
    [publicKey.export({ type: "spki", format: "der" }), privateKey.export({ type: "pkcs8", format: "der" })],
  );
}

/** The public key, or null before the first start has made it. */
export async function findPublicKey(sql: Sql): Promise<PublicKey | null> {
  const { rows } = await sql.query<{ public_key: Buffer }>("SELECT public_key FROM audit_key WHERE id = 1");
  return rows[0]?.public_key ?? null;
}

/** Signs the 32 bytes of a head: 64 bytes. */
export async function signHead(sql: Sql, head: Buffer): Promise<Buffer> {
  const { rows } = await sql.query<{ private_key: Buffer }>("SELECT private_key FROM audit_key WHERE id = 1");
  return sign(null, head, createPrivateKey({ key: rows[0].private_key, type: "pkcs8", format: "der" }));
}

/** Whether `signature` is the owner's of `publicKey` under `head`. */
export function isSigned(head: Buffer, signature: Buffer, publicKey: PublicKey): boolean {
  try {
    return verify(null, head, createPublicKey({ key: publicKey, type: "spki", format: "der" }), signature);
  } catch {
    return false; // not even a key
  }
}
