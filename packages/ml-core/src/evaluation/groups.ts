import { mix32 } from "../table/group-key.ts";

/** Borrowers numbered 0..count-1: `of[row]` is the row's borrower. */
export interface Groups {
  readonly of: Int32Array;
  readonly count: number;
}

/** Numbers the distinct keys in order of first appearance. */
export function numberGroups(groupKeys: Float64Array): Groups {
  const numbers = new Map<number, number>();
  const of = new Int32Array(groupKeys.length);
  for (let row = 0; row < groupKeys.length; row++) {
    let number = numbers.get(groupKeys[row]);
    if (number === undefined) {
      number = numbers.size;
      numbers.set(groupKeys[row], number);
    }
    of[row] = number;
  }
  return { of, count: numbers.size };
}

/** Distinct keys, ascending. */
export function sortedKeys(groupKeys: Float64Array): Float64Array {
  const sorted = groupKeys.slice().sort();
  let count = 0;
  for (let i = 0; i < sorted.length; i++) {
    if (i === 0 || sorted[i] !== sorted[i - 1]) sorted[count++] = sorted[i];
  }
  return sorted.slice(0, count);
}

/** Place of `key` in the ascending `keys`, or -1. */
export function placeOfKey(keys: Float64Array, key: number): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (keys[middle] < key) low = middle + 1;
    else high = middle;
  }
  return low < keys.length && keys[low] === key ? low : -1;
}

/**
 * Assigns rows to folds so that no borrower is in two of them and each fold has nearly the same number of
 * borrowers with and without a positive row. Depends on keys, labels and seed only, not on the order of rows.
 * @returns fold number 0..folds-1 per row
 */
export function assignFolds(
  groupKeys: Float64Array,
  label: Uint8Array,
  folds: number,
  seed: number,
): Uint8Array {
  const positiveGroups = new Set<number>();
  for (let row = 0; row < label.length; row++) if (label[row] === 1) positiveGroups.add(groupKeys[row]);
  const keys = Array.from(sortedKeys(groupKeys), (key) => ({ key, rank: shuffleRank(key, seed) }));
  keys.sort((a, b) => a.rank - b.rank || a.key - b.key);
  const foldOf = new Map<number, number>();
  // The negatives go on dealing where the positives stopped, so that fold sizes differ by at most one.
  let next = 0;
  for (const positive of [true, false]) {
    for (const { key } of keys) {
      if (positiveGroups.has(key) !== positive) continue;
      foldOf.set(key, next % folds);
      next++;
    }
  }
  return Uint8Array.from(groupKeys, (key) => foldOf.get(key) ?? 0);
}

function shuffleRank(key: number, seed: number): number {
  return mix32(mix32((key >>> 0) ^ mix32(seed + 0x632be5ab)) ^ Math.floor(key / 4294967296));
}
