import { type Column, findColumn, type Table } from "../table/table.ts";
import { brokenReason, type ColumnShape, shapeOf } from "./broken-column.ts";
import type { ColumnDrift, DriftReport, DriftVerdict, OutcomeDrift } from "./drift-report.ts";
import type { Groups } from "./groups.ts";
import { compareOutcomes } from "./outcome-drift.ts";
import {
  countBins,
  fitStabilityBins,
  numberBins,
  type PopulationStability,
  populationStability,
} from "./stability.ts";
import { chiSquareHomogeneity, kolmogorovSmirnov } from "./two-sample.ts";

/** Rows to compare. Arrays are as long as the table. */
export interface DriftSample {
  /** The columns to compare: a model's features. Those known after treatment differ between open and finished loans anyway. */
  readonly table: Table;
  /** Borrowers, numbered within this sample. */
  readonly groups: Groups;
  /** Out-of-sample scores of one and the same model. */
  readonly risk?: Float64Array;
  /** 1 = not recovered, 0 = recovered, -1 = unresolved. */
  readonly label?: Int8Array | Uint8Array;
}

/*
 * The thresholds. A column has shifted where its PSI is at least .1 above what chance alone would make of it (by the
 * usual convention .1 is a moderate and .25 a strong shift) and such a PSI has a chance below .001, so that fifty
 * columns give a false alarm once in twenty reports. Below 30 borrowers on a side nothing is called.
 * What is broken rather than shifted is decided in broken-column.ts, and when the outcome has in outcome-drift.ts.
 */
const moderateShift = 0.1;
const strongShift = 0.25;
const alarmPValue = 0.001;
const fewestBorrowers = 30;

/**
 * Compares current rows with those a model learned from: each of the reference's columns, the score and the outcome.
 * Rows of one borrower are not independent: on each side they are counted down to the borrowers behind them. The same
 * borrowers on both sides make the tests cautious, never eager.
 * @throws RangeError where lengths differ
 */
export function driftReport(reference: DriftSample, current: DriftSample): DriftReport {
  for (const sample of [reference, current]) checkSample(sample);
  const columns = reference.table.columns.map((column) =>
    compareColumn(column, findColumn(current.table, column.name), reference.groups, current.groups),
  );
  const score =
    reference.risk === undefined || current.risk === undefined
      ? null
      : compareColumn(scores(reference.risk), scores(current.risk), reference.groups, current.groups);
  const outcome = compareOutcomes(reference, current);
  const known = new Set(reference.table.columns.map(({ name }) => name));
  const parts: DriftVerdict[] = columns.map(({ verdict }) => verdict);
  if (score !== null) parts.push(score.verdict);
  if (outcome !== null) parts.push(outcome.verdict);
  return {
    formatVersion: 1,
    referenceRows: reference.table.rowCount,
    currentRows: current.table.rowCount,
    columns,
    newColumns: current.table.columns.flatMap(({ name }) => (known.has(name) ? [] : [name])),
    score,
    outcome,
    verdict: worst(parts),
    text: summarize(columns, score, outcome),
  };
}

function checkSample({ table, groups, risk, label }: DriftSample): void {
  for (const [name, values] of Object.entries({ groups: groups.of, risk, label })) {
    if (values !== undefined && values.length !== table.rowCount) {
      throw new RangeError(`${name} has ${values.length} values for ${table.rowCount} rows`);
    }
  }
}

function scores(risk: Float64Array): Column {
  return { kind: "number", name: "risk score", values: risk };
}

