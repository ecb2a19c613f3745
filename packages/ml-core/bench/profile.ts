import { parseArgs } from "node:util";
import { Profiler } from "../src/profile/profile.ts";
import type { Table } from "../src/table/table.ts";
import { makeLoans } from "../src/testing/loans.ts";

/*
 * Times the profile of a table that arrives in batches, and the memory it takes:
 *   node packages/ml-core/bench/profile.ts [--rows 1000000] [--batch 65536]
 * The same batch of rows is added over and over (its numbers shifted, so that values stay distinct), so that what
 * grows is the profiler's memory and not the table's.
 */
const { values: given } = parseArgs({
  options: {
    rows: { type: "string", default: "1000000" },
    batch: { type: "string", default: "65536" },
  },
});
const [rows, size] = [Number(given.rows), Number(given.batch)];
if (!Number.isInteger(rows) || !Number.isInteger(size) || rows < 1 || size < 1) {
  console.error("--rows and --batch must be whole numbers of at least 1");
  process.exit(2);
}

const loans = makeLoans(Math.min(rows, size), 1);
const numbers = loans.table.columns.flatMap((column) => (column.kind === "number" ? [column.values] : []));
/** Two copies under other names: 18 columns, as in the public file. */
const table: Table = {
  rowCount: loans.table.rowCount,
  columns: ["", "b_", "c_"].flatMap((prefix) =>
    loans.table.columns
      .slice(0, prefix === "" ? 8 : 5)
      .map((column) => ({ ...column, name: `${prefix}${column.name}` })),
  ),
};

function memory(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 1e6;
}

const profiler = new Profiler({ segments: ["a", "b"] });
const segment = new Int32Array(table.rowCount);
const before = memory();
let spent = 0;
for (let done = 0; done < rows; done += table.rowCount) {
  for (const values of numbers) for (let i = 0; i < values.length; i++) values[i] *= 1.000001;
  const groupKeys = loans.groupKeys.map((key) => key + done);
  const start = performance.now();
  profiler.add({ table, label: loans.label, groupKeys, risk: loans.truth, segment });
  spent += performance.now() - start;
}
const start = performance.now();
const report = profiler.report();
const reporting = performance.now() - start;
console.log(
  `${report.rows} rows x ${report.columns.length} columns in ${(spent / 1000).toFixed(2)} s, ` +
    `report in ${(reporting / 1000).toFixed(2)} s, ${(memory() - before).toFixed(0)} MB more, Node ${process.version}`,
);
const errors = report.columns.flatMap((column) => (column.kind === "number" ? [column.rankErrorShare] : []));
console.log(`ranks are off by at most ${(100 * Math.max(...errors)).toFixed(2)} % of the rows`);
console.log(`JSON: ${(JSON.stringify(report).length / 1000).toFixed(0)} kB`);
