/** The largest and the smallest finite float32. */
export const largestFloat32 = 2 ** 128 - 2 ** 104;

const float = new Float32Array(1);
const floatBits = new Int32Array(float.buffer);
const double = new Float64Array(1);
const doubleBits = new BigInt64Array(double.buffer);

/** The next float32 above a float32 (not NaN, not +Infinity); after the largest comes Infinity. */
function float32Above(value: number): number {
  float[0] = value === 0 ? 0 : value;
  floatBits[0] += value >= 0 ? 1 : -1;
  return float[0];
}

/** The next float32 below a float32 (not NaN, not -Infinity). */
function float32Below(value: number): number {
  return -float32Above(-value);
}

/**
 * The smallest float32 above any number: a float32 x has `x <= edge` exactly when `x < conditionAbove(edge)`.
 * Infinity where every finite float32 is at most `edge`.
 */
export function conditionAbove(edge: number): number {
  const rounded = Math.fround(edge);
  return rounded > edge ? rounded : float32Above(rounded);
}

/**
 * The largest float64 that rounds to a float32 below `condition`: any number v has `fround(v) < condition` exactly
 * when `v <= edgeBelow(condition)`. XGBoost casts values to float32 before it compares them, and rounding goes to the
 * even neighbour halfway, so the edge lies halfway between two float32 or just below.
 * @param condition a float32
 */
export function edgeBelow(condition: number): number {
  if (condition === Number.NEGATIVE_INFINITY) return condition;
  // Rounding treats what comes after the largest float32 as 2^128.
  const below = Math.max(float32Below(condition), -(2 ** 128));
  const above = Math.min(condition, 2 ** 128);
  const middle = (below + above) / 2;
  return Math.fround(middle) < condition ? middle : doubleBelow(middle);
}

/** The next float64 below a finite one. */
function doubleBelow(value: number): number {
  if (value === 0) return -Number.MIN_VALUE;
  double[0] = value;
  doubleBits[0] += value > 0 ? -1n : 1n;
  return double[0];
}
