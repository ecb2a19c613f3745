import { createHash } from "node:crypto";
import type { PartArray } from "./classifier.ts";

/*
 * The file: 8 bytes "LRMODEL\n", version and header length (uint32, little-endian), the header as JSON, the arrays
 * that the header lists (each at a multiple of 8), and the SHA-256 of everything before it.
 */
const magic = "LRMODEL\n";
const version = 2;
const prefixLength = 16;
const checksumLength = 32;

export type ModelFileFault = "not-a-model" | "truncated" | "altered" | "newer" | "older";

/** A model file that cannot be used; `fault` says why and the message says it to a person. */
export class ModelFileError extends Error {
  readonly fault: ModelFileFault;

  constructor(fault: ModelFileFault, message: string) {
    super(message);
    this.name = "ModelFileError";
    this.fault = fault;
  }
}

const arrayTypes = { i32: Int32Array, f64: Float64Array, f32: Float32Array, u8: Uint8Array };
type ArrayType = keyof typeof arrayTypes;

interface ArrayEntry {
  readonly type: ArrayType;
  readonly length: number;
}

/** What a file holds: JSON and arrays. */
export interface Content {
  readonly json: unknown;
  readonly arrays: readonly PartArray[];
}

interface Header {
  /** Length of the whole file, so that a file cut short is told from one that was changed. */
  readonly fileLength: number;
  readonly arrays: readonly ArrayEntry[];
  readonly content: unknown;
}

/** The same content gives the same bytes. */
export function encodeContent({ json, arrays }: Content): Uint8Array {
  requireLittleEndian();
  const entries = arrays.map((array) => ({ type: typeOf(array), length: array.length }));
  const bodyLength = arrays.reduce((sum, array) => sum + padded(array.byteLength), 0);
  const headerBytes = encodeHeader({ arrays: entries, content: json }, bodyLength);
  const bytes = new Uint8Array(padded(prefixLength + headerBytes.length) + bodyLength + checksumLength);
  bytes.set(new TextEncoder().encode(magic));
  const view = new DataView(bytes.buffer);
  view.setUint32(8, version, true);
  view.setUint32(12, headerBytes.length, true);
  bytes.set(headerBytes, prefixLength);
  let at = padded(prefixLength + headerBytes.length);
  for (const array of arrays) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
    at += padded(array.byteLength);
  }
  bytes.set(sha256(bytes.subarray(0, at)), at);
  return bytes;
}

/** Reads what `encodeContent` wrote. @throws ModelFileError that says what is wrong with the bytes */
export function decodeContent(bytes: Uint8Array): Content {
  requireLittleEndian();
  const start = new TextDecoder().decode(bytes.subarray(0, magic.length));
  if (start !== magic.slice(0, start.length) || bytes.length === 0) {
    throw new ModelFileError("not-a-model", "This is not a model file: it does not begin with LRMODEL.");
  }
  if (bytes.length < prefixLength) throw truncated(bytes.length, "at least its first lines");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  requireVersion(view.getUint32(8, true));
  const headerEnd = prefixLength + view.getUint32(12, true);
  if (headerEnd > bytes.length) throw truncated(bytes.length, "its header");
  const header = parseHeader(bytes.subarray(prefixLength, headerEnd));
  if (bytes.length < header.fileLength) throw truncated(bytes.length, `${header.fileLength} bytes`);
  const end = bytes.length - checksumLength;
  const intact = sha256(bytes.subarray(0, end)).every((byte, i) => byte === bytes[end + i]);
  if (bytes.length !== header.fileLength || !intact) throw altered();
  return { json: header.content, arrays: readArrays(bytes, padded(headerEnd), header.arrays) };
}

function requireVersion(found: number): void {
  if (found === version) return;
  const formats = `The model file has format ${found}; this program reads format ${version}.`;
  if (found > version) throw new ModelFileError("newer", `${formats} Update the program.`);
  throw new ModelFileError("older", `${formats} Train the model again.`);
}

function typeOf(array: PartArray): ArrayType {
  if (array instanceof Int32Array) return "i32";
  if (array instanceof Float64Array) return "f64";
  return array instanceof Float32Array ? "f32" : "u8";
}

function readArrays(bytes: Uint8Array, start: number, entries: readonly ArrayEntry[]): PartArray[] {
  let at = start;
  return entries.map(({ type, length }) => {
    const size = length * arrayTypes[type].BYTES_PER_ELEMENT;
    // Not `slice`: a Buffer's shares the memory that it was cut from.
    const copy = new Uint8Array(bytes.subarray(at, at + size));
    at += padded(size);
    return new arrayTypes[type](copy.buffer, 0, length);
  });
}

/** The header names the file's length, which depends on the header's: grow until both agree. */
function encodeHeader(header: Omit<Header, "fileLength">, bodyLength: number): Uint8Array {
  let fileLength = 0;
  for (;;) {
    const bytes = new TextEncoder().encode(JSON.stringify({ fileLength, ...header }));
    const total = padded(prefixLength + bytes.length) + bodyLength + checksumLength;
    if (total === fileLength) return bytes;
    fileLength = total;
  }
}

function parseHeader(bytes: Uint8Array): Header {
  try {
    // Trusted only after the checksum over it has been verified, except for its length.
    return JSON.parse(new TextDecoder().decode(bytes)) as Header;
  } catch {
    throw altered();
  }
}

function sha256(bytes: Uint8Array): Uint8Array {
  return createHash("sha256").update(bytes).digest();
}

function padded(length: number): number {
  return Math.ceil(length / 8) * 8;
}

function truncated(length: number, expected: string): ModelFileError {
  return new ModelFileError(
    "truncated",
    `The model file is cut short: it has ${length} bytes and should have ${expected}.`,
  );
}

/** The bytes are not those that were written. */
export function altered(): ModelFileError {
  return new ModelFileError(
    "altered",
    "The model file was altered: its content does not match its checksum.",
  );
}

function requireLittleEndian(): void {
  if (new Uint8Array(Uint16Array.of(1).buffer)[0] !== 1)
    throw new Error("model files are written and read on little-endian machines only");
}
