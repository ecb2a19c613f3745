import type { TrainingWeights } from "../src/report.ts";
import type { Console } from "./console.ts";
import type { Portfolio } from "./portfolio.ts";
import type { Report } from "./report.ts";

const rejectsShown = 5;

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
