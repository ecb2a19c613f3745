import type { Ensemble } from "../models/classifier.ts";
import { bagCount, treeSalt } from "../models/random-forest/bagging.ts";
import { categoricalFlag, missingCode } from "../models/random-forest/nodes.ts";

/** Packed trees end to end (see models/random-forest/nodes.ts), where each begins, and how they are combined. */
export type TreeEnsemble = Omit<Ensemble, "encodings">;

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

/**
 * The trees that may speak about a borrower, ascending.
 * @param bagKey `bagKey` of a borrower who was trained on: only trees that did not draw the borrower (the rule of
 * `walkTrees`); null for anybody else. Boosting has no such rule: there every tree speaks.
 */
export function speakingTrees({ roots, combine }: TreeEnsemble, bagKey: number | null): Int32Array {
  const all = Int32Array.from(roots.keys());
  if (combine.kind === "sum" || bagKey === null) return all;
  return all.filter((tree) => bagCount(treeSalt(combine.seed, tree), bagKey) === 0);
}

/**
 * Raw score of one row, summed in tree order like `walkTrees`, so that the two agree to the last bit.
 * @param codes the row's code of each feature
 * @param speaking numbers of the trees to ask
 * @returns NaN where the mean of no tree is asked for
 */
export function rawScore(ensemble: TreeEnsemble, codes: Uint8Array, speaking: Int32Array): number {
  const { nodes, roots, combine } = ensemble;
  const values = leafValues(nodes);
  let sum = combine.kind === "sum" ? combine.base : 0;
  for (const tree of speaking) {
    let at = roots[tree];
    while (nodes[at] >= 0) {
      const head = nodes[at];
      at += goesLeft(nodes, at, codes[head & 0xffff]) ? splitWords(head) : nodes[at + 1];
    }
    sum += values[at + 1];
  }
  if (combine.kind === "sum") return sum;
  return speaking.length > 0 ? sum / speaking.length : Number.NaN;
}
