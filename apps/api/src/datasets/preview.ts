import { type Dialect, detectDialect, readSample } from "@loan-recovery/ml-core/table/csv-detect";
import type { DateOrder } from "@loan-recovery/ml-core/table/dates";
import type { Mapping } from "@loan-recovery/ml-core/table/mapping";
import { type OutcomeClass, type OutcomeCount, suggestOutcome } from "@loan-recovery/ml-core/table/outcome";
import { isNumeric } from "@loan-recovery/ml-core/table/profile";
import type { MappingQuestion } from "@loan-recovery/ml-core/table/questions";
import { type Suggestion, suggestMapping } from "@loan-recovery/ml-core/table/suggest-mapping";

/** What an upload's first bytes say, kept with it as JSON until its import is done. */
export interface StoredPreview {
  dialect: Dialect;
  columns: StoredColumn[];
  /** The first 20 rows as text. */
  rows: string[][];
  outcomeValues: OutcomeCount[];
  questions: MappingQuestion[];
  mapping: Mapping;
}

interface StoredColumn {
  index: number;
  name: string;
  target: string;
  role: string;
  explanation: string;
  samples: string[];
  /** What an attribute or a date of this column would be read as. */
  isNumber: boolean;
  dateOrder: DateOrder | "ASK" | null;
  /** What its values would mean, were it the outcome; empty where they are too many for that. */
  outcomeValues: OutcomeCount[];
}

const shownRows = 20;
const mostOutcomeValues = 50;

/** Looks at a file's first bytes. */
export function makePreview(bytes: Uint8Array): StoredPreview {
  const dialect = detectDialect(bytes);
  const sample = readSample(bytes, dialect);
  const suggestion = suggestMapping(sample, dialect);
  return {
    dialect,
    columns: suggestion.columns.map(toStored),
    rows: sample.rows.slice(0, shownRows).map((row) => row.map(shortened)),
    outcomeValues: suggestion.outcomeValues.map(storable),
    questions: [...suggestion.questions],
    mapping: {
      ...suggestion.mapping,
      outcomeValues: suggestion.mapping.outcomeValues.map((entry) => ({
        ...entry,
        value: withoutNul(entry.value),
      })),
    },
  };
}

function toStored({ profile, ...column }: Suggestion["columns"][number]): StoredColumn {
  const samples = [...profile.values.keys()].filter((value) => value !== "").slice(0, 5);
  const couldBeOutcome = profile.distinct > 0 && profile.distinct <= mostOutcomeValues;
  return {
    ...column,
    samples: samples.map(shortened),
    isNumber: isNumeric(profile),
    dateOrder: profile.dateOrder,
    outcomeValues: couldBeOutcome ? suggestOutcome(column.name, profile.values).map(storable) : [],
  };
}

function storable<T extends { value: string; outcome: OutcomeClass }>(entry: T): T {
  return { ...entry, value: withoutNul(entry.value) };
}

function shortened(cell: string): string {
  return withoutNul(cell.length > 200 ? `${cell.slice(0, 199)}…` : cell);
}

/** PostgreSQL stores no NUL. */
function withoutNul(text: string): string {
  return text.replaceAll("\u0000", "\ufffd").toWellFormed();
}
