import { columnLabel } from "../../components/column-label.ts";
import { formatPercent } from "../../components/format.ts";
import type { Model } from "./queries.ts";
import { isBaseRate, isOutOfTheRunning } from "./verdict.tsx";

/** What the verdict means, in a person's words. */
export function explain(model: Model): string {
  const { metrics, verdict } = model;
  if (isBaseRate(model)) {
    return `Every loan gets ${formatPercent(model.positiveRate, 1)}: the share of finished loans that were not recovered.`;
  }
  if (!metrics) return model.verdictText;
  const share = formatPercent(metrics.rocAuc);
  const found = `Of one lost and one recovered loan, it gives the lost one the higher score ${share} of the time; guessing would be right ${formatPercent(0.5)} of the time.`;
  if (isOutOfTheRunning(model)) {
    const columns = model.allowedColumns.map(columnLabel).join(", ");
    return `It was allowed to use columns that the leak guard would have left out: ${columns}. ${found}`;
  }
  const interval = `between ${formatPercent(metrics.rocAucLow)} and ${formatPercent(metrics.rocAucHigh)}`;
  const meaning = {
    GOOD: "Its scores are worth acting on.",
    WEAK: "That is better than guessing, but not by much: take its scores for a hint.",
    NO_USABLE_SIGNAL:
      "That is no better than guessing by a useful margin: in this data, lost and recovered loans look alike.",
    NOT_ENOUGH_DATA: `The truth may lie anywhere ${interval}, which leaves open whether it beats guessing.`,
  };
  return `${found} ${meaning[verdict]}`;
}
