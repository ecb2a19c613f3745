import type { FeatureEncoding } from "../features/encoding.ts";
import type { Ensemble, Fitted, LinearModel } from "../models/classifier.ts";
import { encodeRows } from "../models/random-forest/fit.ts";
import { missingCode } from "../models/random-forest/nodes.ts";
import type { Pool } from "../parallel/pool.ts";
import { sharedBytes, sharedIntegers, sharedNumbers } from "../parallel/shared.ts";
import type { Table } from "../table/table.ts";
import { type Attributions, Attributor, attributionsAt, attributionWidth } from "./attributions.ts";
import { type CoveredTrees, coverTrees } from "./covers.ts";

/** Rows of trees that one task explains. */
const taskRows = 16;

/** A row's attributions, and which of its values the classifier never saw and takes for missing. */
export interface RowAttributions extends Attributions {
  readonly unread: readonly boolean[];
}

/** What explains the rows of one fitted classifier, whatever it is. */
export interface RowExplainer {
  /** Column of each attribution; a column may have several. */
  readonly columns: readonly string[];
  readonly encodings: readonly FeatureEncoding[];
  /** @param bagKey of a borrower whom an out-of-bag classifier was trained on; null for anybody else */
  attribute(table: Table, row: number, bagKey: number | null): RowAttributions;
  /**
   * The same for all rows of a table, to the bit, trees on the pool's threads.
   * @param bagKeys of each row's borrower, as in `attribute`
   */
  attributeAll(table: Table, bagKeys: readonly (number | null)[], pool: Pool): Promise<RowAttributions[]>;
}

/** Null where the classifier has neither trees of ours nor linear parts. Costs a tenth of a second with many trees. */
export function openRowExplainer({ ensemble, linear }: Fitted): RowExplainer | null {
  if (ensemble !== null) return treeExplainer(ensemble);
  return linear === null ? null : linearExplainer(linear);
}

function treeExplainer(ensemble: Ensemble): RowExplainer {
  const { encodings } = ensemble;
  const trees = coverTrees(ensemble);
  const attributor = new Attributor(trees, encodings.length);
  return {
    columns: encodings.map(({ name }) => name),
    encodings,
    attribute(table, row, bagKey) {
      const codes = encodeRows(encodings, table, row, row + 1);
      const unread = Array.from(codes, (code) => code === missingCode);
      return { ...attributor.explain(codes, bagKey), unread };
    },
    async attributeAll(table, bagKeys, pool) {
      const { rowCount } = table;
      const codes = encodeRows(encodings, table, 0, rowCount);
      const numbers = await attributeByTasks(trees, codes, encodings.length, bagKeys, pool);
      return bagKeys.map((_, row) => ({
        ...attributionsAt(numbers, encodings.length, row),
        unread: encodings.map((_, feature) => codes[feature * rowCount + row] === missingCode),
      }));
    },
  };
}

async function attributeByTasks(
  trees: CoveredTrees,
  codes: Uint8Array,
  featureCount: number,
  keys: readonly (number | null)[],
  pool: Pool,
): Promise<Float64Array> {
  const rowCount = keys.length;
  const [seen, bagKeys] = [sharedBytes(rowCount), sharedIntegers(rowCount)];
  seen.set(keys.map((key) => (key === null ? 0 : 1)));
  bagKeys.set(keys.map((key) => key ?? 0));
  const rows = { codes, rowCount, featureCount, seen, bagKeys };
  const out = sharedNumbers(rowCount * attributionWidth(featureCount));
  const tasks: Promise<null>[] = [];
  for (let from = 0; from < rowCount; from += taskRows) {
    tasks.push(pool.run("attribute", { trees, rows, from, to: Math.min(rowCount, from + taskRows), out }));
  }
  await Promise.all(tasks);
  return out;
}

function linearExplainer({ columns, encodings, base, attribute }: LinearModel): RowExplainer {
  const explain = (table: Table, row: number): RowAttributions => ({ base, ...attribute(table, row) });
  return {
    columns,
    encodings,
    attribute: explain,
    // A row takes microseconds: threads would not help.
    attributeAll: async (table, bagKeys) => bagKeys.map((_, row) => explain(table, row)),
  };
}
