import {
  codeCount,
  columnsFor,
  encodeColumn,
  type FeatureEncoding,
  learnAndEncode,
} from "../../features/encoding.ts";
import type { Pool } from "../../parallel/pool.ts";
import { sharedBytes, sharedIntegers, sharedNumbers } from "../../parallel/shared.ts";
import type { Table } from "../../table/table.ts";
import type { LearningRows } from "../classifier.ts";
import { bagKey } from "./bagging.ts";
import { type Forest, type ForestOptions, fitForest } from "./forest.ts";
import type { TrainingRows } from "./grow.ts";

/**
 * Defaults measured by log loss on fresh rows, over real credit data and generated data of 500 to 100,000 rows:
 * noisy outcomes like large leaves, strong patterns small ones, and n^0.4 / 3 costs neither more than 1 %.
 * Half a thousand trees make out-of-bag scores (37 % of them) as steady as fresh ones; with many rows each tree
 * varies less, so fewer do, which also keeps the model of a million rows small.
 */
export function forestDefaults(rows: number, featureCount: number): Omit<ForestOptions, "seed"> {
  return {
    trees: Math.round(Math.min(500, Math.max(200, 500 * (10_000 / rows) ** 0.2))),
    minLeaf: Math.max(1, Math.round(rows ** 0.4 / 3)),
    featuresPerSplit: Math.max(1, Math.round(Math.sqrt(featureCount))),
    maxDepth: 64,
  };
}

/** Bins all columns of the table and grows a forest on them; also returns the rows as the forest saw them. */
export async function fitBinnedForest(
  learning: LearningRows,
  options: ForestOptions,
  pool: Pool,
  onTrees?: (done: number) => void,
): Promise<{ encodings: FeatureEncoding[]; rows: TrainingRows; forest: Forest }> {
  const { encodings, rows } = await encodeTraining(learning, pool);
  return { encodings, rows, forest: await fitForest(rows, options, pool, onTrees) };
}

/** Cells below which a column is learned faster here than it is sent to a thread. */
const worthSending = 500_000;

/** Learns the bins of all columns; the rows in bytes and in shared memory. */
export async function encodeTraining(
  { table, label, groupKeys, weights }: LearningRows,
  pool: Pool,
): Promise<{ encodings: FeatureEncoding[]; rows: TrainingRows }> {
  const { rowCount, columns } = table;
  const codes = sharedBytes(columns.length * rowCount);
  const inputs = columns.map((column, feature) => ({ column, codes, offset: feature * rowCount }));
  const encodings =
    codes.length < worthSending
      ? inputs.map(learnAndEncode)
      : await Promise.all(inputs.map((input) => pool.run("encode", input)));
  const labels = sharedBytes(rowCount);
  labels.set(label);
  const rows: TrainingRows = {
    ...{ codes, rowCount, featureCount: encodings.length, labels },
    bagKeys: bagKeysOf(groupKeys),
    codeCounts: Uint8Array.from(encodings, codeCount),
    categorical: Uint8Array.from(encodings, (encoding) => (encoding.kind === "category" ? 1 : 0)),
    ...(weights === undefined ? {} : { rates: ratesOf(weights) }),
  };
  return { encodings, rows };
}

/** Weights as shares of the heaviest. */
function ratesOf(weights: Float64Array): Float64Array {
  const rates = sharedNumbers(weights.length);
  const heaviest = weights.reduce((most, weight) => Math.max(most, weight), 0);
  for (let row = 0; row < weights.length; row++) rates[row] = weights[row] / heaviest;
  return rates;
}

/** Codes of rows `from..to`, column after column, in shared memory. */
export function encodeRows(
  encodings: readonly FeatureEncoding[],
  table: Table,
  from: number,
  to: number,
): Uint8Array {
  const codes = sharedBytes(encodings.length * (to - from));
  const columns = columnsFor(encodings, table);
  encodings.forEach((encoding, feature) => {
    encodeColumn(encoding, columns[feature], from, to, codes, feature * (to - from));
  });
  return codes;
}

export function bagKeysOf(groupKeys: Float64Array): Int32Array {
  const bagKeys = sharedIntegers(groupKeys.length);
  for (let row = 0; row < groupKeys.length; row++) bagKeys[row] = bagKey(groupKeys[row]);
  return bagKeys;
}
