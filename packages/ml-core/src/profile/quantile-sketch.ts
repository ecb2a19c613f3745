import { ascendingOrder } from "../evaluation/sorting.ts";

/** Values ascending with their weights: the sketch's picture of the distribution. */
export interface WeightedValues {
  readonly values: Float64Array;
  readonly weights: Float64Array;
  readonly total: number;
}

/** Full buffers hold so many values. Twice as many halve the error and double the memory. */
const capacity = 2048;

/**
 * A summary of a stream of numbers from which any rank or quantile can be read: the compactor hierarchy of Manku,
 * Rajagopalan & Lindsay (1998), of which KLL (Karnin, Lang & Liberty 2016) is the randomized form. A full buffer of
 * weight 2^h is sorted and every other value goes up to the buffer of weight 2^(h+1); which half goes up alternates,
 * so that the errors of two compactions tend to cancel, and no random number is drawn.
 *
 * Each compaction moves the rank of any point by at most its weight 2^h. `rankErrorBound` adds these up, so the bound
 * is exact and not a probability: at most rows * levels / capacity, about 0.5 % of a million rows and 1 % of a billion.
 * Up to 2,048 values nothing is lost. Memory grows with the logarithm of the rows. Sketches of two streams merge.
 */
export class QuantileSketch {
  private readonly levels: Buffer[] = [];
  private errorBound = 0;
  private size = 0;

  /** Values added. */
  get count(): number {
    return this.size;
  }

  /** How far, in rows, the estimated rank of any number may be from its true rank. */
  get rankErrorBound(): number {
    return this.errorBound;
  }

  /** @param value finite */
  add(value: number): void {
    this.size++;
    this.push(0, value);
  }

  /** Adds all values of another sketch, which stays as it is. */
  merge(other: QuantileSketch): void {
    this.size += other.size;
    this.errorBound += other.errorBound;
    other.levels.forEach(({ values, length }, level) => {
      for (let i = 0; i < length; i++) this.push(level, values[i]);
    });
  }

  /** The values that are left, ascending; the weights sum to `count`. */
  weighted(): WeightedValues {
    let kept = 0;
    for (const { length } of this.levels) kept += length;
    const values = new Float64Array(kept);
    const weights = new Float64Array(kept);
    let place = 0;
    this.levels.forEach((buffer, level) => {
      values.set(buffer.values.subarray(0, buffer.length), place);
      weights.fill(2 ** level, place, place + buffer.length);
      place += buffer.length;
    });
    const order = ascendingOrder(values);
    return {
      values: Float64Array.from(order, (i) => values[i]),
      weights: Float64Array.from(order, (i) => weights[i]),
      total: this.size,
    };
  }

  private push(level: number, value: number): void {
    while (this.levels.length <= level) {
      // Most columns of a small table never fill a buffer.
      this.levels.push({ values: new Float64Array(64), length: 0, takesOdd: false });
    }
    const buffer = this.levels[level];
    if (buffer.length === buffer.values.length) grow(buffer);
    buffer.values[buffer.length++] = value;
    if (buffer.length === capacity) this.compact(level);
  }

  private compact(level: number): void {
    const buffer = this.levels[level];
    buffer.values.sort();
    const { values } = buffer;
    const first = buffer.takesOdd ? 1 : 0;
    buffer.takesOdd = !buffer.takesOdd;
    buffer.length = 0;
    this.errorBound += 2 ** level;
    for (let i = first; i < capacity; i += 2) this.push(level + 1, values[i]);
  }
}

interface Buffer {
  values: Float64Array;
  length: number;
  takesOdd: boolean;
}

function grow(buffer: Buffer): void {
  const values = new Float64Array(Math.min(capacity, buffer.values.length * 2));
  values.set(buffer.values);
  buffer.values = values;
}

/** Joins pictures of several streams into one. */
export function joinWeighted(parts: readonly WeightedValues[]): WeightedValues {
  const values = new Float64Array(parts.reduce((sum, part) => sum + part.values.length, 0));
  const weights = new Float64Array(values.length);
  let place = 0;
  for (const part of parts) {
    values.set(part.values, place);
    weights.set(part.weights, place);
    place += part.values.length;
  }
  const order = ascendingOrder(values);
  return {
    values: Float64Array.from(order, (i) => values[i]),
    weights: Float64Array.from(order, (i) => weights[i]),
    total: parts.reduce((sum, part) => sum + part.total, 0),
  };
}

/**
 * The smallest value with at least `share` of the weight at or below it (Hyndman & Fan's 1996 definition 1; halfway to
 * the next value where the weight is met exactly, their definition 2).
 * @param share in [0, 1]
 * @returns NaN without values
 */
export function quantile({ values, weights, total }: WeightedValues, share: number): number {
  if (values.length === 0) return Number.NaN;
  const wanted = share * total;
  let below = 0;
  for (let i = 0; i < values.length; i++) {
    below += weights[i];
    if (below > wanted || i === values.length - 1) return values[i];
    if (below === wanted) return wanted === 0 ? values[i] : (values[i] + values[i + 1]) / 2;
  }
  return values[values.length - 1];
}

/** Weight of the values below `point`, or up to and including it. */
export function weightBelow({ values, weights }: WeightedValues, point: number, including = false): number {
  let sum = 0;
  for (let i = 0; i < values.length && (values[i] < point || (including && values[i] === point)); i++) {
    sum += weights[i];
  }
  return sum;
}
