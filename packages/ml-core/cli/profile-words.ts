import type { Estimate } from "../src/evaluation/gains.ts";
import { numberText } from "../src/explanation/phrase.ts";
import type {
  CategoryProfile,
  ColumnProfile,
  NumberProfile,
  TableProfile,
} from "../src/profile/profile-report.ts";
import { percent, textTable } from "./text-table.ts";

/** Categories shown for each column. */
const shownCategories = 8;

/** The profile for a person who reads it in a terminal. */
export function profileInWords(profile: TableProfile): string {
  const numbers = profile.columns.filter((column) => column.kind === "number");
  const categories = profile.columns.filter((column) => column.kind === "category");
  return [
    rowsInWords(profile),
    ...(numbers.length > 0 ? [numberTable(numbers)] : []),
    ...(categories.length > 0 ? [categoryTable(categories)] : []),
    outcomeTable(profile),
    segmentTable(profile),
    remarks(profile.columns),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function rowsInWords({ rows, resolved, notRecovered, borrowers, outcomeRate }: TableProfile): string {
  const who = borrowers === null ? "" : ` of ${about(borrowers)} borrowers`;
  const what =
    outcomeRate === null
      ? "no outcome is known"
      : `${resolved} with an outcome, ${notRecovered} of them not recovered: ${rate(outcomeRate)}`;
  return `${rows} loans${who}; ${what}`;
}

function numberTable(columns: readonly NumberProfile[]): string {
  const header = ["number", "missing", "distinct", "min", "5 %", "25 %", "median", "75 %", "95 %", "max"];
  const at = ({ quantiles }: NumberProfile, share: number) =>
    number(quantiles.find((quantile) => Math.abs(quantile.share - share) < 1e-9)?.value ?? null);
  const rows = columns.map((column) => [
    nameOf(column),
    percent(column.missingShare),
    about(column.distinct),
    number(column.min),
    ...[0.05, 0.25, 0.5, 0.75, 0.95].map((share) => at(column, share)),
    number(column.max),
    String(column.outliers.fences.below + column.outliers.fences.above),
    String(column.outliers.robustZ.below + column.outliers.robustZ.above),
    aucText(column.association.rocAuc),
  ]);
  return textTable([...header, "outliers (IQR)", "(robust z)", "AUC alone"], rows);
}

function categoryTable(columns: readonly CategoryProfile[]): string {
  const rows = columns.map((column) => [
    nameOf(column),
    percent(column.missingShare),
    about(column.distinct),
    column.association.cramersV === null ? "" : column.association.cramersV.toFixed(3),
    chance(column.association.pValue),
    column.categories
      .slice(0, 3)
      .map(({ category, share }) => `${category} ${percent(share)}`)
      .join(", "),
  ]);
  return textTable(["category", "missing", "distinct", "Cramer's V", "p", "most frequent"], rows);
}

/** Rates of class 1 by bin and category. */
function outcomeTable({ columns, outcomeRate }: TableProfile): string {
  if (outcomeRate === null) return "";
  const rows = columns.flatMap((column) => {
    const bins = column.kind === "number" ? numberBins(column) : categoryBins(column);
    const missing: [string, number, Estimate | null] = ["(missing)", column.missing, column.missingOutcome];
    return [...bins, missing].flatMap(([bin, count, outcome], i) =>
      outcome === null ? [] : [[i === 0 ? column.column : "", bin, String(count), ...rateCells(outcome)]],
    );
  });
  return rows.length === 0
    ? ""
    : textTable(["outcome by", "value", "loans", "not recovered", "95 % interval"], rows);
}

function numberBins({ outcomeByBin }: NumberProfile): [string, number, Estimate | null][] {
  return outcomeByBin.map(({ from, to, count, outcome }) => [
    from === to ? numberText(from) : `${numberText(from)} to ${numberText(to)}`,
    count,
    outcome,
  ]);
}

function categoryBins({ categories }: CategoryProfile): [string, number, Estimate | null][] {
  return categories.slice(0, shownCategories).map(({ category, rows, outcome }) => [category, rows, outcome]);
}

function segmentTable({ segments }: TableProfile): string {
  if (segments.length === 0) return "";
  const rows = segments.map(({ segment, rows: count, share, outcome, meanRisk }) => [
    segment,
    String(count),
    percent(share),
    outcome === null ? "" : percent(outcome.value),
    meanRisk === null ? "" : percent(meanRisk),
  ]);
  return textTable(["segment", "loans", "share", "not recovered", "mean risk"], rows);
}

function remarks(columns: readonly ColumnProfile[]): string {
  return columns
    .flatMap(({ column, remarks: said }) => said.map((remark) => `${column}: ${remark}`))
    .join("\n");
}

/** What is described but never learned from by default is marked. */
function nameOf({ column, role }: ColumnProfile): string {
  return role === "feature" ? column : `${column} (${role})`;
}

function about({ count, isExact }: { readonly count: number; readonly isExact: boolean }): string {
  return isExact ? String(count) : `about ${Math.round(count)}`;
}

function number(value: number | null): string {
  return value === null ? "" : numberText(value);
}

function chance(pValue: number | null): string {
  if (pValue === null) return "";
  return pValue < 0.001 ? "<0.001" : pValue.toFixed(3);
}

function aucText(auc: Estimate | null): string {
  return auc === null ? "" : `${auc.value.toFixed(3)} (${auc.low.toFixed(3)} to ${auc.high.toFixed(3)})`;
}

function rateCells({ value, low, high }: Estimate): [string, string] {
  return [percent(value), `${percent(low)} to ${percent(high)}`];
}

function rate(estimate: Estimate): string {
  const [value, interval] = rateCells(estimate);
  return `${value} (95 % interval ${interval})`;
}
