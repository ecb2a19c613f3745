import { rocAuc } from "../evaluation/auc.ts";
import { numberGroups } from "../evaluation/groups.ts";
import { logLoss } from "../evaluation/metrics.ts";
import { bagKey } from "../models/random-forest/bagging.ts";
import type { Codes } from "../models/random-forest/bins.ts";
import { sharedBytes } from "../parallel/shared.ts";
import { mix32 } from "../table/group-key.ts";

/** What a model loses when a column's values are dealt out among the rows at random. */
export interface PermutationImportance {
  readonly feature: string;
  /** Drop of the ROC AUC; null where one class is absent. Around 0 (also below) for a useless column. */
  readonly aucDrop: number | null;
  /** Rise of the log loss in nats. */
  readonly logLossRise: number;
}

export interface PermutationInput {
  /** Rows as the model sees them, with the column that each feature comes from. */
  readonly rows: Codes;
  readonly columns: readonly string[];
  /** 0 or 1 per row, and `groupKey` of each row's borrower. */
  readonly label: Uint8Array;
  readonly groupKeys: Float64Array;
  /**
   * Raw out-of-sample scores of such rows: for a forest `walkForest` with `seen` all 1, so that each row is scored by
   * the trees that never saw its borrower. Must not keep the array of codes, which changes from call to call.
   */
  readonly predict: (rows: Codes) => Promise<Float64Array>;
  /** Raw score -> probability, for the log loss. */
  readonly toScore: (raw: number) => number;
  /** A 32-bit whole number. */
  readonly seed: number;
  /** Permutations per column, averaged; 1 by default. */
  readonly repeats?: number;
}

/**
 * Permutation importance (Breiman 2001; Fisher et al. 2019), on rows that the scores are out-of-sample for. All
 * features of one column are permuted together. The same rows and seed give the same numbers on any number of
 * threads. Columns that say the same share their importance: each looks dispensable while the other is there.
 * @returns largest rise of the log loss first, equal ones in the order of the columns
 * @throws RangeError when lengths differ or there is no row
 */
export async function permutationImportance(input: PermutationInput): Promise<PermutationImportance[]> {
  const { rows, columns, seed, repeats = 1 } = input;
  const { rowCount } = rows;
  checkInput(input);
  const codes = sharedBytes(rows.codes.length);
  codes.set(rows.codes);
  const measure = meter(input);
  const before = measure(await input.predict({ ...rows, codes }));
  const results: PermutationImportance[] = [];
  for (const [number, column] of [...new Set(columns)].entries()) {
    const features = columns.flatMap((name, feature) => (name === column ? [feature] : []));
    let [aucDrop, logLossRise] = [0, 0];
    for (let repeat = 0; repeat < repeats; repeat++) {
      const order = permutation(rowCount, mix32(mix32(seed ^ 0x1b873593) + number * 0x9e3779b1 + repeat));
      for (const feature of features) deal(rows.codes, codes, feature * rowCount, order);
      const after = measure(await input.predict({ ...rows, codes }));
      aucDrop += (before.auc - after.auc) / repeats;
      logLossRise += (after.loss - before.loss) / repeats;
    }
    for (const feature of features) {
      const [from, to] = [feature * rowCount, (feature + 1) * rowCount];
      codes.set(rows.codes.subarray(from, to), from);
    }
    results.push({ feature: column, aucDrop: Number.isNaN(aucDrop) ? null : aucDrop, logLossRise });
  }
  return results.sort((a, b) => b.logLossRise - a.logLossRise);
}

function checkInput({ rows, columns, label, groupKeys }: PermutationInput): void {
  const { rowCount, featureCount } = rows;
  if (rowCount === 0) throw new RangeError("importance cannot be measured on no rows");
  if (label.length !== rowCount || groupKeys.length !== rowCount || columns.length !== featureCount) {
    throw new RangeError(
      `${label.length} labels, ${groupKeys.length} group keys and ${columns.length} columns ` +
        `for ${rowCount} rows of ${featureCount} features`,
    );
  }
}

function meter({ label, groupKeys, toScore }: PermutationInput) {
  const groups = numberGroups(groupKeys);
  return (raw: Float64Array): { auc: number; loss: number } => {
    const risk = raw.map(toScore);
    // A row that no tree may speak about has no raw score to be ranked by.
    const ranks = raw.map((score, row) => (Number.isNaN(score) ? risk[row] : score));
    return { auc: rocAuc(ranks, label, groups)?.value ?? Number.NaN, loss: logLoss(risk, label) };
  };
}

/** Writes one feature's codes in another order. */
function deal(from: Uint8Array, to: Uint8Array, offset: number, order: Uint32Array): void {
  for (let row = 0; row < order.length; row++) to[offset + row] = from[offset + order[row]];
}

/** A random order of `0..count-1`: Fisher and Yates's shuffle on hashed numbers. */
function permutation(count: number, salt: number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, row) => row);
  let state = salt;
  for (let last = count - 1; last > 0; last--) {
    state = (state + 0x9e3779b9) | 0;
    const other = Math.floor((mix32(state) / 4294967296) * (last + 1));
    const kept = order[last];
    order[last] = order[other];
    order[other] = kept;
  }
  return order;
}

/**
 * Rows of at most about `limit` loans, whole borrowers chosen by a hash, so that the order of the rows does not
 * matter: the sample for importances where a model was trained on more.
 */
export function sampleRows(groupKeys: Float64Array, limit: number): Uint32Array {
  const all = Uint32Array.from(groupKeys.keys());
  if (groupKeys.length <= limit) return all;
  const share = (limit / groupKeys.length) * 4294967296;
  return all.filter((row) => bagKey(groupKeys[row]) < share).subarray(0, limit);
}