/** @param current undefined where the current rows have no such column */
function compareColumn(
  reference: Column,
  current: Column | undefined,
  referenceGroups: Groups,
  currentGroups: Groups,
): ColumnDrift {
  const shapes = [shapeOf(reference), current === undefined ? null : shapeOf(current)] as const;
  const borrowers = Math.min(referenceGroups.count, currentGroups.count);
  const reason = brokenReason(reference, current, shapes, borrowers >= fewestBorrowers);
  if (current === undefined || reference.kind !== current.kind) {
    return nothingToCompare(reference, shapes, reason);
  }
  const bins = reference.kind === "number" ? numberBins(shapes[0].sorted) : fitStabilityBins(reference);
  const counts = [countBins(bins, reference), countBins(bins, current)];
  const independence = [referenceGroups, currentGroups].map((groups) =>
    Math.min(1, groups.count / groups.of.length || 0),
  );
  const reduced = counts.map((side, i) => side.map((count) => count * independence[i]));
  const stability = populationStability(reduced[0], reduced[1]);
  const test =
    reference.kind === "number" && current.kind === "number"
      ? testNumbers(shapes[0], shapes[1], independence)
      : chiSquareHomogeneity(reduced[0], reduced[1]);
  const rows = [referenceGroups, currentGroups].map((groups) => Math.max(1, groups.of.length));
  const verdict = reason !== null ? "broken" : judgeStability(stability, borrowers);
  return {
    column: reference.name,
    verdict,
    text: reason ?? describe(reference.name, verdict, stability),
    psi: stability?.psi ?? null,
    expectedPsi: stability?.expected ?? null,
    psiPValue: stability?.pValue ?? null,
    test,
    missing: { reference: shapes[0].missingShare, current: shapes[1]?.missingShare ?? 1 },
    bins: bins.names.map((name, bin) => ({
      name,
      reference: counts[0][bin] / rows[0],
      current: counts[1][bin] / rows[1],
    })),
  };
}

function testNumbers(was: ColumnShape, is: ColumnShape | null, independence: readonly number[]) {
  if (is === null) return null;
  const sizes = [was.present * independence[0], is.present * independence[1]] as const;
  return kolmogorovSmirnov(was.sorted, is.sorted, sizes);
}

function nothingToCompare(
  reference: Column,
  [was, is]: readonly [ColumnShape, ColumnShape | null],
  reason: string | null,
): ColumnDrift {
  return {
    column: reference.name,
    verdict: "broken",
    text: reason ?? `${reference.name} cannot be compared.`,
    psi: null,
    expectedPsi: null,
    psiPValue: null,
    test: null,
    missing: { reference: was.missingShare, current: is?.missingShare ?? 1 },
    bins: [],
  };
}

function judgeStability(stability: PopulationStability | null, borrowers: number): DriftVerdict {
  if (borrowers < fewestBorrowers || stability === null) return "not-enough-data";
  const { psi, expected, pValue } = stability;
  return psi - expected >= moderateShift && pValue < alarmPValue ? "shifted" : "stable";
}

function describe(column: string, verdict: DriftVerdict, stability: PopulationStability | null): string {
  if (verdict === "not-enough-data" || stability === null) return `Too few borrowers to compare ${column}.`;
  const { psi, expected } = stability;
  const number = `PSI ${psi.toFixed(3)}, of which chance makes ${expected.toFixed(3)}`;
  if (verdict === "stable") return `${column} is as it was, up to noise or a small change (${number}).`;
  return `${column} has shifted ${psi - expected >= strongShift ? "strongly" : "moderately"} (${number}).`;
}

function worst(verdicts: readonly DriftVerdict[]): DriftVerdict {
  const order: DriftVerdict[] = ["broken", "shifted", "not-enough-data"];
  return order.find((verdict) => verdicts.includes(verdict)) ?? "stable";
}

function summarize(
  columns: readonly ColumnDrift[],
  score: ColumnDrift | null,
  outcome: OutcomeDrift | null,
): string {
  const telling = (part: ColumnDrift) => part.verdict === "broken" || part.verdict === "shifted";
  const sentences = columns.filter(telling).map(({ text }) => text);
  if (score !== null && telling(score)) sentences.push(score.text);
  if (outcome?.verdict === "shifted") {
    const percent = (rate: number) => `${(100 * rate).toFixed(1)} %`;
    const { reference, current } = outcome;
    sentences.push(
      `The share that was not recovered went from ${percent(reference.value)} to ${percent(current.value)}.`,
    );
  }
  if (sentences.length > 0) return sentences.join(" ");
  return columns.some(({ verdict }) => verdict === "not-enough-data")
    ? "Too few borrowers to tell a change from noise."
    : "Nothing has changed beyond noise or a small shift.";
}
