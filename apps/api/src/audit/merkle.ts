import { createHash } from "node:crypto";

/** SHA-256 of the parts, one after the other: 32 bytes. */
export function sha256(...parts: (Buffer | string)[]): Buffer {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
}

const leafPrefix = Buffer.of(0);
const nodePrefix = Buffer.of(1);

/**
 * The Merkle tree hash of RFC 6962 section 2.1 (RFC 9162 section 2.1.1), fed one leaf at a time. Holds one hash for
 * each level: the roots of the perfect subtrees so far, the largest first.
 */
export class MerkleTree {
  private readonly subtrees: Buffer[] = [];
  leaves = 0;

  add(leaf: Buffer): void {
    let hash = sha256(leafPrefix, leaf);
    // Each set bit of the count before is a perfect subtree that this leaf completes to one of twice the size.
    for (let count = this.leaves; count % 2 === 1; count = (count - 1) / 2) {
      hash = sha256(nodePrefix, this.subtrees.pop()!, hash);
    }
    this.subtrees.push(hash);
    this.leaves++;
  }

  /** The root of the leaves so far: 32 bytes; of none the hash of nothing. */
  root(): Buffer {
    const smallestFirst = this.subtrees.toReversed();
    return smallestFirst.length === 0
      ? sha256()
      : smallestFirst.reduce((right, left) => sha256(nodePrefix, left, right));
  }
}
