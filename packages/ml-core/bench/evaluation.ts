import { parseArgs } from "node:util";
import { assess } from "../src/evaluation/assessment.ts";
import { compareModels } from "../src/evaluation/comparison.ts";
import { driftReport } from "../src/evaluation/drift.ts";
import { fairnessReport } from "../src/evaluation/fairness.ts";
import { numberGroups } from "../src/evaluation/groups.ts";
import { decideAll } from "../src/strategy/decide.ts";
import { seedPolicy, treatments } from "../src/strategy/policy.ts";
import { makeLoans } from "../src/testing/loans.ts";

/*
 * Times what a model's report is made of, on made-up loans of two per borrower:
 *   node packages/ml-core/bench/evaluation.ts [--rows 1000000]
 */
const { values: given } = parseArgs({ options: { rows: { type: "string", default: "1000000" } } });
const rows = Number(given.rows);
if (!Number.isInteger(rows) || rows < 100) {
  console.error(`--rows is ${given.rows}; it must be a whole number of at least 100`);
  process.exit(2);
}

function timed<T>(what: string, work: () => T): T {
  const start = performance.now();
  const result = work();
  console.log(`${what.padEnd(44)} ${((performance.now() - start) / 1000).toFixed(2).padStart(7)} s`);
  return result;
}

console.log(`${rows} rows, Node ${process.version}`);
const [was, is] = [makeLoans(rows, 1, 1, 2), makeLoans(rows, 2, 1, 2)];
const groups = timed("numbering borrowers", () => numberGroups(was.groupKeys));
const currentGroups = numberGroups(is.groupKeys);
const { truth: risk, label, table } = was;
const other = risk.map((p) => 0.1 + 0.8 * p);
const costs = { truePositive: 10, falsePositive: 30, falseNegative: 100, trueNegative: 0 };
timed("KS, gains, thresholds, slope", () =>
  assess({ calibrated: risk, label, groups }, rows, [0.5, 0.75], costs),
);
timed("comparing two models", () =>
  compareModels(
    { name: "a", score: risk, probability: risk, verdict: "weak" },
    { name: "b", score: other, probability: other, verdict: "weak" },
    label,
    groups,
  ),
);
const { treatment } = decideAll(seedPolicy, risk, new Float64Array(rows).fill(Number.NaN));
const protectedColumns = table.columns.filter(({ kind }) => kind === "category");
timed(`fairness by ${protectedColumns.length} columns`, () =>
  fairnessReport({ risk, label, treatment, treatments, groups }, protectedColumns),
);
timed(`drift of ${table.columns.length} columns, scores and outcomes`, () =>
  driftReport(
    { table, groups, risk, label },
    { table: is.table, groups: currentGroups, risk: is.truth, label: is.label },
  ),
);
