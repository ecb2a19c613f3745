import { parseArgs } from "node:util";
import { solveCapacity } from "../src/strategy/capacity.ts";
import { compilePolicy } from "../src/strategy/compile.ts";
import { decide, makeDecisions } from "../src/strategy/decide.ts";
import type { ArmPlan } from "../src/strategy/experiment/assignment.ts";
import { decideUnder } from "../src/strategy/experiment/decide-under.ts";
import { movements } from "../src/strategy/movements.ts";
import { optimizeThresholds } from "../src/strategy/optimize.ts";
import { type CompletePolicy, consolePolicy } from "../src/strategy/policy.ts";
import { countBands, scoreCurves } from "../src/strategy/score-curves.ts";
import { sensitivity } from "../src/strategy/sensitivity.ts";
import { simulate } from "../src/strategy/simulate.ts";
import { groupKey } from "../src/table/group-key.ts";
import { makeBook } from "../src/testing/book.ts";

/*
 * Times decisions and previews over a made-up book, on one thread:
 *   node packages/ml-core/bench/decide.ts [--loans 1000000] [--repeats 15]
 * Medians and minima in milliseconds. A preview is decide and simulate; with capacity it also solves the prices.
 */
const { values: given } = parseArgs({
  options: { loans: { type: "string", default: "1000000" }, repeats: { type: "string", default: "15" } },
});
const loans = Number(given.loans);
const repeats = Number(given.repeats);
const book = makeBook(loans, 1);
const into = makeDecisions(loans);

function time(label: string, work: () => void): void {
  const times = Array.from({ length: repeats }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  }).sort((a, b) => a - b);
  const median = times[Math.floor(repeats / 2)];
  console.log(`${label.padEnd(58)} ${median.toFixed(2).padStart(9)} ${times[0].toFixed(2).padStart(9)}`);
}

console.log(`${`${loans.toLocaleString("en")} loans, ${repeats} repeats`.padEnd(58)}    median       min`);
for (const mode of ["THRESHOLDS", "EXPECTED_VALUE"] as const) {
  const policy: CompletePolicy = { ...consolePolicy, mode };
  const compiled = compilePolicy(policy);
  time(`${mode}: decide`, () => decide(compiled, book, into));
  time(`${mode}: decide and simulate`, () => {
    simulate(compiled, book, { decisions: decide(compiled, book, into) });
  });
  const need = simulate(policy, book).total;
  const scarce = (hours: number | null, cases: number | null): CompletePolicy => ({
    ...policy,
    capacity: {
      agentHoursPerMonth: hours === null ? null : hours * need.agentHours,
      legalCasesPerMonth: cases === null ? null : cases * need.legalCases,
    },
  });
  const scarcities = [
    ["cases at half", scarce(null, 0.5)],
    ["hours at half", scarce(0.5, null)],
    ["cases at a tenth, hours at 70 %", scarce(0.7, 0.1)],
  ] as const;
  for (const [label, limited] of scarcities) {
    time(`${mode}: solve, decide and simulate, ${label}`, () => {
      const { policy: solved } = solveCapacity(limited, book);
      simulate(solved, book, { decisions: decide(solved, book, into) });
    });
  }
}

const byValue: CompletePolicy = { ...consolePolicy, mode: "EXPECTED_VALUE" };
const before = { policy: consolePolicy, decisions: decide(consolePolicy, book) };
const after = { policy: byValue, decisions: decide(byValue, book) };
console.log("\nBeside an experiment on half of the borrowers");
const borrowerKey = Float64Array.from(book.risk, (_, i) => groupKey(`B${i >> 1}`));
const armRisk = Float64Array.from(book.risk, (risk) => 1 - risk);
const plans: ArmPlan[] = [
  { kind: "RANDOM", treatments: ["NO_ACTION", "REMINDER", "SETTLEMENT_OFFER"] },
  { kind: "POLICY", policy: byValue },
  { kind: "MODEL", modelId: "other" },
];
for (const plan of plans) {
  const arms = [
    { name: "champion", share: 0.5, plan: { kind: "CHAMPION" as const } },
    { name: "challenger", share: 0.5, plan },
  ];
  const running = { experiment: { id: "bench", arms }, borrowerKey, armRisk };
  const compiled = compilePolicy(consolePolicy);
  time(`${plan.kind}: decide and simulate`, () => {
    simulate(compiled, book, { decisions: decideUnder(compiled, book, running) });
  });
  if (plan.kind !== "MODEL")
    time(`${plan.kind}: running sums by score`, () => scoreCurves(consolePolicy, book, 200, running));
}

console.log("\nBeside the preview");
time("movement matrix with examples", () => movements(before, after, book));
time("sensitivity, three treatments, both ways", () => sensitivity(byValue, book, after.decisions));
time("running sums by score", () => scoreCurves(consolePolicy, book));
time("optimal thresholds on a grid of 200", () => optimizeThresholds(consolePolicy, book));
const curves = scoreCurves(consolePolicy, makeBook(100_000, 2));
const bands = consolePolicy.bands;
time("one frame of dragging: count from the running sums", () => countBands(curves, bands));
