import { takeRows } from "../features/columns.ts";
import type { Model } from "../models/model.ts";
import { openPool } from "../parallel/pool.ts";
import type { Scorer } from "../scoring.ts";
import type { Table } from "../table/table.ts";
import { meanAttributions } from "./mean-attribution.ts";
import { type PermutationImportance, permutationImportance, sampleRows } from "./permutation.ts";

/** Three answers to "how much does this column matter?", which are three questions. */
export interface ColumnImportance extends PermutationImportance {
  /** Share of what the model learned (impurity, loss or spread of log-odds removed), on the training rows. */
  readonly learned: number;
  /** Mean |SHAP|: how far the column moves a score, in points of it; null where the model cannot explain itself. */
  readonly meanAttribution: number | null;
}

/** Plain JSON: every number is finite or null. */
export interface ModelImportance {
  /** Training rows that were permuted (a sample where there are more), and how often. */
  readonly permutedRows: number;
  readonly repeats: number;
  /** Training rows whose scores were taken apart. */
  readonly attributedRows: number;
  /** In the order of what was learned; of wide tables those from which most was. */
  readonly columns: readonly ColumnImportance[];
}

/** Rows beyond which both kinds are measured on a sample. */
const mostPermuted = 5000;
const mostAttributed = 250;
const fewestPermuted = 500;
/** Columns that are measured: nobody reads more, and each permutation scores the whole width anew. */
const mostColumns = 100;
/** Visits of a row by a tree or a column, a few seconds of them, for all permutations together. */
const pairBudget = 20_000_000;

/**
 * Measures a model's columns on its own training rows by scores of what never saw the rows' borrowers, on samples
 * that bound the time.
 * @param rows the training rows, with at least the model's features
 * @param scorer an open scorer of the same model
 * @param threads worker threads
 * @returns null for a base-rate model
 */
export async function measureImportance(
  model: Model,
  rows: { readonly table: Table; readonly label: Uint8Array; readonly groupKeys: Float64Array },
  scorer: Scorer,
  threads: number,
): Promise<ModelImportance | null> {
  const { fitted, report } = model;
  if (fitted === null) return null;
  const { features } = report;
  const measured = report.featureImportance.slice(0, mostColumns).map(({ feature }) => feature);
  const pairsPerRow = measured.length * (Math.max(10, fitted.trees) + features.length);
  const affordable = Math.max(fewestPermuted, Math.floor(pairBudget / pairsPerRow));
  const permuted = sampled(rows, features, Math.min(mostPermuted, affordable));
  const repeats = Math.max(1, Math.min(5, Math.floor(affordable / Math.max(1, permuted.label.length))));
  const permutations = await permutationImportance({
    ...permuted,
    columns: measured,
    predict: async (table) => (await scorer.score(table, permuted.groupKeys)).risk,
    seed: report.seed,
    repeats,
  });
  const attributed = sampled(rows, features, mostAttributed);
  const pool = openPool(threads);
  try {
    const attributions = await meanAttributions(model, attributed.table, attributed.groupKeys, pool);
    const byName = new Map(permutations.map((entry) => [entry.feature, entry]));
    return {
      ...{ permutedRows: permuted.label.length, repeats, attributedRows: attributed.label.length },
      columns: report.featureImportance.flatMap(({ feature, importance }) => {
        const permutation = byName.get(feature);
        if (permutation === undefined) return [];
        const meanAttribution = attributions?.get(feature) ?? null;
        return [{ ...permutation, learned: importance, meanAttribution }];
      }),
    };
  } finally {
    await pool.close();
  }
}

/** Whole borrowers of about `limit` rows, with the features only. */
function sampled(
  { table, label, groupKeys }: { table: Table; label: Uint8Array; groupKeys: Float64Array },
  features: readonly string[],
  limit: number,
) {
  const wanted = new Set(features);
  const columns = table.columns.filter(({ name }) => wanted.has(name));
  const rows = sampleRows(groupKeys, limit);
  return {
    table: takeRows({ rowCount: table.rowCount, columns }, rows),
    label: Uint8Array.from(rows, (row) => label[row]),
    groupKeys: Float64Array.from(rows, (row) => groupKeys[row]),
  };
}
