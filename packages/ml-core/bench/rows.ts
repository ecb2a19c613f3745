import { groupKey } from "../src/table/group-key.ts";
import type { NumberColumn } from "../src/table/table.ts";
import { uniforms } from "../src/testing/loans.ts";

export interface BenchRows {
  readonly table: { readonly rowCount: number; readonly columns: readonly NumberColumn[] };
  readonly label: Uint8Array;
  readonly groupKeys: Float64Array;
}

const features = 20;
const informative = 10;
const centers = 16;

/**
 * 20 numeric features in the manner of scikit-learn's make_classification: rows scatter around 16 centers in ten
 * dimensions, each center belongs to a class, the other ten columns are mixtures or noise, a tenth of the labels
 * is drawn anew. The centers depend on nothing but this file; `seed` draws the rows.
 */
export function makeBenchRows(rows: number, seed: number): BenchRows {
  const world = normals(uniforms(1));
  const center = Float64Array.from({ length: centers * informative }, () => 1.2 * world());
  const mixing = Float64Array.from({ length: informative * 4 }, world);
  const uniform = uniforms(seed);
  const normal = normals(uniform);
  const columns = Array.from({ length: features }, (_, i) => ({
    kind: "number" as const,
    name: `x${i}`,
    values: new Float64Array(rows),
  }));
  const label = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    const home = Math.floor(uniform() * centers);
    label[row] = uniform() < 0.1 ? Math.floor(uniform() * 2) : home & 1;
    for (let f = 0; f < informative; f++) columns[f].values[row] = center[home * informative + f] + normal();
    for (let f = informative; f < features; f++) {
      let value = normal();
      if (f < informative + 4) {
        value = 0;
        for (let i = 0; i < informative; i++)
          value += mixing[(f - informative) * informative + i] * columns[i].values[row];
      }
      columns[f].values[row] = value;
    }
    // Both sides see the same float32 numbers.
    for (const { values } of columns) values[row] = Math.fround(values[row]);
  }
  const groupKeys = Float64Array.from(label, (_, row) => groupKey(`${seed}-${row}`));
  return { table: { rowCount: rows, columns }, label, groupKeys };
}

function normals(uniform: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}
