import { Readable } from "node:stream";
import { parseArgs } from "node:util";
import { Attributor } from "../src/explanation/attributions.ts";
import { coverTrees } from "../src/explanation/covers.ts";
import { generatePortfolio, portfolioHeader } from "../src/generator/portfolio.ts";
import { bagKey } from "../src/models/random-forest/bagging.ts";
import { encodeRows, fitBinnedForest, forestDefaults } from "../src/models/random-forest/fit.ts";
import { openPool } from "../src/parallel/pool.ts";
import { loadTable } from "../src/table/csv-table.ts";
import { roleOf } from "../src/table/roles.ts";
import { makeBenchRows } from "./rows.ts";

/*
 * Times exact TreeSHAP for one borrower at a time, on one thread, over the default forest of --rows loans:
 *   node packages/ml-core/bench/explain.ts [--rows 20000] [--borrowers 200]
 * On a generated portfolio (12 features) and on 20 numeric features; medians, for borrowers whom the model has not
 * seen (all trees speak) and for trained ones (out-of-bag trees only).
 */
const { values: given } = parseArgs({
  options: {
    rows: { type: "string", default: "20000" },
    borrowers: { type: "string", default: "200" },
  },
});
const [rows, borrowers] = [Number(given.rows), Number(given.borrowers)];

function* portfolioCsv(): Generator<string> {
  yield `${portfolioHeader.join(",")}\n`;
  for (const { cells } of generatePortfolio({ rows, seed: 1, kind: "history" })) yield `${cells.join(",")}\n`;
}

function quantiles(times: number[]): string {
  const sorted = times.sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))].toFixed(2);
  return `median ${at(0.5)} ms, 10 % ${at(0.1)} ms, 90 % ${at(0.9)} ms`;
}

async function run(name: string, data: Parameters<typeof fitBinnedForest>): Promise<void> {
  const { encodings, forest } = await fitBinnedForest(...data);
  const [table, , groupKeys] = data;
  let start = performance.now();
  const trees = coverTrees({ ...forest, combine: { kind: "mean", seed: forest.seed } });
  const prepared = performance.now() - start;
  const attributor = new Attributor(trees, encodings.length);
  const times = { fresh: [] as number[], trained: [] as number[] };
  let worst = 0;
  for (let i = 0; i < borrowers; i++) {
    const row = Math.floor((i * table.rowCount) / borrowers);
    const codes = encodeRows(encodings, table, row, row + 1);
    for (const kind of ["fresh", "trained"] as const) {
      start = performance.now();
      const { base, raw, values } = attributor.explain(codes, kind === "fresh" ? null : bagKey(groupKeys[row]));
      times[kind].push(performance.now() - start);
      worst = Math.max(worst, Math.abs(values.reduce((sum, value) => sum + value, base) - raw));
    }
  }
  console.log(
    `${name}: ${encodings.length} features, ${forest.roots.length} trees, ${(forest.nodes.length / 2e6).toFixed(2)} M double words, ` +
      `longest path ${trees.maxDepth}, prepared once in ${prepared.toFixed(0)} ms`,
  );
  console.log(`  new borrower      ${quantiles(times.fresh)}`);
  console.log(`  trained borrower  ${quantiles(times.trained)}`);
  console.log(`  base + values - raw: at most ${worst.toExponential(1)}`);
}

console.log(`default forest of ${rows} rows, ${borrowers} borrowers, one thread, Node ${process.version}`);
const pool = openPool(1);
const loaded = await loadTable(Readable.from(portfolioCsv()).map((line: string) => Buffer.from(line)));
const columns = loaded.table.columns.filter((column) => roleOf(column.name) === "feature");
const settings = { ...forestDefaults(rows, columns.length), seed: 42 };
const label = Uint8Array.from(loaded.label);
await run("portfolio", [{ rowCount: label.length, columns }, label, loaded.groupKeys, settings, pool]);
const made = makeBenchRows(rows, 2);
await run("20 numbers", [
  made.table,
  made.label,
  made.groupKeys,
  { ...forestDefaults(rows, 20), seed: 42 },
  pool,
]);
