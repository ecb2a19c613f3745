import { discard } from "../parallel/shared.ts";
import { mix32 } from "../table/group-key.ts";
import { ascendingOrder } from "./sorting.ts";

/** Borrowers numbered 0..count-1: `of[row]` is the row's borrower. */
export interface Groups {
  readonly of: Int32Array;
  readonly count: number;
}

/** Numbers the distinct keys in order of first appearance. Sorts, as a map of a million keys takes 100 MB. */
export function numberGroups(groupKeys: Float64Array): Groups {
  const order = ascendingOrder(groupKeys);
  // At first the first row with the same key, then the number that this row has got.
  const of = new Int32Array(groupKeys.length);
  for (let i = 0, first = 0; i < order.length; i++) {
    if (i === 0 || groupKeys[order[i]] !== groupKeys[first]) first = order[i];
    of[order[i]] = first;
  }
  let count = 0;
  for (let row = 0; row < of.length; row++) of[row] = of[row] === row ? count++ : of[of[row]];
  discard(order);
  return { of, count };
}

/** How many borrowers have a row of class 0, and how many one of class 1. */
export function borrowersOf(label: Uint8Array, { of, count }: Groups): [number, number] {
  const seen = [new Uint8Array(count), new Uint8Array(count)];
  const borrowers: [number, number] = [0, 0];
  for (let row = 0; row < label.length; row++) {
    const inClass = seen[label[row]];
    borrowers[label[row]] += 1 - inClass[of[row]];
    inClass[of[row]] = 1;
  }
  return borrowers;
}

/** Distinct keys, ascending. */
export function sortedKeys(groupKeys: Float64Array): Float64Array {
  const sorted = groupKeys.slice().sort();
  let count = 0;
  for (let i = 0; i < sorted.length; i++) {
    if (i === 0 || sorted[i] !== sorted[i - 1]) sorted[count++] = sorted[i];
  }
  const keys = sorted.slice(0, count);
  discard(sorted);
  return keys;
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
  const keys = sortedKeys(groupKeys);
  // Loops where `from` and `map` would do: those make an object of each number.
  const places = new Int32Array(groupKeys.length);
  const positive = new Uint8Array(keys.length);
  for (let row = 0; row < label.length; row++) {
    places[row] = placeOfKey(keys, groupKeys[row]);
    positive[places[row]] |= label[row];
  }
  const ranks = new Float64Array(keys.length);
  for (let place = 0; place < keys.length; place++) ranks[place] = shuffleRank(keys[place], seed);
  // Equal ranks stay in the order of the keys.
  const order = ascendingOrder(ranks);
  const foldOf = new Uint8Array(keys.length);
  // The negatives go on dealing where the positives stopped, so that fold sizes differ by at most one.
  let next = 0;
  for (const dealt of [1, 0]) {
    for (let i = 0; i < order.length; i++)
      if (positive[order[i]] === dealt) foldOf[order[i]] = next++ % folds;
  }
  const fold = new Uint8Array(places.length);
  for (let row = 0; row < places.length; row++) fold[row] = foldOf[places[row]];
  for (const array of [keys, places, ranks, order]) discard(array);
  return fold;
}

function shuffleRank(key: number, seed: number): number {
  return mix32(mix32((key >>> 0) ^ mix32(seed + 0x632be5ab)) ^ Math.floor(key / 4294967296));
}
