import { sharedBytes, sharedIntegers, sharedNumbers } from "../../parallel/shared.ts";
import type { TrainingRows } from "../random-forest/grow.ts";
import { syncLength } from "./team.ts";

/** How trees are grown; see the rules in classifier.ts for what the numbers mean. */
export interface BoostOptions {
  readonly seed: number;
  readonly maxDepth: number;
  readonly shrinkage: number;
  readonly l2: number;
  readonly minHessian: number;
  readonly minGain: number;
  readonly rowShare: number;
  readonly featureShare: number;
}

/** Features whose codes share a 32-bit word, and the bins of such a group. */
export const groupFeatures = 4;
export const groupBins = groupFeatures * 256;
/** Numbers that describe the best split of a node within a group of features. */
export const candidateLength = 8;

/** Everything that the members of a team share. All arrays lie in shared memory. */
export interface BoostRows {
  readonly rowCount: number;
  readonly featureCount: number;
  /** Groups of features: feature f lies in group f >> 2, in byte f & 3 of its words. */
  readonly groups: number;
  /** Codes, four features to a word: group g of row r at `g * rowCount + r`. */
  readonly words: Int32Array;
  readonly codeCounts: Uint8Array;
  readonly categorical: Uint8Array;
  readonly labels: Uint8Array;
  readonly bagKeys: Int32Array;
  /** Weight of each row as a share of the heaviest; null where all are the same. */
  readonly rates: Float64Array | null;
  /** 1 where the row is held out: it gets scores, but trees are not grown on it. */
  readonly heldOut: Uint8Array;
  /** Log-odds of each row after the trees so far. */
  readonly margins: Float64Array;
  /** Rows of the nodes and their packed gradients; member m has the part of its own rows. */
  readonly entries: Int32Array;
  readonly gradients: Float64Array;
  /** Where member m's rows of node n begin and end: at (n * team size + m) * 2. */
  readonly bounds: Int32Array;
  /** Sums of gradients and hessians by slot, group, feature and code. */
  readonly histogramG: Float64Array;
  readonly histogramH: Float64Array;
  /** Best split of each group of each slot. */
  readonly candidates: Float64Array;
  /** Sums of gradients and hessians of the rows that each member drew. */
  readonly drawn: Float64Array;
  /** Loss of each member's held-out rows after each round of a slice. */
  readonly losses: Float64Array;
  readonly sync: Int32Array;
  readonly teamSize: number;
}

/** Rounds that a task grows before the main thread looks at the losses. */
export const sliceRounds = 16;

/** Most nodes of a level that is searched: a node's rows have hessians of at most a quarter each. */
function slotCount(rowCount: number, { maxDepth, minHessian }: BoostOptions): number {
  const heavyEnough = Math.ceil((0.26 * rowCount) / Math.max(minHessian, 1e-3)) + 1;
  return Math.max(1, Math.min(2 ** (maxDepth - 1), rowCount, heavyEnough));
}

/** Most nodes of a tree: every split makes two. */
function nodeLimit(rowCount: number, maxDepth: number): number {
  return Math.min(2 ** (maxDepth + 1), 2 * rowCount + 2);
}

/** Lays the rows out for a team of `teamSize`. @param base log-odds of every row before the first tree */
export function layOut(
  rows: TrainingRows,
  heldOut: (row: number) => boolean,
  base: number,
  options: BoostOptions,
  teamSize: number,
): BoostRows {
  const { rowCount, featureCount, labels, bagKeys, codeCounts, categorical, rates } = rows;
  const groups = Math.ceil(featureCount / groupFeatures);
  const slots = slotCount(rowCount, options);
  const held = sharedBytes(rowCount);
  for (let row = 0; row < rowCount; row++) held[row] = heldOut(row) ? 1 : 0;
  return {
    ...{ rowCount, featureCount, groups, labels, bagKeys, codeCounts, categorical, teamSize },
    words: interleave(rows.codes, rowCount, featureCount, groups),
    rates: rates ?? null,
    heldOut: held,
    margins: sharedNumbers(rowCount).fill(base),
    entries: sharedIntegers(rowCount),
    gradients: sharedNumbers(rowCount),
    bounds: sharedIntegers(nodeLimit(rowCount, options.maxDepth) * teamSize * 2),
    histogramG: sharedNumbers(slots * groups * groupBins),
    histogramH: sharedNumbers(slots * groups * groupBins),
    candidates: sharedNumbers(slots * groups * candidateLength),
    drawn: sharedNumbers(teamSize * 2),
    losses: sharedNumbers(sliceRounds * teamSize),
    sync: sharedIntegers(syncLength),
  };
}

function interleave(codes: Uint8Array, rowCount: number, featureCount: number, groups: number): Int32Array {
  const words = sharedIntegers(groups * rowCount);
  for (let feature = 0; feature < featureCount; feature++) {
    const shift = (feature & 3) * 8;
    const to = (feature >> 2) * rowCount;
    const from = feature * rowCount;
    for (let row = 0; row < rowCount; row++) words[to + row] |= codes[from + row] << shift;
  }
  return words;
}
