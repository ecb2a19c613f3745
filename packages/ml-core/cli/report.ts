import type { ModelImportance } from "../src/explanation/importance.ts";
import type { ExcludedColumn, Metrics, TrainingReport, Warning } from "../src/report.ts";
import type { Policy } from "../src/strategy/policy.ts";
import type { HorizonCounts } from "../src/table/horizon.ts";
import { attribute } from "../src/table/mapping.ts";
import { findCanonical, type Role, roleOf } from "../src/table/roles.ts";
import type { Reject } from "../src/table/row-reader.ts";
import type { Portfolio } from "./portfolio.ts";

/** What `--json` prints and `--report` writes. Other programs read it: fields are added, never changed. */
export interface Report {
  readonly formatVersion: 1;
  /** Rows of the file, rejected ones included; rows that trained; rows that could not be read. */
  readonly rows: number;
  readonly rowsUsed: number;
  readonly rowsRejected: number;
  /** Rows and single cells that were not taken over. `row` counts as a spreadsheet does: the header is row 1. */
  readonly rejects: readonly Omit<Reject, "isWholeRow">[];
  readonly outcome: {
    readonly column: string;
    /** The values that mean "not recovered". */
    readonly positive: readonly string[];
    /** Share of class 1 among the rows that trained; null where none did. */
    readonly positiveRate: number | null;
    readonly unresolved: number;
  } | null;
  /** How old the loans are, on which the training depends; null where nothing was trained. */
  readonly horizon: HorizonCounts | null;
  readonly features: readonly string[];
  readonly excluded: readonly ExcludedColumn[];
  readonly classifier: string;
  readonly seed: number;
  readonly threads: number;
  readonly modelHash: string;
  /** Of the data that the model was trained on; null where that was elsewhere, or before it was kept. */
  readonly dataHash: string | null;
  /** What decided the strategies; null where nothing was decided. */
  readonly policy: Policy | null;
  /** What counted more than the rest while learning; null where all rows counted the same. */
  readonly weights: TrainingReport["weights"];
  readonly promotable: boolean;
  readonly notPromotableReason: string | null;
  readonly metrics: Metrics | null;
  /** The test on the newest loans of a model of the older ones; null where there is none, and then why. */
  readonly outOfTime: TrainingReport["outOfTime"];
  readonly outOfTimeReason: string | null;
  readonly leakyMetrics: { readonly rocAuc: number } | null;
  readonly verdict: TrainingReport["verdict"];
  readonly verdictText: string;
  readonly rowsNeeded: number | null;
  readonly featureImportance: TrainingReport["featureImportance"];
  /**
   * The same columns in three ways: what was learned, what scores lose when the column is permuted, and mean |SHAP|.
   * Null where nothing was trained.
   */
  readonly importance: ModelImportance | null;
  readonly segments: readonly {
    readonly name: string;
    readonly size: number;
    readonly positiveRate: number;
  }[];
  readonly warnings: readonly Warning[];
  /** What `train` took includes measuring the importance. */
  readonly seconds: { readonly read: number; readonly train: number; readonly score: number };
}

/** What a command adds to the model's own report. */
export interface RunFacts {
  readonly rowsUsed: number;
  readonly horizon: HorizonCounts | null;
  readonly importance: ModelImportance | null;
  readonly threads: number;
  readonly modelHash: string;
  readonly policy: Policy | null;
  readonly warnings: readonly Warning[];
  readonly seconds: Report["seconds"];
}

