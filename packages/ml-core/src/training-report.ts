import type { Evaluation } from "./evaluation/evaluate.ts";
import { borrowersOf, type Groups } from "./evaluation/groups.ts";
import { judge } from "./evaluation/verdict.ts";
import type { GuardResult } from "./features/leak-guard.ts";
import type { SegmentSummary, TrainingReport } from "./report.ts";
import { assignSegments, type Segmentation } from "./segments/segmentation.ts";
import type { Table } from "./table/table.ts";

/** Training rows as the report sees them. */
export interface ReportedRows {
  readonly label: Uint8Array;
  readonly groups: Groups;
  readonly guard: GuardResult;
}

/** The part of the report that does not depend on what was trained. */
export function describeRows({ label, groups, guard }: ReportedRows) {
  return {
    formatVersion: 1 as const,
    rows: label.length,
    groups: groups.count,
    positives: label.reduce((sum, value) => sum + value, 0),
    features: guard.features.map((column) => column.name),
    excluded: guard.excluded,
    allowed: guard.allowed,
    warnings: guard.warnings,
  };
}

/** Metrics, verdict and whether the model may become the active one. */
export function describeEvaluation(evaluation: Evaluation, guard: GuardResult) {
  const { verdict, text, rowsNeeded } = evaluation.verdict;
  const reason = notPromotable(evaluation, guard);
  return {
    promotable: reason === null,
    notPromotableReason: reason,
    metrics: evaluation.metrics,
    calibrationCurve: evaluation.calibrationCurve,
    verdict,
    verdictText: text,
    rowsNeeded,
  };
}

function notPromotable(evaluation: Evaluation, guard: GuardResult): string | null {
  if (guard.allowed.length > 0) {
    return `It was trained with columns that the leak guard excludes: ${guard.allowed.join(", ")}.`;
  }
  const { verdict, text } = evaluation.verdict;
  return verdict === "no-usable-signal" || verdict === "not-enough-data" ? text : null;
}

/** Shares of the impurity removed, descending. */
export function describeImportance(
  guard: GuardResult,
  gains: Float64Array,
): TrainingReport["featureImportance"] {
  const total = gains.reduce((sum, gain) => sum + gain, 0);
  return guard.features
    .map((column, i) => ({ feature: column.name, importance: total > 0 ? gains[i] / total : 0 }))
    .sort((a, b) => b.importance - a.importance);
}

/** Size and outcome of each segment among the training rows. */
export function describeSegments(
  segmentation: Segmentation | null,
  table: Table,
  label: Uint8Array,
): SegmentSummary[] {
  if (segmentation === null) return [];
  const assigned = assignSegments(segmentation, table);
  const sizes = new Float64Array(segmentation.names.length);
  const positives = new Float64Array(segmentation.names.length);
  for (let row = 0; row < label.length; row++) {
    sizes[assigned[row]]++;
    positives[assigned[row]] += label[row];
  }
  return segmentation.names.map((name, i) => ({
    name,
    size: sizes[i],
    positiveRate: sizes[i] > 0 ? positives[i] / sizes[i] : 0,
    profile: segmentation.profiles[i],
  }));
}

/** Fewer borrowers than this in either class cannot tell a pattern from an accident. */
const fewestBorrowers = 10;

/** What stands in the way of a model, in words, or null. */
export function obstacle(rows: ReportedRows): string | null {
  return (
    outcomeObstacle(rows) ?? (rows.guard.features.length === 0 ? "No column is left to learn from." : null)
  );
}

/** Why the outcomes of the rows cannot be told apart, in words, or null. */
export function outcomeObstacle({ label, groups }: Pick<ReportedRows, "label" | "groups">): string | null {
  const [recovered, lost] = borrowersOf(label, groups);
  if (recovered < fewestBorrowers || lost < fewestBorrowers) {
    return (
      `Loans of ${recovered} borrowers were recovered and of ${lost} were not; ` +
      `at least ${fewestBorrowers} of each are needed.`
    );
  }
  return null;
}

/** The verdict on rows that no model was trained on. */
export function describeObstacle(reason: string, rows: ReportedRows) {
  const common = describeRows(rows);
  const noGain = { mean: 0, error: 0 };
  const { rowsNeeded } = judge({ ...common, auc: null, gain: noGain, logLoss: 0, baselineLogLoss: 0 });
  const verdictText = `Not enough data to learn from. ${reason}`;
  return { promotable: false, notPromotableReason: verdictText, verdictText, rowsNeeded };
}
