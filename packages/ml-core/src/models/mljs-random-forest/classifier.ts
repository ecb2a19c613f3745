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
import { type SettingsOf, whole } from "../settings.ts";
import type { MljsForest } from "./grow.ts";

const rules = {
  trees: whole(1, 1000, () => 50),
  /** Nodes of at most so many rows are not split. */
  minSamples: whole(1, 1e9, (rows) => Math.max(3, Math.round(rows / 50))),
};

/** Seconds that training may take on an ordinary machine; beyond, people think that it hangs. */
const patience = 120;
/**
 * Seconds per squared row, column and tree of one fit. The package tries every split by copying all labels of the
 * node: 500 rows x 20 columns x 100 trees took 11.9 s, 2,000 rows 160 s, and so on with the square of the rows.
 */
const secondsPerUnit = 11.9 / (500 * 500 * 20 * 100);
/** Fits of one training in fits of all rows: five on four fifths of them, and the last one. */
const fitsPerTraining = 5 * 0.8 * 0.8 + 1;

class FittedMljs implements Fitted {
  readonly linear = null;
  readonly encodings: readonly FeatureEncoding[];
  readonly forest: MljsForest;

  constructor(encodings: readonly FeatureEncoding[], forest: MljsForest) {
    this.encodings = encodings;
    this.forest = forest;
  }

  get trees(): number {
    return this.forest.roots.length;
  }

  get ensemble(): Ensemble {
    const { nodes, roots } = this.forest;
    return { encodings: this.encodings, nodes, roots, combine: { kind: "mean", seed: 0 } };
  }

  /** The share of the trees that vote for class 1. */
  predictProbability({ table, from, to }: RowsToScore, pool: Pool): Promise<Float64Array> {
    const codes = encodeRows(this.encodings, table, from, to);
    const rows = { codes, rowCount: to - from, featureCount: this.encodings.length };
    const { nodes, roots } = this.forest;
    return walkForest({ nodes, roots, seed: 0 }, rows, pool);
  }

  importance(): Float64Array {
    return this.forest.importance;
  }

  toParts(): FittedParts {
    const { nodes, roots, importance } = this.forest;
    const { json, arrays } = encodingParts(this.encodings);
    return { json: { encodings: json }, arrays: [...arrays, nodes, roots, importance] };
  }
}

/** The forest of the ml-random-forest package, for small data and for comparison. */
export const mljsRandomForest: Classifier = {
  rules,
  honesty: "out-of-fold",
  // In row-tree pairs of our own forest, which does a few million a second.
  work: (rows, features, settings) => 3e6 * secondsOf(rows, features, settings.trees),

  refusal({ label, table, weights }: LearningRows, settings): string | null {
    if (weights !== undefined)
      return "mljs-random-forest cannot weigh rows or classes; choose random-forest.";
    const features = table.columns.length;
    const seconds = fitsPerTraining * secondsOf(label.length, features, settings.trees);
    if (seconds <= patience) return null;
    const most = Math.floor(label.length * Math.sqrt(patience / seconds));
    return (
      `mljs-random-forest would take about ${Math.ceil(seconds / 60)} minutes for ${label.length} rows of ` +
      `${features} columns, because its time grows with the square of the rows; it is for up to ${most} rows of ` +
      "this kind. Choose random-forest, which takes seconds."
    );
  },

  async fit(
    learning: LearningRows,
    settings: SettingsOf<typeof rules>,
    { seed, pool, onProgress }: FitContext,
  ): Promise<Fitted> {
    const { encodings, rows } = await encodeTraining(learning, pool);
    const { codes, rowCount, featureCount, labels } = rows;
    const forest = await pool.run("mljs", { codes, rowCount, featureCount, labels, seed, ...settings });
    onProgress(1);
    return new FittedMljs(encodings, forest);
  },

  fromParts({ json, arrays }: FittedParts): Fitted {
    const { encodings } = json as { encodings: EncodingJson[] };
    const reader = new PartReader(arrays);
    const read = reader.encodings(encodings);
    const nodes = reader.sharedIntegers();
    return new FittedMljs(read, { nodes, roots: reader.integers(), importance: reader.numbers() });
  },
};

function secondsOf(rows: number, features: number, trees: number): number {
  return secondsPerUnit * rows * rows * features * trees;
}
