import type { FeatureEncoding } from "../../features/encoding.ts";
import type { Pool } from "../../parallel/pool.ts";
import type {
  Classifier,
  Ensemble,
  FitContext,
  Fitted,
  FittedParts,
  LearningRows,
  RowsToScore,
} from "../classifier.ts";
import { type EncodingJson, encodingParts, PartReader } from "../parts.ts";
import { encodeRows, encodeTraining } from "../random-forest/fit.ts";
import { walkForest } from "../random-forest/forest.ts";
import { real, type SettingsOf, whole } from "../settings.ts";
import type { BoostedTrees } from "./boost.ts";
import { fitBoosting } from "./fit.ts";

/*
 * What is usual was measured by log loss on real credit data (cross-validated) and on generated data of 500 to
 * 100,000 rows (fresh rows). Sampling rows and features and penalising leaves pay everywhere; depth pays with rows
 * (at 3,000 rows depth 6 costs 1 % over depth 4, at 100,000 it saves 1 to 2 %); a shrinkage of a twentieth instead
 * of a tenth pays with few rows only.
 */
const rules = {
  /** Most trees; fewer where early stopping finds that fewer are better. */
  trees: whole(1, 10_000, () => 1000),
  /** Rounds without a better held-out log loss after which to stop; 0 grows all `trees`. */
  patience: whole(0, 1000, () => 30),
  shrinkage: real(0.001, 1, (rows) => (rows < 10_000 ? 0.05 : 0.1)),
  maxDepth: whole(1, 12, (rows) => (rows < 10_000 ? 4 : rows < 50_000 ? 5 : 6)),
  /** Least sum of hessians, p (1 - p), of a leaf: a row counts at most a quarter. */
  minHessian: real(0.001, 1e9, () => 5),
  /** Penalty on the squared value of a leaf, in hessians. */
  l2: real(0, 1e9, () => 5),
  /** Least gain of a split, in twice the nats. */
  minGain: real(0, 1e9, () => 0),
  /** Share of the borrowers, and of the features, that each tree draws. */
  rowShare: real(0.01, 1, () => 0.7),
  featureShare: real(0.001, 1, () => 0.7),
};

/** Boosted trees and how columns become their bytes. */
class FittedBoosting implements Fitted {
  readonly linear = null;
  readonly encodings: readonly FeatureEncoding[];
  readonly boosted: BoostedTrees;

  constructor(encodings: readonly FeatureEncoding[], boosted: BoostedTrees) {
    this.encodings = encodings;
    this.boosted = boosted;
  }

  get trees(): number {
    return this.boosted.roots.length;
  }

  get ensemble(): Ensemble {
    const { nodes, roots, base } = this.boosted;
    return { encodings: this.encodings, nodes, roots, combine: { kind: "sum", base } };
  }

  /** Encodes at once and then walks, so that a caller may encode the next rows while the threads walk these. */
  async predictProbability({ table, from, to }: RowsToScore, pool: Pool): Promise<Float64Array> {
    const codes = encodeRows(this.encodings, table, from, to);
    const rows = { codes, rowCount: to - from, featureCount: this.encodings.length };
    const { nodes, roots, base } = this.boosted;
    const sums = await walkForest({ nodes, roots, seed: 0, base }, rows, pool);
    for (let i = 0; i < sums.length; i++) sums[i] = 1 / (1 + Math.exp(-sums[i]));
    return sums;
  }

  importance(): Float64Array {
    return this.boosted.importance;
  }

  toParts(): FittedParts {
    const { nodes, roots, base, importance } = this.boosted;
    const { json, arrays } = encodingParts(this.encodings);
    return { json: { encodings: json, base }, arrays: [...arrays, nodes, roots, importance] };
  }
}

/** Our gradient boosting: one tree after the other on what those before have left to explain. */
export const gradientBoosting: Classifier = {
  rules,
  honesty: "out-of-fold",
  work: (rows, _features, settings) => rows * settings.trees,
  refusal: () => null,

  async fit(
    learning: LearningRows,
    settings: SettingsOf<typeof rules>,
    context: FitContext,
  ): Promise<Fitted> {
    const { encodings, rows } = await encodeTraining(learning, context.pool);
    return new FittedBoosting(encodings, await fitBoosting(rows, settings, context));
  },

  fromParts(parts: FittedParts): Fitted {
    const { encodings, base } = parts.json as { encodings: EncodingJson[]; base: number };
    const reader = new PartReader(parts.arrays);
    const read = reader.encodings(encodings);
    const nodes = reader.sharedIntegers();
    const boosted = { nodes, roots: reader.integers(), base, importance: reader.numbers() };
    return new FittedBoosting(read, boosted);
  },
};
