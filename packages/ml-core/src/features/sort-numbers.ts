/** Digits of 11 bits: six passes over 64 bits, with counters that fit in the fastest cache. */
const digitBits = 11;
const digits = 1 << digitBits;
const passes = 6;

/** Below this many numbers the engine's own sort is as fast. */
const worthRadix = 2048;

/** The numbers, ascending, in an array of their own; see `sortWithin`. */
export function sortNumbers(values: Float64Array): Float64Array {
  return sortWithin(values.slice(), new Float64Array(values.length < worthRadix ? 0 : values.length));
}

/**
 * The numbers, ascending; -0 counts as 0 and there must be no NaN. A radix sort over the bits of the numbers: several
 * times as fast as the engine's sort, and learning bins is mostly sorting.
 * @param values what they are afterwards is not said
 * @param spare as long as `values`, or empty below 2,048 numbers
 * @returns one of the two arrays
 */
export function sortWithin(values: Float64Array, spare: Float64Array): Float64Array {
  for (let i = 0; i < values.length; i++) values[i] += 0;
  if (values.length < worthRadix) return values.sort();
  let from = new Uint32Array(values.buffer, values.byteOffset, 2 * values.length);
  let to = new Uint32Array(spare.buffer, spare.byteOffset, 2 * values.length);
  flipToUnsigned(from);
  const counts = countDigits(from);
  for (let pass = 0; pass < passes; pass++) {
    const starts = counts.subarray(pass * digits, (pass + 1) * digits);
    // Numbers that agree in a digit stay where they are.
    if (starts.includes(values.length)) continue;
    let sum = 0;
    for (let digit = 0; digit < digits; digit++) {
      const count = starts[digit];
      starts[digit] = sum;
      sum += count;
    }
    for (let i = 0; i < from.length; i += 2) {
      const place = starts[digitOf(from[i], from[i + 1], pass)]++ * 2;
      to[place] = from[i];
      to[place + 1] = from[i + 1];
    }
    [from, to] = [to, from];
  }
  flipBack(from);
  return new Float64Array(from.buffer, from.byteOffset, values.length);
}

/** Digit `pass` of the 64 bits `high:low`. */
function digitOf(low: number, high: number, pass: number): number {
  const shift = pass * digitBits;
  if (shift >= 32) return (high >>> (shift - 32)) & (digits - 1);
  const across = shift + digitBits > 32 ? high << (32 - shift) : 0;
  return ((low >>> shift) | across) & (digits - 1);
}

function countDigits(words: Uint32Array): Uint32Array {
  const counts = new Uint32Array(passes * digits);
  for (let i = 0; i < words.length; i += 2) {
    for (let pass = 0; pass < passes; pass++) counts[pass * digits + digitOf(words[i], words[i + 1], pass)]++;
  }
  return counts;
}

/** Changes the bits of floating-point numbers so that they sort as unsigned whole ones. */
function flipToUnsigned(words: Uint32Array): void {
  for (let i = 0; i < words.length; i += 2) {
    const negative = words[i + 1] >>> 31 === 1;
    words[i] = negative ? ~words[i] : words[i];
    words[i + 1] = negative ? ~words[i + 1] : words[i + 1] | 0x80000000;
  }
}

function flipBack(words: Uint32Array): void {
  for (let i = 0; i < words.length; i += 2) {
    const negative = words[i + 1] >>> 31 === 0;
    words[i] = negative ? ~words[i] : words[i];
    words[i + 1] = negative ? ~words[i + 1] : words[i + 1] & 0x7fffffff;
  }
}
