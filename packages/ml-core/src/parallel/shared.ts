/** Zeroed arrays in memory that worker threads see without a copy; and how to be rid of one that is this thread's own. */

export function sharedBytes(length: number): Uint8Array {
  return new Uint8Array(new SharedArrayBuffer(length));
}

export function sharedIntegers(length: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(length * 4));
}

export function sharedNumbers(length: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(length * 8));
}

/** Gives the memory of an array back now, not when the garbage is collected, which is late where arrays are large. */
export function discard(array: { readonly buffer: ArrayBufferLike }): void {
  if (array.buffer instanceof ArrayBuffer) array.buffer.transfer(0);
}
