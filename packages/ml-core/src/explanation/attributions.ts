import type { WalkRows } from "../models/random-forest/walk.ts";
import type { CoveredTrees } from "./covers.ts";
import { rawScore, speakingTrees } from "./ensemble.ts";
import { TreeShap } from "./tree-shap.ts";

/** How a raw score came about: `base` plus the sum of `values` is `raw`, within rounding (1e-9). */
export interface Attributions {
  /** Mean raw score of the training rows, over the trees that may speak. NaN where none may. */
  readonly base: number;
  /** Exactly what scoring computes. NaN where no tree may speak. */
  readonly raw: number;
  /** Shapley value per feature, in units of the raw score. All 0 where no tree may speak. */
  readonly values: Float64Array;
}

/** Explains rows of one model, one after the other, in buffers that are allocated once. Not for two threads at once. */
export class Attributor {
  private readonly trees: CoveredTrees;
  private readonly featureCount: number;
  private readonly shap: TreeShap;

  /** @param featureCount codes per row */
  constructor(trees: CoveredTrees, featureCount: number) {
    this.trees = trees;
    this.featureCount = featureCount;
    this.shap = new TreeShap(trees);
  }

  /**
   * @param codes the row's code of each feature
   * @param bagKey of a borrower who was trained on, who is explained by the trees that never saw the borrower; or null
   * @throws RangeError when there is not one code per feature
   */
  explain(codes: Uint8Array, bagKey: number | null): Attributions {
    const { trees, featureCount } = this;
    if (codes.length !== featureCount) {
      throw new RangeError(`${codes.length} codes for ${featureCount} features`);
    }
    const speaking = speakingTrees(trees, bagKey);
    const values = new Float64Array(featureCount);
    let base = 0;
    for (const tree of speaking) {
      this.shap.addTree(tree, codes, values);
      base += trees.subtreeMeans[trees.roots[tree] >> 1];
    }
    const raw = rawScore(trees, codes, speaking);
    if (trees.combine.kind === "sum") return { base: trees.combine.base + base, raw, values };
    if (speaking.length === 0) return { base: Number.NaN, raw, values };
    for (let feature = 0; feature < featureCount; feature++) values[feature] /= speaking.length;
    return { base: base / speaking.length, raw, values };
  }
}

/** Numbers per row in what `attributeRows` writes: a value per feature, then the base, then the raw score. */
export function attributionWidth(featureCount: number): number {
  return featureCount + 2;
}

/** Writes the attributions of rows `from..to` to `out`, row after row, `attributionWidth` numbers each. */
export function attributeRows(
  trees: CoveredTrees,
  rows: WalkRows,
  from: number,
  to: number,
  out: Float64Array,
): void {
  const { codes, rowCount, featureCount, seen, bagKeys } = rows;
  const attributor = new Attributor(trees, featureCount);
  const own = new Uint8Array(featureCount);
  const width = attributionWidth(featureCount);
  for (let row = from; row < to; row++) {
    for (let f = 0; f < featureCount; f++) own[f] = codes[f * rowCount + row];
    const key = seen !== undefined && bagKeys !== undefined && seen[row] === 1 ? bagKeys[row] : null;
    const { values, base, raw } = attributor.explain(own, key);
    out.set(values, row * width);
    out[row * width + featureCount] = base;
    out[row * width + featureCount + 1] = raw;
  }
}

/** One row of what `attributeRows` wrote. */
export function attributionsAt(out: Float64Array, featureCount: number, row: number): Attributions {
  const start = row * attributionWidth(featureCount);
  return {
    values: out.subarray(start, start + featureCount),
    base: out[start + featureCount],
    raw: out[start + featureCount + 1],
  };
}
