/**
 * A 53-bit hash of a borrower's id as a safe integer, so that borrowers fit in a Float64Array.
 * Two multiplicative lanes over the UTF-16 code units, each finished like MurmurHash3's fmix32.
 * Not for security: it only names groups for the bootstrap, folds and out-of-bag look-ups.
 */
export function groupKey(id: string): number {
  let low = 0x9e3779b9;
  let high = 0x85ebca6b;
  for (let i = 0; i < id.length; i++) {
    const unit = id.charCodeAt(i);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ unit, 0x5bd1e995);
    high ^= high >>> 15;
  }
  low = mix32(low ^ id.length);
  high = mix32(high ^ low);
  return (high & 0x1fffff) * 4294967296 + (low >>> 0);
}

/** MurmurHash3's 32-bit finalizer (Appleby, public domain): every input bit moves every output bit. */
export function mix32(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
