import { discard } from "../parallel/shared.ts";

/**
 * Row numbers in ascending order of `values` (NaN last, equal values in row order). A radix sort over the
 * bits of the numbers, which for a million rows is several times as fast as sorting with a comparison function.
 */
export function ascendingOrder(values: Float64Array): Uint32Array {
  const count = values.length;
  // Loops where `from` would do: it goes through an iterator, which takes longer than the sorting.
  const order = new Uint32Array(count);
  for (let row = 0; row < count; row++) order[row] = row;
  if (count < 2048) return order.sort((a, b) => compare(values[a], values[b]) || a - b);
  const words = sortableWords(values);
  const spare = new Uint32Array(count);
  let [from, to] = [order, spare];
  for (let digit = 0; digit < 4; digit++) {
    const word = digit >>> 1;
    const shift = (digit & 1) * 16;
    const starts = new Uint32Array(65537);
    for (let i = 0; i < count; i++) starts[((words[2 * i + word] >>> shift) & 0xffff) + 1]++;
    for (let d = 0; d < 65536; d++) starts[d + 1] += starts[d];
    for (let i = 0; i < count; i++) {
      const row = from[i];
      to[starts[(words[2 * row + word] >>> shift) & 0xffff]++] = row;
    }
    [from, to] = [to, from];
  }
  discard(to);
  discard(words);
  return from;
}

function compare(a: number, b: number): number {
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : 1;
  if (Number.isNaN(b)) return -1;
  return a - b;
}

/** The bits of each number, low word first, so changed that they sort as unsigned integers. */
function sortableWords(values: Float64Array): Uint32Array {
  // Adding 0 turns -0 into 0, which are equal but differ in their bits.
  const copy = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) copy[i] = Number.isNaN(values[i]) ? Number.NaN : values[i] + 0;
  const words = new Uint32Array(copy.buffer);
  for (let i = 0; i < values.length; i++) {
    const negative = words[2 * i + 1] >>> 31 === 1 && !Number.isNaN(values[i]);
    words[2 * i] = negative ? ~words[2 * i] : words[2 * i];
    words[2 * i + 1] = negative ? ~words[2 * i + 1] : words[2 * i + 1] | 0x80000000;
  }
  return words;
}