/** The report of one file and one model, with columns under the names that the file gives them. */
export function makeReport(portfolio: Portfolio, training: TrainingReport, facts: RunFacts): Report {
  const named = fileNames(portfolio);
  return {
    formatVersion: 1,
    rows: portfolio.rowCount,
    rowsUsed: facts.rowsUsed,
    rowsRejected: portfolio.rejectedRows,
    rejects: rejectsOf(portfolio),
    outcome: outcomeOf(portfolio, facts.rowsUsed === 0 ? null : training.positives / facts.rowsUsed),
    horizon: facts.horizon,
    features: training.features.map(named),
    excluded: excludedOf(portfolio, training.excluded),
    classifier: training.classifier,
    seed: training.seed,
    threads: facts.threads,
    modelHash: facts.modelHash,
    policy: facts.policy,
    // Models from before these were reported say nothing of them.
    dataHash: training.dataHash ?? null,
    weights: training.weights ?? null,
    promotable: training.promotable,
    notPromotableReason: training.notPromotableReason,
    metrics: training.metrics,
    outOfTime: training.outOfTime ?? null,
    outOfTimeReason: training.outOfTimeReason ?? null,
    leakyMetrics: training.leakyMetrics,
    verdict: training.verdict,
    verdictText: training.verdictText,
    rowsNeeded: training.rowsNeeded,
    featureImportance: training.featureImportance.map(({ feature, importance }) => ({
      feature: named(feature),
      importance,
    })),
    importance: importanceOf(facts.importance, named),
    segments: training.segments.map(({ name, size, positiveRate }) => ({ name, size, positiveRate })),
    warnings: [...facts.warnings, ...training.warnings],
    seconds: facts.seconds,
  };
}

function importanceOf(
  measured: ModelImportance | null,
  named: (name: string) => string,
): ModelImportance | null {
  if (measured === null) return null;
  const columns = measured.columns.map((entry) => ({ ...entry, feature: named(entry.feature) }));
  return { ...measured, columns };
}

/** From our name of a column to the file's. */
export function fileNames({ mapping, headers }: Portfolio): (name: string) => string {
  const names = new Map(mapping.columns.map(({ target, index }) => [target, headers[index]]));
  return (name) => (findCanonical(name) === undefined ? name : (names.get(name) ?? name));
}

/** The listed rejects, as reports have them. */
export function rejectsOf({ rejects }: Portfolio): Report["rejects"] {
  return rejects.map(({ row, column, value, reason }) => ({ row, column, value, reason }));
}

/** The outcome column and what its values mean; null where the file has none. */
export function outcomeOf(portfolio: Portfolio, positiveRate: number | null): Report["outcome"] {
  const { mapping, headers, label } = portfolio;
  const column = mapping.columns.find(({ target }) => target === "Recovery_Status");
  if (column === undefined) return null;
  const positive = mapping.outcomeValues.filter(({ outcome }) => outcome === 1).map(({ value }) => value);
  const unresolved = label.reduce((count, value) => count + (value < 0 ? 1 : 0), 0);
  return { column: headers[column.index], positive, positiveRate, unresolved };
}

/** All columns that were not learned from: those that the guard left out and those that it never saw. */
export function excludedOf(portfolio: Portfolio, byGuard: readonly ExcludedColumn[]): ExcludedColumn[] {
  const named = fileNames(portfolio);
  return [...byGuard.map((entry) => ({ ...entry, column: named(entry.column) })), ...leftOut(portfolio)];
}

const reasons: Readonly<Record<Exclude<Role, "outcome">, ExcludedColumn["reason"]>> = {
  identifier: "identifier",
  personal: "identifier",
  date: "identifier",
  feature: "constant",
  protected: "protected",
  "known-after-treatment": "known-after-treatment",
};

const details: Readonly<Record<Exclude<Role, "outcome">, string>> = {
  identifier: "it is an id",
  personal: "it is personal data",
  date: "it is a date of record keeping",
  feature: "it has no values",
  protected: "it is a protected attribute, and has no values",
  "known-after-treatment": "it becomes known after treatment has begun, and has no values",
};

/** The columns that the trainer never saw: ids, personal data, dates, other outcomes, and columns without a value. */
function leftOut({ mapping, headers, table, setAside }: Portfolio): ExcludedColumn[] {
  const seen = new Set(table.columns.map(({ name }) => name));
  return mapping.columns.flatMap(({ index, target }): ExcludedColumn[] => {
    const column = headers[index];
    const aside = setAside.get(index);
    if (aside !== undefined) return [{ column, ...aside }];
    const ownName = target === attribute ? column : target;
    const role = roleOf(ownName);
    if (target === "Recovery_Status" || seen.has(ownName)) return [];
    if (role === "outcome")
      return [{ column, reason: "leak-suspect", detail: "its name says it is an outcome" }];
    return [{ column, reason: reasons[role], detail: details[role] }];
  });
}
