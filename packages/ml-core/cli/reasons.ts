import { openExplainer } from "../src/explanation/explainer.ts";
import type { Model } from "../src/models/model.ts";
import type { Console } from "./console.ts";
import type { Portfolio } from "./portfolio.ts";

const reasonsPerLoan = 3;
const rowsBetweenReports = 1000;

export const reasonHeader = Array.from({ length: reasonsPerLoan }, (_, i) => `Reason_${i + 1}`);

/** Says row by row why a loan has its score. */
export interface ReasonWriter {
  /** As many texts as there are reason columns, the weightiest first; "" where there is no further one. */
  of(row: number): string[];
  /** Whether no row so far had a reason. */
  isEmpty(): boolean;
}

export function reasonWriter(model: Model, { table, groupKeys }: Portfolio, console: Console): ReasonWriter {
  const explainer = openExplainer(model);
  let isEmpty = true;
  return {
    of(row) {
      if (row % rowsBetweenReports === 0) console.progress(row / table.rowCount, "Explaining");
      const reasons = explainer.explain(table, row, groupKeys[row], reasonsPerLoan)?.reasons ?? [];
      if (reasons.length > 0) isEmpty = false;
      return reasonHeader.map((_, i) => reasons[i]?.text ?? "");
    },
    isEmpty: () => isEmpty,
  };
}
