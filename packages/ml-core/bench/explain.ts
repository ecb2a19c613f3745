import { Readable } from "node:stream";
import { parseArgs } from "node:util";
import { openExplainer } from "../src/explanation/explainer.ts";
import { generatePortfolio, portfolioHeader } from "../src/generator/portfolio.ts";
import { openScorer, type TrainInput, train } from "../src/pipeline.ts";
import { seedPolicy } from "../src/strategy/policy.ts";
import { loadTable } from "../src/table/csv-table.ts";
import { groupKey } from "../src/table/group-key.ts";
import { makeBenchRows } from "./rows.ts";

/** The seed's bands, of which nothing but the score decides. */
const plain = { policy: seedPolicy, loan: { outstanding: null, daysPastDue: null, facts: [] } };

/*
 * Times reasons (exact TreeSHAP) and counterfactuals for one borrower at a time, on one thread, over the default
 * model of --rows loans:
 *   node packages/ml-core/bench/explain.ts [--rows 20000] [--borrowers 200]
 * Borrowers are new (all trees speak) or trained on (out-of-bag trees only). CPU time is the mean of this process's
 * own, which a busy machine distorts less than the clock.
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

class Watch {
  private readonly times: number[] = [];
  private cpu = 0;

  async time<Result>(work: () => Result | Promise<Result>): Promise<Result> {
    const before = process.cpuUsage();
    const start = performance.now();
    const result = await work();
    this.times.push(performance.now() - start);
    const { user, system } = process.cpuUsage(before);
    this.cpu += (user + system) / 1000;
    return result;
  }

  toString(): string {
    const sorted = this.times.sort((a, b) => a - b);
    const at = (share: number) => (sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN).toFixed(2);
    return `median ${at(0.5)} ms (10 % ${at(0.1)}, 90 % ${at(0.9)}), CPU ${(this.cpu / sorted.length).toFixed(2)} ms`;
  }
}

async function run(name: string, input: TrainInput): Promise<void> {
  const model = await train(input);
  const scorer = await openScorer(model);
  const opening = new Watch();
  const explainer = await opening.time(() => openExplainer(model));
  const [fresh, trained, ways] = [new Watch(), new Watch(), new Watch()];
  let [worst, found, sought] = [0, 0, 0];
  for (let i = 0; i < borrowers; i++) {
    const row = Math.floor((i * input.table.rowCount) / borrowers);
    for (const [watch, key] of [
      [fresh, groupKey(`nobody-${i}`)],
      [trained, input.groupKeys[row]],
    ] as const) {
      const why = await watch.time(() => explainer.explain(input.table, row, key));
      if (why === null) throw new Error("The default model has trees.");
      const { base, score, reasons, rest } = why;
      const total = reasons.reduce((sum, { contribution }) => sum + contribution, base) + rest;
      worst = Math.max(worst, Math.abs(total - score));
      if (watch === fresh || score < 0.5) continue;
      const way = await ways.time(() => explainer.counterfactual(input.table, row, key, plain, scorer));
      sought++;
      if (way.found !== null) found++;
      if (found < 4 && way.found !== null)
        console.log(`  ${way.found.changes.map(({ text }) => text).join("; ")}`);
    }
  }
  const { features, trees } = model.report;
  console.log(`${name}: ${features.length} features, ${trees} trees; opened once: ${opening}`);
  console.log(`  reasons, new borrower      ${fresh}`);
  console.log(`  reasons, trained borrower  ${trained}`);
  console.log(`  counterfactual             ${ways}, ${found} of ${sought} found`);
  console.log(`  base + reasons - score: at most ${worst.toExponential(1)}`);
}

console.log(`default model of ${rows} rows, ${borrowers} borrowers, one thread, Node ${process.version}`);
const loaded = await loadTable(Readable.from(portfolioCsv()).map((line: string) => Buffer.from(line)));
await run("portfolio", {
  table: loaded.table,
  label: Uint8Array.from(loaded.label),
  groupKeys: loaded.groupKeys,
});
await run("20 numbers", makeBenchRows(rows, 2));
