import { countOf, formatPercent } from "../../components/format.ts";
import type { Model } from "./queries.ts";

const ways = ["LEARNED", "NEEDED", "MOVES"] as const;
export type Way = (typeof ways)[number];

export function isWay(value: string): value is Way {
  return ways.some((way) => way === value);
}

/** One way to measure how much columns matter, with what to read out of it. */
interface MeasuredWay {
  name: Way;
  label: string;
  meaning: string;
  /** By column, largest first. */
  bars: { label: string; value: number; text: string; isUnclear?: boolean }[];
  note: string | null;
}

type Importance = NonNullable<Model["importance"]>;

/** What was learned is always there; models from before the others were measured have only that. */
export function waysOf({ featureImportance, importance, rows }: Model): MeasuredWay[] {
  const learned: MeasuredWay = {
    name: "LEARNED",
    label: "Learned",
    meaning:
      "Each column's share of what the model learned from the loans that it knows. A share says how much, not in which direction.",
    bars: featureImportance.map(({ feature, importance: value }) => ({
      label: feature,
      value,
      text: formatPercent(value, 1),
    })),
    note: null,
  };
  if (!importance) return [learned];
  const moves = importance.columns.some(({ meanAttribution }) => meanAttribution != null);
  return [learned, needed(importance, rows), ...(moves ? [moving(importance, rows)] : [])];
}

/** Permutation importance. */
function needed({ columns, permutedRows }: Importance, rows: number): MeasuredWay {
  const sorted = columns.toSorted((a, b) => b.logLossRise.value - a.logLossRise.value);
  return {
    name: "NEEDED",
    label: "Needed",
    meaning:
      "How much worse its scores of loans that it had not seen get when the column's values are mixed up: the rise of the log loss (permutation importance). Columns that say the same can stand in for each other.",
    bars: sorted.map(({ feature, logLossRise: { value, low } }) => ({
      label: feature,
      value,
      text: signed(value),
      isUnclear: low <= 0,
    })),
    note: `${measuredOn(permutedRows, rows)} Grey bars may be chance.`,
  };
}

/** Mean |SHAP|. */
function moving({ columns, attributedRows }: Importance, rows: number): MeasuredWay {
  const known = columns.map(({ feature, meanAttribution }) => ({ feature, points: meanAttribution ?? 0 }));
  return {
    name: "MOVES",
    label: "Moves scores",
    meaning:
      "How far the column moves a loan's score on average, up or down, in points of the score (mean absolute SHAP value): the average of the reasons on the borrowers' pages.",
    bars: known
      .toSorted((a, b) => b.points - a.points)
      .map(({ feature, points }) => ({ label: feature, value: points, text: (points * 100).toFixed(1) })),
    note: measuredOn(attributedRows, rows),
  };
}

function measuredOn(measured: number, rows: number): string {
  const loans = countOf(measured, "loan");
  return measured < rows ? `Measured on a sample of ${loans}.` : `Measured on all ${loans}.`;
}

/** "+0.0123", with a real minus sign. */
function signed(value: number): string {
  const shown = Math.abs(value).toFixed(4);
  if (Number(shown) === 0) return shown;
  return `${value > 0 ? "+" : "−"}${shown}`;
}
