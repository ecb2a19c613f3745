import type { WalkRows } from "../models/random-forest/walk.ts";
import type { Pool } from "../parallel/pool.ts";
import { sharedNumbers } from "../parallel/shared.ts";
import { Attributor } from "./attributions.ts";
import type { CoveredTrees } from "./covers.ts";

/** How much a column moves scores on average, whichever way. */
export interface MeanAttribution {
  readonly feature: string;
  /** Mean over the rows of |attribution|, in units of the raw score. */
  readonly meanAbsolute: number;
}

/** Rows that one task explains. */
const taskRows = 64;

/**
 * Mean |SHAP value| per column over all of `rows`: a picture of what the model uses, which unlike permutation
 * importance says nothing about whether it is right to. Features of one column are added before the absolute value
 * is taken. The result does not depend on the number of threads.
 * @param rows in shared memory; with `seen` and `bagKeys`, trained borrowers are explained by the trees that never
 * saw them. About 10 ms each: 2,000 are plenty.
 * @param columns column that each feature comes from
 * @returns largest first, equal ones in the order of the columns
 */
export async function meanAttributions(
  trees: CoveredTrees,
  rows: WalkRows,
  columns: readonly string[],
  pool: Pool,
): Promise<MeanAttribution[]> {
  const { rowCount, featureCount } = rows;
  if (columns.length !== featureCount) {
    throw new RangeError(`${columns.length} columns for ${featureCount} features`);
  }
  const out = sharedNumbers(rowCount * featureCount);
  const tasks: Promise<null>[] = [];
  for (let from = 0; from < rowCount; from += taskRows) {
    tasks.push(pool.run("attribute", { trees, rows, from, to: Math.min(rowCount, from + taskRows), out }));
  }
  await Promise.all(tasks);
  const names = [...new Set(columns)];
  const places = columns.map((column) => names.indexOf(column));
  const sums = new Float64Array(names.length);
  const parts = new Float64Array(names.length);
  for (let row = 0; row < rowCount; row++) {
    parts.fill(0);
    for (let f = 0; f < featureCount; f++) parts[places[f]] += out[row * featureCount + f];
    for (let i = 0; i < parts.length; i++) sums[i] += Math.abs(parts[i]);
  }
  return names
    .map((feature, i) => ({ feature, meanAbsolute: rowCount > 0 ? sums[i] / rowCount : 0 }))
    .sort((a, b) => b.meanAbsolute - a.meanAbsolute);
}

/** Writes the attributions of rows `from..to` to `out`, row after row. */
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
  for (let row = from; row < to; row++) {
    for (let f = 0; f < featureCount; f++) own[f] = codes[f * rowCount + row];
    const key = seen !== undefined && bagKeys !== undefined && seen[row] === 1 ? bagKeys[row] : null;
    out.set(attributor.explain(own, key).values, row * featureCount);
  }
}
