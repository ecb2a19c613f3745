import { rocAuc } from "../evaluation/auc.ts";
import { type Groups, numberGroups } from "../evaluation/groups.ts";
import { z95 } from "../evaluation/intervals.ts";
import { clusteredMean, rowLogLoss } from "../evaluation/metrics.ts";
import { takeFrom } from "../features/columns.ts";
import { bagKey } from "../models/random-forest/bagging.ts";
import { mix32 } from "../table/group-key.ts";
import type { Table } from "../table/table.ts";

/** What a model loses when a column's values are dealt out among the rows at random. */
export interface PermutationImportance {
  readonly feature: string;
  /** Drop of the ROC AUC; null where one class is absent. Around 0 (also below) for a useless column. */
  readonly aucDrop: number | null;
  /** Rise of the log loss in nats, with its 95 % interval, clustered by borrower. */
  readonly logLossRise: { readonly value: number; readonly low: number; readonly high: number };
}

export interface PermutationInput {
  readonly table: Table;
  /** Columns of the table to measure, each whole: a person's columns, not what a classifier makes of them. */
  readonly columns: readonly string[];
  /** 0 or 1 per row, and `groupKey` of each row's borrower. */
  readonly label: Uint8Array;
  readonly groupKeys: Float64Array;
  /** Calibrated scores in (0, 1) of such rows, by what never saw their borrowers: what a scorer gives trained rows. */
  readonly predict: (table: Table) => Promise<Float64Array>;
  /** A 32-bit whole number. */
  readonly seed: number;
  /** Permutations per column, averaged; 1 by default. */
  readonly repeats?: number;
}

/**
 * Permutation importance (Breiman 2001; Fisher et al. 2019), on rows that the scores are out-of-sample for. The same
 * rows and seed give the same numbers on any number of threads. Columns that say the same share their importance: each
 * looks dispensable while the other is there.
 * @returns largest rise of the log loss first, equal ones in the order of the columns
 * @throws RangeError when lengths differ, there is no row or the table lacks a column
 */
export async function permutationImportance(input: PermutationInput): Promise<PermutationImportance[]> {
  const { table, columns, label, seed, repeats = 1, predict } = input;
  checkInput(input);
  const groups = numberGroups(input.groupKeys);
  const before = await predict(table);
  const auc = aucOf(before, label, groups);
  const results: PermutationImportance[] = [];
  for (const [number, feature] of columns.entries()) {
    const gaps = new Float64Array(label.length);
    let aucDrop = 0;
    for (let repeat = 0; repeat < repeats; repeat++) {
      const salt = mix32(mix32(seed ^ 0x1b873593) + number * 0x9e3779b1 + repeat);
      const after = await predict(dealt(table, feature, permutation(label.length, salt)));
      aucDrop += (auc - aucOf(after, label, groups)) / repeats;
      for (let row = 0; row < gaps.length; row++)
        gaps[row] += (rowLogLoss(after[row], label[row]) - rowLogLoss(before[row], label[row])) / repeats;
    }
    const { mean, error } = clusteredMean(gaps, groups);
    const logLossRise = { value: mean, low: mean - z95 * error, high: mean + z95 * error };
    results.push({ feature, aucDrop: Number.isNaN(aucDrop) ? null : aucDrop, logLossRise });
  }
  return results.sort((a, b) => b.logLossRise.value - a.logLossRise.value);
}

function checkInput({ table, columns, label, groupKeys }: PermutationInput): void {
  const { rowCount } = table;
  if (rowCount === 0) throw new RangeError("importance cannot be measured on no rows");
  if (label.length !== rowCount || groupKeys.length !== rowCount) {
    throw new RangeError(`${label.length} labels and ${groupKeys.length} group keys for ${rowCount} rows`);
  }
  const names = new Set(table.columns.map(({ name }) => name));
  const absent = columns.find((name) => !names.has(name));
  if (absent !== undefined) throw new RangeError(`the table has no column ${absent}`);
}

function aucOf(risk: Float64Array, label: Uint8Array, groups: Groups): number {
  return rocAuc(risk, label, groups)?.value ?? Number.NaN;
}

/** The table with one column's values in another order. */
function dealt(table: Table, name: string, order: Uint32Array): Table {
  const columns = table.columns.map((column) => (column.name === name ? takeFrom(column, order) : column));
  return { rowCount: table.rowCount, columns };
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
