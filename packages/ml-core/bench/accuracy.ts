import { execFileSync, spawnSync } from "node:child_process";
import { createReadStream, existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { assignFolds } from "../src/evaluation/groups.ts";
import { calibrationError } from "../src/evaluation/metrics.ts";
import { takeRows } from "../src/features/columns.ts";
import { generatePortfolio, portfolioHeader } from "../src/generator/portfolio.ts";
import { foldCount } from "../src/models/honest-fit.ts";
import { openScorer, type TrainInput, type TrainOptions, train } from "../src/pipeline.ts";
import type { TrainingReport } from "../src/report.ts";
import { type LoadedTable, loadTable } from "../src/table/csv-table.ts";
import type { Table } from "../src/table/table.ts";

/*
 * How well the models do on public data and on made-up data whose truth is known, against the bars they are held to:
 *   node packages/ml-core/bench/accuracy.ts
 * scikit-learn, where it is installed, gets the same rows and the first of the same deals of folds.
 */
const folder = fileURLToPath(new URL("../../../../shared/data/", import.meta.url));
const seed = 42;
const options = { seed, threads: 2 };

function finished({ table, label, groupKeys }: LoadedTable): TrainInput {
  const rows = Uint32Array.from(label.keys()).filter((row) => label[row] >= 0);
  return {
    table: takeRows(table, rows),
    label: Uint8Array.from(rows, (row) => label[row]),
    groupKeys: Float64Array.from(rows, (row) => groupKeys[row]),
  };
}

function say(passes: boolean | null, work: string, bar: string, measured: string): void {
  const verdict = passes === null ? "" : passes ? "pass" : "MISS";
  console.log(`${verdict.padEnd(6)}${work.padEnd(64)}${bar.padEnd(34)}${measured}`);
}

async function reportOf(loans: TrainInput, more: TrainOptions = {}): Promise<TrainingReport> {
  return (await train(loans, { ...options, ...more })).report;
}

function inNumbers({ metrics, verdict }: TrainingReport): string {
  if (metrics === null) return verdict;
  const [auc, low, high] = [metrics.rocAuc, metrics.rocAucLow, metrics.rocAucHigh].map((x) => x.toFixed(4));
  return `log loss ${metrics.logLoss.toFixed(4)}, AUC ${auc} (${low} to ${high}), ${verdict}`;
}

async function creditData(): Promise<void> {
  const loans = finished(await loadTable(createReadStream(`${folder}modeldata_credit_data.csv`)));
  const forest = await reportOf(loans);
  const { logLoss = 1, rocAuc = 0 } = forest.metrics ?? {};
  const isGood = logLoss <= 0.445 && rocAuc >= 0.825;
  say(isGood, "credit data, random-forest", "log loss .445, AUC .825", inNumbers(forest));
  const boosted = await reportOf(loans, { classifier: "gradient-boosting" });
  say(
    (boosted.metrics?.rocAuc ?? 0) >= 0.84,
    "credit data, gradient-boosting",
    "AUC .840",
    inNumbers(boosted),
  );
  const regression = await reportOf(loans, { classifier: "logistic-regression" });
  say(null, "credit data, logistic-regression", "", inNumbers(regression));
  const wanted = new Set(forest.features);
  const columns = loans.table.columns.filter(({ name }) => wanted.has(name));
  for (const line of peers({ ...loans, table: { rowCount: loans.table.rowCount, columns } }))
    say(null, ...line);
}

async function exampleFile(): Promise<void> {
  const loans = finished(await loadTable(createReadStream(`${folder}loan-recovery.csv`)));
  const honest = await reportOf(loans);
  const { rocAucLow = 1, rocAucHigh = 0 } = honest.metrics ?? {};
  const isHonest = rocAucLow < 0.5 && rocAucHigh > 0.5 && /^n/.test(honest.verdict);
  say(isHonest, "public example, before collection", "interval has .5, verdict says so", inNumbers(honest));
  const leaky = await reportOf(loans, { allow: ["Collection_Attempts", "Legal_Action_Taken"] });
  const isAsBelieved = Math.abs((leaky.metrics?.rocAuc ?? 0) - 0.84) < 0.02 && !leaky.promotable;
  say(isAsBelieved, "public example, two leaks allowed", "AUC about .84, not promotable", inNumbers(leaky));
}

/** Scores of loans that the model never saw, against what was drawn and against the true probabilities. */
async function knownTruth(rows: number): Promise<void> {
  const made = async (own: number) => {
    const truth: number[] = [];
    const lines = [portfolioHeader.join(",")];
    for (const row of generatePortfolio({ rows, seed: own, kind: "history" })) {
      lines.push(row.cells.join(","));
      truth.push(row.truth);
    }
    const bytes = new TextEncoder().encode(`${lines.join("\n")}\n`);
    return {
      loans: finished(
        await loadTable(
          (async function* () {
            yield bytes;
          })(),
        ),
      ),
      truth,
    };
  };
  const model = await train((await made(11)).loans, options);
  const { loans, truth } = await made(12);
  const scorer = await openScorer(model, options.threads);
  const { risk } = await scorer.score(loans.table, loans.groupKeys);
  await scorer.close();
  const error = calibrationError(risk, loans.label);
  const off = risk.reduce((sum, p, row) => sum + Math.abs(p - truth[row]), 0) / rows;
  const measured = `error ${error.toFixed(4)}; a score is off the truth by ${off.toFixed(3)} on average`;
  say(
    error < 0.02,
    `calibration, ${rows.toLocaleString("en")} made-up loans and as many fresh`,
    ".02",
    measured,
  );
}

/** Reads {x, y, fold} and gives [name, AUC, log loss] of each classifier over the held-out rows of all folds. */
const program = `
import json, sys
import numpy as np
import sklearn
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.metrics import log_loss, roc_auc_score
given = json.load(sys.stdin)
x, y, fold = (np.array(given[name], dtype=float) for name in ("x", "y", "fold"))
found = []
for model in (RandomForestClassifier(500, min_samples_leaf=5, n_jobs=2, random_state=1), HistGradientBoostingClassifier(random_state=1)):
    p = np.zeros(len(y))
    for held in np.unique(fold):
        p[fold == held] = model.fit(x[fold != held], y[fold != held]).predict_proba(x[fold == held])[:, 1]
    found.append([sklearn.__version__ + " " + type(model).__name__, roc_auc_score(y, p), log_loss(y, p)])
print(json.dumps(found))
`;

function peers(loans: TrainInput): [work: string, bar: string, measured: string][] {
  const python = ["python3", "/usr/bin/python3"].find(
    (name) => spawnSync(name, ["-c", "import sklearn"], { stdio: "ignore" }).status === 0,
  );
  if (python === undefined) return [["credit data, scikit-learn", "", "not installed"]];
  const fold = assignFolds(loans.groupKeys, loans.label, foldCount, seed);
  const input = JSON.stringify({ x: rowsOf(loans.table), y: [...loans.label], fold: [...fold] });
  // The program above prints exactly this shape.
  const found = JSON.parse(execFileSync(python, ["-c", program], { input, encoding: "utf8" })) as [
    name: string,
    auc: number,
    logLoss: number,
  ][];
  return found.map(([name, auc, logLoss]) => [
    `credit data, scikit-learn ${name}`,
    "",
    `log loss ${logLoss.toFixed(4)}, AUC ${auc.toFixed(4)}`,
  ]);
}

/** Numbers for a program that knows neither categories nor missing values: one column a category, and -1. */
function rowsOf({ rowCount, columns }: Table): number[][] {
  const parts = columns.flatMap((column): ((row: number) => number)[] => {
    if (column.kind === "number")
      return [(row) => (Number.isNaN(column.values[row]) ? -1 : column.values[row])];
    return column.categories.map((_, code) => (row) => (column.codes[row] === code ? 1 : 0));
  });
  return Array.from({ length: rowCount }, (_, row) => parts.map((part) => part(row)));
}

if (existsSync(folder)) {
  await creditData();
  await exampleFile();
} else {
  console.log(`the public data are not at ${folder}`);
}
await knownTruth(20_000);
