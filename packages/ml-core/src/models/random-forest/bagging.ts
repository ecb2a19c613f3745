import { mix32 } from "../../table/group-key.ts";

/** A borrower drawn more often than this in one tree counts this often (chance 1e-5 per tree). */
export const maxBagCount = 7;

/** e^-1 * sum 1/k! for k = 0.., scaled to 31 bits: the Poisson(1) distribution function. */
const poissonSteps = Int32Array.from(
  [0.36787944117, 0.73575888234, 0.91969860293, 0.98101184312, 0.99634015317, 0.99940581518, 0.99991675885],
  (share) => Math.round(share * 2147483648),
);

/** Folds a 53-bit group key (a non-negative safe integer) to the 32 bits that bagging hashes. */
export function bagKey(groupKey: number): number {
  const high = Math.floor(groupKey / 4294967296);
  return mix32((groupKey >>> 0) ^ mix32(high + 0x9e3779b9));
}

/** The salt that tells one tree of one seed from every other. */
export function treeSalt(seed: number, tree: number): number {
  return mix32(mix32(seed ^ 0x5851f42d) + Math.imul(tree + 1, 0x9e3779b9));
}

/**
 * How often tree `salt` drew the borrower `key`: a Poisson(1) quantile of a hash, in 0..7. It is the limit of
 * the ordinary bootstrap (Oza and Russell 2001), needs no memory, does not depend on the order of the rows,
 * and lets anyone who holds the model ask later whether a tree has seen a borrower.
 */
export function bagCount(salt: number, key: number): number {
  const u = mix32(key ^ salt) >>> 1;
  if (u < poissonSteps[0]) return 0;
  let count = 1;
  while (count < maxBagCount && u >= poissonSteps[count]) count++;
  return count;
}

/**
 * The same for a row that counts only `rate` (in (0, 1]) of a full row: a Poisson(rate) quantile of the same hash.
 * Never more than `bagCount`, so a tree that did not draw a borrower at full weight has not seen the borrower at any
 * other either, and the model need not keep the weights to know who is out-of-bag.
 */
export function weightedBagCount(salt: number, key: number, rate: number): number {
  const u = mix32(key ^ salt) >>> 1;
  if (u < poissonSteps[0]) return 0;
  const share = u / 2147483648;
  let chance = Math.exp(-rate);
  let below = chance;
  let count = 0;
  while (count < maxBagCount && share >= below) {
    count++;
    chance *= rate / count;
    below += chance;
  }
  return Math.min(count, bagCount(salt, key));
}
