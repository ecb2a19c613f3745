import type { DatasetMappingInput, OutcomeClass } from "../../gql/graphql.ts";
import type { Preview } from "./queries.ts";

/** What a person has chosen so far; starts as what was suggested. */
export interface MappingState {
  /** For each column of the file: a canonical name, "attribute" or "ignore". */
  targets: string[];
  /** What each value of the outcome column means, once a person or the suggestion has said so. */
  outcomes: Record<string, OutcomeClass>;
  dateOrder: "DAY_FIRST" | "MONTH_FIRST" | null;
  decimalSeparator: "." | ",";
  rowNumberIds: boolean;
  source: string;
  coverage: "FULL" | "PARTIAL";
  /** YYYY-MM-DD; empty takes today. */
  asOf: string;
  confirmGone: boolean;
}

export const outcomeTarget = "Recovery_Status";

export function initialMapping(preview: Preview): MappingState {
  return {
    targets: preview.columns.map(({ suggestedTarget }) => suggestedTarget ?? "attribute"),
    outcomes: {},
    dateOrder: null,
    decimalSeparator: preview.decimalSeparator === "," ? "," : ".",
    rowNumberIds: false,
    source: "default",
    coverage: "PARTIAL",
    asOf: "",
    confirmGone: false,
  };
}

/** The values of the column that is the outcome now, each with what it means so far. */
export function outcomeValuesOf(preview: Preview, state: MappingState) {
  const column = preview.columns.find(({ index }) => state.targets[index] === outcomeTarget);
  return (column?.outcomeValues ?? []).map(({ value, count, suggested }) => ({
    value,
    count,
    outcome: state.outcomes[value] ?? suggested,
  }));
}

/** Canonical columns that more than one column of the file claims. */
export function doubleTargets(state: MappingState): string[] {
  const seen = new Set<string>();
  return state.targets.filter((target) => {
    if (target === "attribute" || target === "ignore") return false;
    const isDouble = seen.has(target);
    seen.add(target);
    return isDouble;
  });
}

/** What still has to be decided before the import can start, in words. */
export function openPoints(preview: Preview, state: MappingState): string[] {
  const points = doubleTargets(state).map((target) => `Two columns become ${target}: keep one.`);
  if (!state.targets.includes("Loan_ID") && !state.rowNumberIds) {
    points.push("Choose the column of loan ids, or take each row for a loan of its own.");
  }
  const unknown = outcomeValuesOf(preview, state).filter(({ outcome }) => outcome === "UNKNOWN");
  if (unknown.length > 0)
    points.push(`Say what ${unknown.map(({ value }) => `"${value}"`).join(", ")} means.`);
  if (preview.questions.some(({ code }) => code === "date-order") && state.dateOrder === null) {
    points.push("Say which comes first in dates, the day or the month.");
  }
  if (state.source.trim() === "") points.push("Name the source of this file.");
  return points;
}

export function toMappingInput(preview: Preview, state: MappingState): DatasetMappingInput {
  return {
    columns: state.targets.map((target, index) => ({ index, target })),
    outcomeValues: outcomeValuesOf(preview, state).map(({ value, outcome }) => ({ value, outcome })),
    dateOrder: state.dateOrder,
    decimalSeparator: state.decimalSeparator,
    rowNumberIds: state.rowNumberIds,
    source: state.source.trim(),
    coverage: state.coverage,
    asOf: state.asOf || null,
    confirmGone: state.confirmGone,
  };
}
