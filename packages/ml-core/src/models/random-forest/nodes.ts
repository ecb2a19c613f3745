/**
 * The packed form of a tree, the same in training, in scoring and in the model file: an Int32Array in preorder,
 * so the left child follows its parent.
 *
 * - leaf: word 0 = sign bit | weight of its training rows; word 1 = probability as the bits of a float32.
 * - split on a number: word 0 = feature (16 bits) | threshold << 16 (8 bits) | flags; word 1 = distance in words
 *   to the right child. Left when `((code + missingLeft) & 255) <= threshold`: the code of a missing value
 *   is 255, so one addition turns it into 0 where missing goes left, and the stored threshold is one higher.
 * - split on a category: the threshold byte is the number of 32-bit words of the set of categories that go left;
 *   the words follow, padded to an even number.
 */
/** The code of a missing value, of every feature. */
export const missingCode = 255;

/** Features that a node can name. */
export const maxFeatures = 0xffff;
export const categoricalFlag = 1 << 24;
const missingLeftFlag = 1 << 25;
const leafFlag = 1 << 31;

export function leafHead(weight: number): number {
  return leafFlag | Math.min(0x7fffffff, Math.round(weight));
}

export function numberHead(feature: number, threshold: number, missingLeft: boolean): number {
  return missingLeft ? feature | ((threshold + 1) << 16) | missingLeftFlag : feature | (threshold << 16);
}

export function categoryHead(feature: number, setWords: number, missingLeft: boolean): number {
  return feature | (setWords << 16) | categoricalFlag | (missingLeft ? missingLeftFlag : 0);
}

/** Whether a row with this code of the node's feature goes to the left child of the split at `at`. */
export function goesLeft(nodes: Int32Array, at: number, code: number): boolean {
  const head = nodes[at];
  if ((head & categoricalFlag) === 0) {
    return ((code + ((head >>> 25) & 1)) & 255) <= ((head >>> 16) & 255);
  }
  if (code === missingCode) return ((head >>> 25) & 1) === 1;
  return ((nodes[at + 2 + (code >>> 5)] >>> (code & 31)) & 1) === 1;
}

/** Words that the split with this head takes, which is the distance to its left child. Always even. */
export function splitWords(head: number): number {
  if ((head & categoricalFlag) === 0) return 2;
  const setWords = (head >>> 16) & 255;
  return 2 + setWords + (setWords & 1);
}

/** Leaf values: word 1 of every leaf as the float32 that it is. */
export function leafValues(nodes: Int32Array): Float32Array {
  return new Float32Array(nodes.buffer, nodes.byteOffset, nodes.length);
}
