import { type ClassifierComparison, compareClassifiers } from "../src/compare-classifiers.ts";
import type { Metrics } from "../src/report.ts";
import { horizonWarnings } from "../src/table/horizon-warnings.ts";
import type { Arguments } from "./arguments.ts";
import { checkedOptions, finish, readingWarnings } from "./common.ts";
import type { Console } from "./console.ts";
import { classifiersOf, seedOf, threadCount } from "./data-options.ts";
import { Refusal } from "./exits.ts";
import { readPortfolio } from "./portfolio.ts";
import { excludedOf, fileNames, outcomeOf, rejectsOf } from "./report.ts";
import { describeReading, describeWeights } from "./sentences.ts";
import { stopwatch } from "./stopwatch.ts";
import { textTable } from "./text-table.ts";
import { commonTrainOptions, finishedLoans, orRefuse } from "./training.ts";

/** `compare`: the out-of-sample results of several classifiers on the same loans, and which differ beyond noise. */
export async function compare(args: Arguments, console: Console): Promise<void> {
  const names = classifiersOf(args);
  const options = checkedOptions(args);
  const watch = stopwatch();
  const portfolio = await readPortfolio(args.file, options, console);
  describeReading(portfolio, console);
  const { input, horizon } = finishedLoans(portfolio, args);
  const read = watch.lap();
  const found = await orRefuse(args, () =>
    compareClassifiers(input, names, commonTrainOptions(portfolio, options, args, console)),
  );
  refuseAll(found, args.file);
  const positives = input.label.reduce((sum, label) => sum + label, 0);
  const positiveRate = positives / input.label.length;
  const named = fileNames(portfolio);
  const metrics = baseMetrics(found);
  const report = {
    formatVersion: 1,
    rows: portfolio.rowCount,
    rowsUsed: input.label.length,
    rowsRejected: portfolio.rejectedRows,
    rejects: rejectsOf(portfolio),
    outcome: outcomeOf(portfolio, positiveRate),
    horizon,
    features: found.features.map(named),
    excluded: excludedOf(portfolio, found.excluded),
    seed: seedOf(args),
    threads: threadCount(args),
    weights: found.weights,
    folds: found.folds,
    baseRate: {
      rocAuc: 0.5,
      logLoss: metrics?.baselineLogLoss ?? null,
      brier: metrics?.baselineBrier ?? null,
    },
    classifiers: found.classifiers,
    comparisons: found.pairs,
    warnings: [...readingWarnings(portfolio), ...horizonWarnings(horizon), ...found.warnings],
    seconds: { read, compare: watch.lap() },
  };
  describeWeights(report.weights, console);
  for (const { message } of report.warnings) console.line(`note: ${message}`);
  finish(report, args, console, inWords(found, input.label.length));
}

/** The metrics that say how the base rate does: those over the most deals of folds. */
function baseMetrics({ classifiers }: ClassifierComparison): Metrics | null {
  return classifiers.reduce((best, entry) => (entry.repeats > best.repeats ? entry : best)).metrics;
}

/** @throws Refusal where no classifier can learn from the rows */
function refuseAll({ obstacle, classifiers }: ClassifierComparison, file: string): void {
  if (obstacle !== null) throw new Refusal(`${file} is not enough to learn from. ${obstacle}`);
  if (classifiers.some(({ refusal }) => refusal === null)) return;
  throw new Refusal(classifiers.map(({ refusal }) => refusal).join("; "));
}

/** Many pairs at 95 % each are not 95 % together. */
const eachByItself =
  "Each pair is tested by itself: of twenty pairs that do not differ, one seems to by chance alone.";

function inWords(found: ClassifierComparison, rows: number): string {
  const { classifiers, pairs, folds } = found;
  const measured = classifiers.flatMap(({ classifier, metrics, verdict }) =>
    metrics === null ? [] : [{ classifier, metrics, verdict: verdict ?? "" }],
  );
  const lines = measured.map(({ classifier, metrics, verdict }) => [
    classifier,
    metrics.rocAuc.toFixed(3),
    `${metrics.rocAucLow.toFixed(3)} to ${metrics.rocAucHigh.toFixed(3)}`,
    metrics.logLoss.toFixed(4),
    metrics.brier.toFixed(4),
    verdict,
  ]);
  const metrics = baseMetrics(found);
  const base =
    metrics === null
      ? []
      : [
          [
            "base rate",
            "0.500",
            "",
            metrics.baselineLogLoss.toFixed(4),
            metrics.baselineBrier.toFixed(4),
            "",
          ],
        ];
  const header = ["classifier", "ROC AUC", "95 % interval", "log loss", "Brier", "verdict"];
  const refused = classifiers.flatMap(({ classifier, refusal }) =>
    refusal === null ? [] : [`${classifier} was not measured: ${refusal}`],
  );
  const most = Math.max(...classifiers.map(({ repeats }) => repeats));
  const said = pairs.map(({ text, repeats }) =>
    // The numbers then differ from those of the table, which has all deals.
    repeats < most ? `${text} (Compared on ${repeats} of ${most} deals of folds.)` : text,
  );
  return [
    `${rows} finished loans, the same ${folds} folds of borrowers for all; all numbers are out-of-sample`,
    "",
    textTable(header, [...lines, ...base]),
    ...newestInWords(classifiers),
    ...(refused.length > 0 ? ["", ...refused] : []),
    ...(pairs.length > 0 ? ["", ...said] : []),
    ...(pairs.length > 2 ? [eachByItself] : []),
  ].join("\n");
}

/** What each classifier, trained on the older loans, says of the newest ones. */
function newestInWords(classifiers: ClassifierComparison["classifiers"]): string[] {
  const tested = classifiers.flatMap(({ classifier, outOfTime }) =>
    outOfTime === null ? [] : [{ classifier, ...outOfTime }],
  );
  const reasons = new Set(classifiers.flatMap(({ outOfTimeReason }) => outOfTimeReason ?? []));
  const unchecked = [...reasons].map(
    (reason) => `Whether it holds on newer loans cannot be checked. ${reason}`,
  );
  if (tested.length === 0) return ["", ...unchecked];
  const [{ cutDate, testRows, trainRows }] = tested;
  const rows = tested.map(
    ({ classifier, metrics: { rocAuc, rocAucLow, rocAucHigh, logLoss, baselineLogLoss } }) => [
      classifier,
      rocAuc.toFixed(3),
      `${rocAucLow.toFixed(3)} to ${rocAucHigh.toFixed(3)}`,
      logLoss.toFixed(4),
      baselineLogLoss.toFixed(4),
    ],
  );
  const header = ["on the newest loans", "ROC AUC", "95 % interval", "log loss", "of the base rate"];
  return [
    "",
    textTable(header, rows),
    `(${testRows} loans from ${cutDate} on, by what ${trainRows} before them taught)`,
    ...unchecked,
  ];
}
