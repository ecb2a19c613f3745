import type { ModelImportance } from "../src/explanation/importance.ts";
import type { TrainingWeights } from "../src/report.ts";
import type { Console } from "./console.ts";
import type { Portfolio } from "./portfolio.ts";
import type { Report } from "./report.ts";
import { percent, textTable } from "./text-table.ts";

const rejectsShown = 5;
const columnsShown = 10;

/** Says on stderr what was read, what was rejected, and how the outcome is understood. */
export function describeReading(portfolio: Portfolio, console: Console): void {
  const { mapping, headers, rowCount, rejectedRows, rejectCount, rejects } = portfolio;
  console.line(
    `${rowCount} rows read, ${rejectedRows} rejected, ${rejectCount - rejectedRows} single cells rejected`,
  );
  for (const { row, column, value, reason } of rejects.slice(0, rejectsShown)) {
    const where = column === null ? "" : `, ${column}`;
    const what = value === null ? "" : ` "${value}"`;
    console.line(`  row ${row}${where}:${what} ${reason}`);
  }
  if (rejectCount > rejectsShown) console.line(`  and ${rejectCount - rejectsShown} more, see --report`);
  const outcome = mapping.columns.find(({ target }) => target === "Recovery_Status");
  if (outcome === undefined) return;
  const meaning = (wanted: 0 | 1) =>
    mapping.outcomeValues
      .filter((entry) => entry.outcome === wanted)
      .map(({ value }) => value)
      .join(", ") || "no value of it";
  console.line(`outcome: ${headers[outcome.index]}; not recovered: ${meaning(1)}; recovered: ${meaning(0)}`);
}

/** Says on stderr what the training found, in plain words. */
export function describeTraining(report: Report, console: Console): void {
  const { metrics, leakyMetrics, features, excluded, outOfTime, outOfTimeReason } = report;
  console.line(`${report.rowsUsed} finished loans trained on, ${features.length} features`);
  for (const { column, reason, detail } of excluded)
    console.line(`  left out ${column} (${reason}): ${detail}`);
  describeWeights(report.weights, console);
  if (metrics !== null) {
    const [auc, low, high] = [metrics.rocAuc, metrics.rocAucLow, metrics.rocAucHigh].map((x) => x.toFixed(3));
    console.line(`ROC AUC ${auc} (95 % interval ${low} to ${high}; 0.5 is chance)`);
    console.line(
      `log loss ${metrics.logLoss.toFixed(4)}, of the base rate ${metrics.baselineLogLoss.toFixed(4)}`,
    );
  }
  if (outOfTime !== null) {
    const { cutDate, testRows, trainRows, metrics: aged } = outOfTime;
    const [auc, low, high] = [aged.rocAuc, aged.rocAucLow, aged.rocAucHigh].map((x) => x.toFixed(3));
    console.line(
      `on the ${testRows} newest loans (from ${cutDate} on), trained on ${trainRows} before them: ROC AUC ${auc} ` +
        `(${low} to ${high}), log loss ${aged.logLoss.toFixed(4)}, of the base rate ${aged.baselineLogLoss.toFixed(4)}`,
    );
  }
  if (outOfTimeReason !== null)
    console.line(`whether it holds on newer loans cannot be checked. ${outOfTimeReason}`);
  if (leakyMetrics !== null) {
    console.line(
      `with the columns that know the outcome one would have believed ${leakyMetrics.rocAuc.toFixed(3)}`,
    );
  }
  describeImportance(report.importance, console);
  for (const { message } of report.warnings) console.line(`note: ${message}`);
  console.line(`verdict: ${report.verdict}. ${report.verdictText}`);
}

/** Says on stderr what counted more than the rest while learning, if anything did. */
export function describeWeights(weights: TrainingWeights | null, console: Console): void {
  if (weights === null) return;
  const { classes, rows } = weights;
  if (classes !== null) {
    const [recovered, lost] = classes.map((weight) => Number(weight.toPrecision(4)));
    console.line(`while learning, a recovered loan counts ${recovered} and a lost one ${lost}`);
  }
  if (rows) console.line("while learning, each loan counts by its own weight");
}

/** Says on stderr how much the columns matter, those first from which most was learned. */
function describeImportance(importance: ModelImportance | null, console: Console): void {
  if (importance === null) return;
  const { columns, permutedRows, attributedRows } = importance;
  const rows = columns
    .slice(0, columnsShown)
    .map(({ feature, learned, aucDrop, logLossRise, ...entry }) => [
      feature,
      percent(learned),
      logLossRise.value.toFixed(4),
      `${logLossRise.low.toFixed(4)} to ${logLossRise.high.toFixed(4)}`,
      aucDrop?.toFixed(4) ?? "",
      entry.meanAttribution === null ? "" : (100 * entry.meanAttribution).toFixed(1),
    ]);
  const header = ["what matters", "learned", "log loss rise", "95 % interval", "AUC drop", "points"];
  console.line(textTable(header, rows));
  const more = columns.length - rows.length;
  console.line(
    `${more > 0 ? `and ${more} more, see --report. ` : ""}Learned: share of what was learned. Rise and drop: what ` +
      `scores lose when the column is mixed up (${permutedRows} loans). Points: how far it moves a score of 0 to 100 ` +
      `on average (${attributedRows} loans).`,
  );
}
