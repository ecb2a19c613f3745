import { createHash } from "node:crypto";
import { endianness } from "node:os";
import type { CalibrationMap } from "../evaluation/calibration.ts";
import type { CategoryEncoding, FeatureEncoding } from "../features/encoding.ts";
import { sharedIntegers } from "../parallel/shared.ts";
import type { TrainingReport } from "../report.ts";
import type { Segmentation } from "../segments/segmentation.ts";
import type { Model } from "./model.ts";

/*
 * The file: 8 bytes "LRMODEL\n", version and header length (uint32, little-endian), the header as JSON, the arrays
 * that the header lists (each at a multiple of 8), and the SHA-256 of everything before it.
 */
const magic = "LRMODEL\n";
const version = 1;
const prefixLength = 16;
const checksumLength = 32;

export type ModelFileFault = "not-a-model" | "truncated" | "altered" | "newer";

/** A model file that cannot be used; `fault` says why and the message says it to a person. */
export class ModelFileError extends Error {
  readonly fault: ModelFileFault;

  constructor(fault: ModelFileFault, message: string) {
    super(message);
    this.name = "ModelFileError";
    this.fault = fault;
  }
}

const arrayTypes = { i32: Int32Array, f64: Float64Array };
type ArrayType = keyof typeof arrayTypes;

interface ArrayEntry {
  readonly type: ArrayType;
  readonly length: number;
}

/** The header: the model without its arrays, which it refers to by their order. */
interface Header {
  /** Length of the whole file, so that a file cut short is told from one that was changed. */
  readonly fileLength: number;
  readonly arrays: readonly ArrayEntry[];
  readonly classifier: Model["classifier"];
  readonly baseRate: number;
  readonly encodings: readonly ({ kind: "number"; name: string } | CategoryEncoding)[];
  readonly forest: { readonly seed: number } | null;
  readonly calibration: Omit<CalibrationMap, "knots" | "values"> | null;
  readonly segmentation: Omit<Segmentation, "centroids"> | null;
  readonly report: TrainingReport;
}

/** The model as bytes: the same model gives the same bytes. */
export function serializeModel(model: Model): Uint8Array {
  requireLittleEndian();
  const arrays = arraysOf(model);
  const header: Omit<Header, "fileLength"> = {
    arrays: arrays.map((array) => ({
      type: array instanceof Int32Array ? "i32" : "f64",
      length: array.length,
    })),
    classifier: model.classifier,
    baseRate: model.baseRate,
    encodings: model.encodings.map((encoding) =>
      encoding.kind === "number" ? { kind: "number", name: encoding.name } : encoding,
    ),
    forest: model.forest === null ? null : { seed: model.forest.seed },
    calibration: withoutArrays(model.calibration),
    segmentation:
      model.segmentation === null
        ? null
        : {
            axes: model.segmentation.axes,
            names: model.segmentation.names,
            profiles: model.segmentation.profiles,
          },
    report: model.report,
  };
  const bodyLength = arrays.reduce((sum, array) => sum + padded(array.byteLength), 0);
  const headerBytes = encodeHeader(header, bodyLength);
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

/** Reads what `serializeModel` wrote. @throws ModelFileError that says what is wrong with the bytes */
export function loadModel(bytes: Uint8Array): Model {
  requireLittleEndian();
  const start = new TextDecoder().decode(bytes.subarray(0, magic.length));
  if (start !== magic.slice(0, start.length) || bytes.length === 0) {
    throw new ModelFileError("not-a-model", "This is not a model file: it does not begin with LRMODEL.");
  }
  if (bytes.length < prefixLength) throw truncated(bytes.length, "at least its first lines");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const fileVersion = view.getUint32(8, true);
  if (fileVersion > version) {
    throw new ModelFileError(
      "newer",
      `The model file has format ${fileVersion}; this program reads up to format ${version}. Update the program.`,
    );
  }
  const headerEnd = prefixLength + view.getUint32(12, true);
  if (headerEnd > bytes.length) throw truncated(bytes.length, "its header");
  const header = parseHeader(bytes.subarray(prefixLength, headerEnd));
  if (bytes.length < header.fileLength) throw truncated(bytes.length, `${header.fileLength} bytes`);
  const end = bytes.length - checksumLength;
  const intact = sha256(bytes.subarray(0, end)).every((byte, i) => byte === bytes[end + i]);
  if (bytes.length !== header.fileLength || !intact) throw altered();
  return assemble(header, readArrays(bytes, padded(headerEnd), header.arrays));
}

/** SHA-256 of the model's file, in hex: the model's identity. */
export function modelHash(model: Model): string {
  return createHash("sha256").update(serializeModel(model)).digest("hex");
}

/** The model's arrays in file order; `assemble` takes them back in the same order. */
function arraysOf(model: Model): (Int32Array | Float64Array)[] {
  const arrays: (Int32Array | Float64Array)[] = [model.trainedKeys];
  for (const encoding of model.encodings) if (encoding.kind === "number") arrays.push(encoding.edges);
  if (model.forest !== null) arrays.push(model.forest.nodes, model.forest.roots, model.forest.importance);
  if (model.calibration !== null) arrays.push(model.calibration.knots, model.calibration.values);
  if (model.segmentation !== null) arrays.push(model.segmentation.centroids);
  return arrays;
}

function assemble(header: Header, arrays: readonly (Int32Array | Float64Array)[]): Model {
  let next = 0;
  const numbers = () => {
    const array = arrays[next++];
    if (!(array instanceof Float64Array)) throw altered();
    return array;
  };
  const integers = () => {
    const array = arrays[next++];
    if (!(array instanceof Int32Array)) throw altered();
    return array;
  };
  const trainedKeys = numbers();
  const encodings = header.encodings.map(
    (encoding): FeatureEncoding =>
      encoding.kind === "number" ? { ...encoding, edges: numbers() } : encoding,
  );
  const forest =
    header.forest === null
      ? null
      : { nodes: shared(integers()), roots: integers(), importance: numbers(), seed: header.forest.seed };
  const calibration = header.calibration && { ...header.calibration, knots: numbers(), values: numbers() };
  const segmentation = header.segmentation && { ...header.segmentation, centroids: numbers() };
  const { classifier, baseRate, report } = header;
  return { classifier, baseRate, encodings, forest, calibration, trainedKeys, segmentation, report };
}

function readArrays(
  bytes: Uint8Array,
  start: number,
  entries: readonly ArrayEntry[],
): (Int32Array | Float64Array)[] {
  let at = start;
  return entries.map(({ type, length }) => {
    const size = length * arrayTypes[type].BYTES_PER_ELEMENT;
    // Not `slice`: a Buffer's shares the memory that it was cut from.
    const copy = new Uint8Array(bytes.subarray(at, at + size));
    at += padded(size);
    return new arrayTypes[type](copy.buffer, 0, length);
  });
}

/** Worker threads read the nodes where they are. */
function shared(nodes: Int32Array): Int32Array {
  const copy = sharedIntegers(nodes.length);
  copy.set(nodes);
  return copy;
}

function withoutArrays(map: CalibrationMap | null): Header["calibration"] {
  if (map === null) return null;
  const { method, tailSlope, low, high } = map;
  return { method, tailSlope, low, high };
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

function altered(): ModelFileError {
  return new ModelFileError(
    "altered",
    "The model file was altered: its content does not match its checksum.",
  );
}

function requireLittleEndian(): void {
  if (endianness() !== "LE")
    throw new Error("model files are written and read on little-endian machines only");
}
