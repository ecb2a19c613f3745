/** 97.5 % quantile of the standard normal distribution. */
export const z95 = 1.959963984540054;

/** Variance of a sum of independent group contributions whose mean is zero. */
export function clusterVariance(influence: Float64Array): number {
  let sum = 0;
  for (const part of influence) sum += part * part;
  return influence.length > 1 ? (sum * influence.length) / (influence.length - 1) : sum;
}

/** Wilson's (1927) 95 % interval of a share seen in `count` draws, which need not be whole. */
export function wilson(share: number, count: number): { low: number; high: number } {
  const z2 = z95 * z95;
  const center = (share + z2 / (2 * count)) / (1 + z2 / count);
  const half = (z95 * Math.sqrt((share * (1 - share)) / count + z2 / (4 * count * count))) / (1 + z2 / count);
  return { low: Math.max(0, center - half), high: Math.min(1, center + half) };
}
