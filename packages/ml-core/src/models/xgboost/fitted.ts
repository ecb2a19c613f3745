import type { FeatureEncoding } from "../../features/encoding.ts";
import type { Pool } from "../../parallel/pool.ts";
import { sharedNumbers } from "../../parallel/shared.ts";
import type { Combine, Ensemble, Fitted, FittedParts, RowsToScore } from "../classifier.ts";
import { type EncodingJson, encodingParts, PartReader } from "../parts.ts";
import { encodeRows } from "../random-forest/fit.ts";
import { walkForest } from "../random-forest/forest.ts";

/** Codes that are made at a time: a model with many thresholds takes many bytes for a row. */
const chunkCodes = 1 << 24;

/** Trees that XGBoost trained, scored and explained like ours. */
export class FittedXgboost implements Fitted {
  readonly ensemble: Ensemble;
  readonly linear = null;
  private readonly gains: Float64Array;

  /** @param gains what each feature of the model gained, in the order of the report's features */
  constructor(ensemble: Ensemble, gains: Float64Array) {
    this.ensemble = ensemble;
    this.gains = gains;
  }

  get trees(): number {
    return this.ensemble.roots.length;
  }

  async predictProbability({ table, from, to }: RowsToScore, pool: Pool): Promise<Float64Array> {
    const { encodings, nodes, roots, combine } = this.ensemble;
    const isSum = combine.kind === "sum";
    const trees = { nodes, roots, seed: 0, ...(isSum ? { base: combine.base } : {}) };
    const out = sharedNumbers(to - from);
    const step = Math.max(1024, Math.floor(chunkCodes / Math.max(1, encodings.length)));
    for (let start = from; start < to; start += step) {
      const end = Math.min(to, start + step);
      const codes = encodeRows(encodings, table, start, end);
      const rows = { codes, rowCount: end - start, featureCount: encodings.length };
      out.set(await walkForest(trees, rows, pool), start - from);
    }
    if (isSum) for (let i = 0; i < out.length; i++) out[i] = 1 / (1 + Math.exp(-out[i]));
    // Float32 leaves may add up to a hair outside.
    else for (let i = 0; i < out.length; i++) out[i] = Math.min(1, Math.max(0, out[i]));
    return out;
  }

  importance(): Float64Array {
    return this.gains;
  }

  toParts(): FittedParts {
    const { encodings, nodes, roots, combine } = this.ensemble;
    const { json, arrays } = encodingParts(encodings);
    return { json: { encodings: json, combine }, arrays: [...arrays, nodes, roots, this.gains] };
  }
}

/** What `toParts` took apart. */
export function xgboostFromParts(parts: FittedParts): FittedXgboost {
  const { encodings, combine } = parts.json as { encodings: EncodingJson[]; combine: Combine };
  const reader = new PartReader(parts.arrays);
  const read: FeatureEncoding[] = reader.encodings(encodings);
  const nodes = reader.sharedIntegers();
  const roots = reader.integers();
  return new FittedXgboost({ encodings: read, nodes, roots, combine }, reader.numbers());
}
