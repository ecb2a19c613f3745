import { type Assessment, assess } from "./evaluation/assessment.ts";
import { type ColumnFairness, fairnessReport } from "./evaluation/fairness.ts";
import { numberGroups } from "./evaluation/groups.ts";
import { type ModelImportance, measureImportance } from "./explanation/importance.ts";
import type { Model } from "./models/model.ts";
import { Profiler } from "./profile/profile.ts";
import type { Plots } from "./profile/profile-report.ts";
import { openScorer } from "./scoring.ts";
import { type LoanColumns, plainColumns, wholeDays } from "./strategy/columns.ts";
import { decide } from "./strategy/decide.ts";
import type { Policy } from "./strategy/policy.ts";
import { upgradePolicy } from "./strategy/policy-defaults.ts";
import { roleOf } from "./table/roles.ts";
import { findColumn, type Table } from "./table/table.ts";

/** What people look at before they trust a model, as plain JSON; all from scores of parts that never saw the borrower. */
export interface ModelReview {
  readonly assessment: Assessment;
  /** Of every protected column in the rows; they are looked at here and nowhere else. */
  readonly fairness: readonly ColumnFairness[];
  readonly plots: Plots;
  /** Null for a base-rate model; absent in reviews from before it was measured. */
  readonly importance?: ModelImportance | null;
}

interface ReviewInput {
  /** The training rows with all their columns, protected ones included. */
  readonly table: Table;
  readonly label: Uint8Array;
  readonly groupKeys: Float64Array;
}

/**
 * Reviews a model on its own training rows by their honest scores.
 * @param policy decides the treatments whose rates are compared between groups
 * @param threads worker threads
 */
export async function reviewModel(
  model: Model,
  { table, label, groupKeys }: ReviewInput,
  policy: Policy,
  threads = 1,
): Promise<ModelReview> {
  const scorer = await openScorer(model, threads);
  try {
    const { risk, segment } = await scorer.score(table, groupKeys);
    const groups = numberGroups(groupKeys);
    const { treatment } = decide(policy, columnsOf(table, risk));
    const treatments = upgradePolicy(policy).treatments.map(({ name }) => name);
    const protectedColumns = table.columns.filter(({ name }) => roleOf(name) === "protected");
    const profiler = new Profiler({ segments: model.report.segments.map(({ name }) => name) });
    profiler.add({ table, label, groupKeys, risk, segment });
    return {
      assessment: assess(
        { calibrated: risk, label, groups },
        label.length,
        policy.bands.slice(1).map(({ from }) => from),
      ),
      fairness: fairnessReport({ risk, label, treatment, treatments, groups }, protectedColumns),
      plots: profiler.report().plots,
      importance: await measureImportance(model, { table, label, groupKeys }, scorer, threads),
    };
  } finally {
    await scorer.close();
  }
}

/** What a policy may look at besides the score: amount owed and days past due, where the rows have them. */
function columnsOf(table: Table, risk: Float64Array): LoanColumns {
  const numbers = (name: string) => {
    const column = findColumn(table, name);
    return column?.kind === "number" ? column.values : new Float64Array(risk.length).fill(Number.NaN);
  };
  const daysPastDue = Int32Array.from(numbers("Days_Past_Due"), wholeDays);
  return { ...plainColumns(risk, numbers("Outstanding_Loan_Amount")), daysPastDue };
}
