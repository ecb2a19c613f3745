import type { FeatureEncoding } from "../../features/encoding.ts";
import type { Pool } from "../../parallel/pool.ts";
import { sharedBytes } from "../../parallel/shared.ts";
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
import { real, type SettingsOf, whole } from "../settings.ts";
import { bagKeysOf, encodeRows, fitBinnedForest, forestDefaults } from "./fit.ts";
import { type Forest, walkForest } from "./forest.ts";

const rules = {
  trees: whole(1, 10_000, (rows, features) => forestDefaults(rows, features).trees),
  /** Least weight of a leaf; a row weighs as often as the tree drew it. */
  minLeaf: real(1, 1e9, (rows, features) => forestDefaults(rows, features).minLeaf),
  maxDepth: whole(1, 64, (rows, features) => forestDefaults(rows, features).maxDepth),
  featuresPerSplit: whole(1, 65_535, (rows, features) => forestDefaults(rows, features).featuresPerSplit),
};

/** A forest and how columns become its bytes. */
export class FittedForest implements Fitted {
  readonly linear = null;
  readonly encodings: readonly FeatureEncoding[];
  readonly forest: Forest;

  constructor(encodings: readonly FeatureEncoding[], forest: Forest) {
    this.encodings = encodings;
    this.forest = forest;
  }

  get trees(): number {
    return this.forest.roots.length;
  }

  get ensemble(): Ensemble {
    const { nodes, roots, seed } = this.forest;
    return { encodings: this.encodings, nodes, roots, combine: { kind: "mean", seed } };
  }

  /** Encodes at once and then walks, so that a caller may encode the next rows while the threads walk these. */
  predictProbability({ table, from, to, outOfBag }: RowsToScore, pool: Pool): Promise<Float64Array> {
    const codes = encodeRows(this.encodings, table, from, to);
    const rows = { codes, rowCount: to - from, featureCount: this.encodings.length };
    if (outOfBag === undefined) return walkForest(this.forest, rows, pool);
    const seen = outOfBag.trained.subarray(from, to);
    const bagKeys = bagKeysOf(outOfBag.groupKeys.subarray(from, to));
    return walkForest(this.forest, { ...rows, seen, bagKeys }, pool);
  }

  importance(): Float64Array {
    return this.forest.importance;
  }

  toParts(): FittedParts {
    const { nodes, roots, importance, seed } = this.forest;
    const { json, arrays } = encodingParts(this.encodings);
    return { json: { encodings: json, seed }, arrays: [...arrays, nodes, roots, importance] };
  }
}

/** Our random forest: scored out-of-bag, so one fit serves for training, honest scores and calibration. */
export const randomForest: Classifier = {
  rules,
  honesty: "out-of-bag",
  refusal: () => null,
  work: (rows, _features, settings) => rows * settings.trees,

  /** Weights enter through the bootstrap: a row is drawn Poisson(weight / heaviest weight) times (see bagging.ts). */
  async fit(
    rows: LearningRows,
    settings: SettingsOf<typeof rules>,
    { seed, pool, onProgress, outOfBag }: FitContext,
  ): Promise<FittedForest> {
    const {
      encodings,
      forest,
      rows: seenRows,
    } = await fitBinnedForest(rows, { ...settings, seed }, pool, (done) => onProgress(done / settings.trees));
    // The forest's own codes are at hand: encoding the rows again would take as much memory once more.
    if (outOfBag !== undefined) {
      const seen = sharedBytes(seenRows.rowCount).fill(1);
      const { codes, rowCount, featureCount, bagKeys } = seenRows;
      outOfBag.set(await walkForest(forest, { codes, rowCount, featureCount, bagKeys, seen }, pool));
    }
    return new FittedForest(encodings, forest);
  },

  fromParts(parts: FittedParts): FittedForest {
    const { encodings, seed } = parts.json as { encodings: EncodingJson[]; seed: number };
    const reader = new PartReader(parts.arrays);
    const read = reader.encodings(encodings);
    const nodes = reader.sharedIntegers();
    return new FittedForest(read, { nodes, roots: reader.integers(), importance: reader.numbers(), seed });
  },
};
