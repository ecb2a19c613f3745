import type { Ensemble } from "../models/classifier.ts";
import { bagCount, treeSalt } from "../models/random-forest/bagging.ts";
import { goesLeft, leafValues, splitWords } from "../models/random-forest/nodes.ts";

/** Packed trees end to end (see models/random-forest/nodes.ts), where each begins, and how they are combined. */
export type TreeEnsemble = Omit<Ensemble, "encodings">;

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
