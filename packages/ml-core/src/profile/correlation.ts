import { ascendingOrder } from "../evaluation/sorting.ts";

const fewestPairs = 10;

/**
 * Spearman's rank correlation of two columns on the rows where both are finite: Pearson's of the ranks, ties sharing
 * their mean rank.
 * @returns null where fewer than 10 rows have both, or one of the columns is constant there
 */
export function spearman(a: Float64Array, b: Float64Array): number | null {
  const rows = Uint32Array.from(a.keys()).filter((row) => Number.isFinite(a[row]) && Number.isFinite(b[row]));
  if (rows.length < fewestPairs) return null;
  const x = meanRanks(Float64Array.from(rows, (row) => a[row]));
  const y = meanRanks(Float64Array.from(rows, (row) => b[row]));
  const middle = (rows.length + 1) / 2;
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = 0; i < rows.length; i++) {
    xy += (x[i] - middle) * (y[i] - middle);
    xx += (x[i] - middle) ** 2;
    yy += (y[i] - middle) ** 2;
  }
  return xx > 0 && yy > 0 ? Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy))) : null;
}

/** Ranks from 1; equal values share the mean of theirs. */
function meanRanks(values: Float64Array): Float64Array {
  const order = ascendingOrder(values);
  const ranks = new Float64Array(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && values[order[end]] === values[order[start]]) end++;
    for (let i = start; i < end; i++) ranks[order[i]] = (start + 1 + end) / 2;
    start = end;
  }
  return ranks;
}
