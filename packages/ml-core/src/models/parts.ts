import type { CategoryEncoding, FeatureEncoding, NumberEncoding } from "../features/encoding.ts";
import { sharedIntegers } from "../parallel/shared.ts";
import type { PartArray } from "./classifier.ts";

/** An encoding without its array. */
export type EncodingJson = Omit<NumberEncoding, "edges"> | CategoryEncoding;

/** Encodings as JSON, and their arrays in order. */
export function encodingParts(encodings: readonly FeatureEncoding[]): {
  json: readonly EncodingJson[];
  arrays: readonly Float64Array[];
} {
  return {
    json: encodings.map((encoding) =>
      encoding.kind === "number" ? { kind: "number", name: encoding.name } : encoding,
    ),
    arrays: encodings.flatMap((encoding) => (encoding.kind === "number" ? [encoding.edges] : [])),
  };
}

/** The arrays of a file whose checksum has been verified but which do not match what the header says. */
export class PartsError extends Error {
  override name = "PartsError";
}

/** Hands out the arrays of parts one by one, each with the type that its reader expects. */
export class PartReader {
  private readonly arrays: readonly PartArray[];
  private next = 0;

  constructor(arrays: readonly PartArray[]) {
    this.arrays = arrays;
  }

  /** @throws PartsError where the next array is not of this type */
  numbers(): Float64Array {
    return this.take((array) => array instanceof Float64Array);
  }

  integers(): Int32Array {
    return this.take((array) => array instanceof Int32Array);
  }

  bytes(): Uint8Array {
    return this.take((array) => array instanceof Uint8Array);
  }

  floats(): Float32Array {
    return this.take((array) => array instanceof Float32Array);
  }

  /** Integers in shared memory, where worker threads read them without a copy. */
  sharedIntegers(): Int32Array {
    const integers = this.integers();
    const copy = sharedIntegers(integers.length);
    copy.set(integers);
    return copy;
  }

  /** What `encodingParts` took apart. */
  encodings(json: readonly EncodingJson[]): FeatureEncoding[] {
    return json.map((encoding) =>
      encoding.kind === "number" ? { ...encoding, edges: this.numbers() } : encoding,
    );
  }

  /** The next `count` arrays, of whatever type. */
  several(count: number): readonly PartArray[] {
    this.next += count;
    return this.arrays.slice(this.next - count, this.next);
  }

  private take<A extends PartArray>(isRight: (array: PartArray) => array is A & PartArray): A {
    const array = this.arrays[this.next++];
    if (array === undefined || !isRight(array))
      throw new PartsError(`array ${this.next - 1} is not as expected`);
    return array;
  }
}
