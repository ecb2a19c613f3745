import { sharedIntegers, sharedNumbers } from "../parallel/shared.ts";
import { leafValues, splitWords, type TreeEnsemble } from "./ensemble.ts";

/** An ensemble with what TreeSHAP needs to know about it, computed once per model. All in shared memory. */
export interface CoveredTrees extends TreeEnsemble {
  /** Per node (at half its offset in words): the share of a split's training weight that went left, in [0, 1]. */
  readonly leftShare: Float64Array;
  /** Per tree: the mean of its leaves, weighted by training rows. */
  readonly means: Float64Array;
  /** Per tree: no path in it has more different features than this. */
  readonly pathFeatures: Int32Array;
  /** Splits on the longest path of any tree. */
  readonly maxDepth: number;
}

/** What is known about a subtree while a tree is gone through from its end to its root. */
interface Subtrees {
  readonly cover: Float64Array;
  readonly mean: Float64Array;
  readonly height: Int32Array;
}

/**
 * Computes each node's cover, the summed weight of the leaves below it, and from it the share of every split that
 * goes left. Below a node that no training row reached there are no shares to measure: both sides get one half,
 * which keeps the attributions additive wherever a row ends up.
 * @throws RangeError when the trees do not lie end to end, each in preorder
 */
export function coverTrees(ensemble: TreeEnsemble): CoveredTrees {
  const { nodes, roots } = ensemble;
  const leftShare = sharedNumbers(nodes.length >> 1);
  const means = sharedNumbers(roots.length);
  const pathFeatures = sharedIntegers(roots.length);
  const subtrees: Subtrees = {
    cover: new Float64Array(nodes.length >> 1),
    mean: new Float64Array(nodes.length >> 1),
    height: new Int32Array(nodes.length >> 1),
  };
  let maxDepth = 0;
  for (let tree = 0; tree < roots.length; tree++) {
    const end = tree + 1 < roots.length ? roots[tree + 1] : nodes.length;
    const starts = nodeStarts(nodes, roots[tree], end);
    coverTree(nodes, starts, leftShare, subtrees);
    const depth = subtrees.height[roots[tree] >> 1];
    means[tree] = subtrees.mean[roots[tree] >> 1];
    pathFeatures[tree] = Math.min(depth, countFeatures(nodes, starts));
    maxDepth = Math.max(maxDepth, depth);
  }
  return { ...ensemble, leftShare, means, pathFeatures, maxDepth };
}

function nodeStarts(nodes: Int32Array, root: number, end: number): Int32Array {
  const starts = new Int32Array((end - root) >> 1);
  let count = 0;
  let at = root;
  for (; at < end; at += nodes[at] < 0 ? 2 : splitWords(nodes[at])) starts[count++] = at;
  if (at !== end) throw new RangeError(`the tree at word ${root} ends at ${at}, not at ${end}`);
  return starts.subarray(0, count);
}

/** Preorder puts children after their parent: from the last node to the first, both are known already. */
function coverTree(nodes: Int32Array, starts: Int32Array, leftShare: Float64Array, subtrees: Subtrees): void {
  const { cover, mean, height } = subtrees;
  const values = leafValues(nodes);
  for (let i = starts.length - 1; i >= 0; i--) {
    const at = starts[i];
    const node = at >> 1;
    if (nodes[at] < 0) {
      cover[node] = nodes[at] & 0x7fffffff;
      mean[node] = values[at + 1];
      continue;
    }
    const left = (at + splitWords(nodes[at])) >> 1;
    const right = (at + nodes[at + 1]) >> 1;
    const total = cover[left] + cover[right];
    const share = total > 0 ? cover[left] / total : 0.5;
    cover[node] = total;
    leftShare[node] = share;
    mean[node] = share * mean[left] + (1 - share) * mean[right];
    height[node] = 1 + Math.max(height[left], height[right]);
  }
}

/** Different features in the splits of one tree. */
function countFeatures(nodes: Int32Array, starts: Int32Array): number {
  const used = new Set<number>();
  for (const at of starts) if (nodes[at] >= 0) used.add(nodes[at] & 0xffff);
  return used.size;
}
