import type { DateOrder } from "@loan-recovery/ml-core/table/dates";
import {
  attribute,
  type ColumnMapping,
  checkMapping,
  ignore,
  type Mapping,
  type Problem,
} from "@loan-recovery/ml-core/table/mapping";
import type { OutcomeClass, OutcomeValue } from "@loan-recovery/ml-core/table/outcome";
import { outcomeKey } from "@loan-recovery/ml-core/table/outcome";
import type { DatasetRow } from "./datasets.js";
import type { StoredPreview } from "./preview.js";

/** What a person says of a file before it is imported. */
export interface DatasetMapping {
  columns: { index: number; target?: string | null }[];
  outcomeValues: { value: string; outcome: OutcomeClassName }[];
  dateOrder?: DateOrder | null;
  decimalSeparator?: string | null;
  rowNumberIds?: boolean | null;
  source: string;
  coverage: "FULL" | "PARTIAL";
  asOf?: string | null;
  confirmGone?: boolean | null;
}

export type OutcomeClassName = "RECOVERED" | "NOT_RECOVERED" | "UNRESOLVED" | "UNKNOWN";

const classes: Readonly<Record<OutcomeClassName, OutcomeClass>> = {
  RECOVERED: 0,
  NOT_RECOVERED: 1,
  UNRESOLVED: "unresolved",
  UNKNOWN: "unknown",
};

export function outcomeClassName(outcome: OutcomeClass): OutcomeClassName {
  if (outcome === 0) return "RECOVERED";
  if (outcome === 1) return "NOT_RECOVERED";
  return outcome === "unresolved" ? "UNRESOLVED" : "UNKNOWN";
}

/** The mapping that was suggested for an upload, as a person would send it back unchanged. */
export function suggestedMappingOf({ preview, source, coverage }: DatasetRow): DatasetMapping {
  if (preview === null) throw new Error("The dataset has no preview any more.");
  return {
    columns: preview.columns.map(({ index, target }) => ({ index, target })),
    outcomeValues: preview.outcomeValues.map(({ value, outcome }) => ({
      value,
      outcome: outcomeClassName(outcome),
    })),
    source,
    coverage,
  };
}

/** Puts a person's answers together with what the file itself says, for the reader of its rows. */
export function toMapping(input: DatasetMapping, preview: StoredPreview): Mapping {
  const columns = input.columns.map(({ index, target }): ColumnMapping => {
    const found = preview.columns[index];
    return { index, target: target || ignore, isNumber: found?.isNumber, dateOrder: found?.dateOrder };
  });
  const outcomeColumn = columns.find(({ target }) => target === "Recovery_Status");
  return {
    columns,
    outcomeValues: outcomeColumn ? outcomeValuesOf(input, preview, outcomeColumn.index) : [],
    dateOrder: input.dateOrder ?? null,
    decimal:
      input.decimalSeparator === "," || input.decimalSeparator === "."
        ? input.decimalSeparator
        : preview.dialect.decimal,
    rowNumberIds: input.rowNumberIds === true,
  };
}

/** The person's word for each value first, in the given order; then what is suggested for those that were not named. */
function outcomeValuesOf(input: DatasetMapping, preview: StoredPreview, index: number): OutcomeValue[] {
  const said = input.outcomeValues.map(({ value, outcome }) => ({ value, outcome: classes[outcome] }));
  const named = new Set(said.map(({ value }) => outcomeKey(value)));
  const suggested = preview.columns[index]?.outcomeValues ?? [];
  const rest = suggested.filter(({ value }) => !named.has(outcomeKey(value)));
  return [...said, ...rest.map(({ value, outcome }) => ({ value, outcome }))];
}

/** Every problem with what a person sent, each at the field it concerns. */
export function checkDatasetMapping(input: DatasetMapping, preview: StoredPreview, today: string): Problem[] {
  const names = preview.columns.map(({ name }) => name);
  const problems = checkMapping(toMapping(input, preview), names);
  if (input.source.trim() === "" || input.source.length > 100) {
    problems.push({ path: "source", message: "Name the source of the file in 1 to 100 characters." });
  }
  if (input.asOf != null && input.asOf > today) {
    problems.push({ path: "asOf", message: `${input.asOf} is after today, ${today}.` });
  }
  const separator = input.decimalSeparator;
  if (separator != null && separator !== "." && separator !== ",") {
    problems.push({
      path: "decimalSeparator",
      message: `"${separator}" cannot separate decimals: it is "." or ",".`,
    });
  }
  if (
    !input.columns.some(({ target }) => target && target !== attribute && target !== ignore) &&
    !input.rowNumberIds
  ) {
    problems.push({ path: "columns", message: "No column of the file is mapped to one of ours." });
  }
  return problems;
}
