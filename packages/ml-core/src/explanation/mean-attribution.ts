import { takeRows } from "../features/columns.ts";
import type { Ensemble, Fitted, LinearModel } from "../models/classifier.ts";
import { rowsWhere } from "../models/learning-rows.ts";
import type { Model } from "../models/model.ts";
import { bagKeysOf, encodeRows } from "../models/random-forest/fit.ts";
import type { WalkRows } from "../models/random-forest/walk.ts";
import type { Pool } from "../parallel/pool.ts";
import { sharedBytes, sharedNumbers } from "../parallel/shared.ts";
import { foldOf } from "../scoring.ts";
import type { Table } from "../table/table.ts";
import { coverTrees } from "./covers.ts";
import { pointsPerUnit } from "./reasons.ts";
import { fittedAt, placeOf, scoreOf } from "./row-explainer.ts";

/** Rows that one task explains. */
const taskRows = 64;

/**
 * Mean |SHAP value| per column over all rows of `table`, in points of the score on the screen: how far each column
 * moves scores on average, whichever way. Unlike permutation importance it says nothing about whether the model is
 * right to. The parts of one column (one-hot levels, splits) are added before the absolute value is taken. Borrowers
 * who were trained on are explained by what never saw them. The result does not depend on the number of threads.
 * @param table with trees some milliseconds a row: a few hundred rows are plenty
 * @param groupKeys `groupKey` of each row's borrower
 * @returns null where the model cannot explain its scores
 */
export async function meanAttributions(
  model: Model,
  table: Table,
  groupKeys: Float64Array,
  pool: Pool,
): Promise<ReadonlyMap<string, number> | null> {
  const folds = Int8Array.from(groupKeys, (key) => foldOf(model, key));
  const sums = new Map<string, number>();
  for (const place of new Set(Array.from(folds, (fold) => placeOf(model, fold)))) {
    const fitted = fittedAt(model, place);
    if (fitted === null) return null;
    const rows = rowsWhere(folds.length, (row) => placeOf(model, folds[row]) === place);
    const part = { table: takeRows(table, rows), folds: Array.from(rows, (row) => folds[row]) };
    const keys = Float64Array.from(rows, (row) => groupKeys[row]);
    const found = await attributeAll(model, fitted, part.table, keys, pool);
    if (found === null) return null;
    addPoints(found, (row) => scoreOf(model, fitted, part.folds[row]), sums);
  }
  return new Map(Array.from(sums, ([column, sum]) => [column, sum / Math.max(1, table.rowCount)]));
}

/** Attributions row after row, each row followed by its base. */
interface AttributedRows {
  readonly columns: readonly string[];
  readonly numbers: Float64Array;
}

async function attributeAll(
  model: Model,
  { ensemble, linear }: Fitted,
  table: Table,
  groupKeys: Float64Array,
  pool: Pool,
): Promise<AttributedRows | null> {
  if (ensemble !== null) return attributeByTrees(model, ensemble, table, groupKeys, pool);
  return linear === null ? null : attributeBySum(linear, table);
}

async function attributeByTrees(
  model: Model,
  ensemble: Ensemble,
  table: Table,
  groupKeys: Float64Array,
  pool: Pool,
): Promise<AttributedRows> {
  const { encodings } = ensemble;
  const { rowCount } = table;
  const seen = sharedBytes(rowCount);
  if (model.folds.length === 0)
    for (let row = 0; row < rowCount; row++) seen[row] = foldOf(model, groupKeys[row]) >= 0 ? 1 : 0;
  const rows: WalkRows = {
    ...{ codes: encodeRows(encodings, table, 0, rowCount), rowCount, featureCount: encodings.length },
    ...{ seen, bagKeys: bagKeysOf(groupKeys) },
  };
  const trees = coverTrees(ensemble);
  const out = sharedNumbers(rowCount * (encodings.length + 1));
  const tasks: Promise<null>[] = [];
  for (let from = 0; from < rowCount; from += taskRows) {
    tasks.push(pool.run("attribute", { trees, rows, from, to: Math.min(rowCount, from + taskRows), out }));
  }
  await Promise.all(tasks);
  return { columns: encodings.map(({ name }) => name), numbers: out };
}

function attributeBySum({ columns, base, attribute }: LinearModel, table: Table): AttributedRows {
  const width = columns.length + 1;
  const numbers = new Float64Array(table.rowCount * width);
  for (let row = 0; row < table.rowCount; row++) {
    numbers.set(attribute(table, row).values, row * width);
    numbers[row * width + width - 1] = base;
  }
  return { columns, numbers };
}

/** Adds each row's |points| of each column to `sums`. */
function addPoints(
  { columns, numbers }: AttributedRows,
  toScoreOf: (row: number) => (raw: number) => number,
  sums: Map<string, number>,
): void {
  const width = columns.length + 1;
  const names = [...new Set(columns)];
  const places = columns.map((column) => names.indexOf(column));
  const parts = new Float64Array(names.length);
  for (let row = 0; (row + 1) * width <= numbers.length; row++) {
    const own = numbers.subarray(row * width, (row + 1) * width);
    const base = own[columns.length];
    parts.fill(0);
    let raw = base;
    columns.forEach((_, i) => {
      parts[places[i]] += own[i];
      raw += own[i];
    });
    const points = pointsPerUnit({ base, raw }, toScoreOf(row));
    names.forEach((name, i) => {
      sums.set(name, (sums.get(name) ?? 0) + Math.abs(parts[i] * points));
    });
  }
}
