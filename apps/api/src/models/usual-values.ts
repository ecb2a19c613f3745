import { findColumn, type Table } from "@loan-recovery/ml-core/table/table";

/** Each feature's usual value among the training rows: the median of numbers, the most frequent category. */
export function usualValues(table: Table, features: readonly string[]): Record<string, string> {
  const usual: Record<string, string> = {};
  for (const name of features) {
    const column = findColumn(table, name);
    if (column === undefined) continue;
    const value =
      column.kind === "number" ? median(column.values) : mostFrequent(column.codes, column.categories);
    if (value !== null) usual[name] = value;
  }
  return usual;
}

function median(values: Float64Array): string | null {
  const known = values.filter((value) => !Number.isNaN(value)).sort();
  if (known.length === 0) return null;
  const middle = known.length >> 1;
  const value = known.length % 2 === 1 ? known[middle] : (known[middle - 1] + known[middle]) / 2;
  return String(Number(value.toPrecision(6)));
}

function mostFrequent(codes: Int32Array, categories: readonly string[]): string | null {
  const counts = new Float64Array(categories.length);
  for (const code of codes) if (code >= 0) counts[code]++;
  const best = counts.indexOf(Math.max(...counts));
  return best >= 0 && counts[best] > 0 ? categories[best] : null;
}
