import { DistinctCounter } from "./distinct-counter.ts";
import { QuantileSketch } from "./quantile-sketch.ts";

/** Mean and squared deviations of the values of one outcome. */
export interface Moments {
  count: number;
  mean: number;
  /** Sum of squared distances from the mean. */
  squares: number;
}

/** What one pass over a column of numbers leaves behind; infinite values count as missing. */
export class NumberStats {
  /** By outcome: recovered, not recovered, unresolved. */
  readonly sketches = [new QuantileSketch(), new QuantileSketch(), new QuantileSketch()];
  readonly moments: readonly Moments[] = [0, 1, 2].map(() => ({ count: 0, mean: 0, squares: 0 }));
  readonly distinct = new DistinctCounter();
  readonly minimum = new Float64Array(3).fill(Number.POSITIVE_INFINITY);
  readonly maximum = new Float64Array(3).fill(Number.NEGATIVE_INFINITY);
  zeros = 0;
  negatives = 0;
  isWhole = true;

  /** @param outcome per row, its place among the outcomes: 0, 1 or 2 */
  add(values: Float64Array, outcome: Uint8Array): void {
    const [sums, counts] = [new Float64Array(3), new Float64Array(3)];
    for (let row = 0; row < values.length; row++) {
      const value = values[row];
      if (!Number.isFinite(value)) continue;
      const place = outcome[row];
      this.sketches[place].add(value);
      this.distinct.add(value);
      sums[place] += value;
      counts[place]++;
      if (value < this.minimum[place]) this.minimum[place] = value;
      if (value > this.maximum[place]) this.maximum[place] = value;
      if (value === 0) this.zeros++;
      else if (value < 0) this.negatives++;
      if (this.isWhole && !Number.isInteger(value)) this.isWhole = false;
    }
    this.addMoments(values, outcome, sums, counts);
  }

  /** Two passes over the batch, then joined to those before (Chan, Golub & LeVeque 1983), which loses no digits. */
  private addMoments(
    values: Float64Array,
    outcome: Uint8Array,
    sums: Float64Array,
    counts: Float64Array,
  ): void {
    const means = sums.map((sum, place) => (counts[place] > 0 ? sum / counts[place] : 0));
    const squares = new Float64Array(3);
    for (let row = 0; row < values.length; row++) {
      if (Number.isFinite(values[row])) squares[outcome[row]] += (values[row] - means[outcome[row]]) ** 2;
    }
    this.moments.forEach((moments, place) => {
      joinMoments(moments, { count: counts[place], mean: means[place], squares: squares[place] });
    });
  }
}

/** Adds `other` to `moments`. */
export function joinMoments(moments: Moments, other: Moments): void {
  if (other.count === 0) return;
  const count = moments.count + other.count;
  const gap = other.mean - moments.mean;
  moments.mean += (gap * other.count) / count;
  moments.squares += other.squares + (gap * gap * moments.count * other.count) / count;
  moments.count = count;
}
