import { openExplainer } from "../src/explanation/explainer.ts";
import type { Model } from "../src/models/model.ts";
import { openPool } from "../src/parallel/pool.ts";
import type { Portfolio } from "./portfolio.ts";

const reasonsPerLoan = 3;

export const reasonHeader = Array.from({ length: reasonsPerLoan }, (_, i) => `Reason_${i + 1}`);

/** Says why loans have their scores. */
export interface ReasonWriter {
  /**
   * For each of the rows `from..to` as many texts as there are reason columns, the weightiest first; "" where there
   * is no further one. Ask for a part of the file at a time: the parts are what is held in memory.
   */
  of(from: number, to: number): Promise<string[][]>;
  /** Whether no row so far had a reason. */
  isEmpty(): boolean;
  /** Ends the worker threads. */
  close(): Promise<void>;
}

/** @param threads change the time, never the reasons */
export function openReasons(model: Model, { table, groupKeys }: Portfolio, threads: number): ReasonWriter {
  const explainer = openExplainer(model);
  const pool = openPool(threads);
  let isEmpty = true;
  return {
    async of(from, to) {
      const rows = { table, groupKeys, from, to, limit: reasonsPerLoan };
      const explained = await explainer.explainRows(rows, pool);
      return explained.map((found) => {
        const reasons = found?.reasons ?? [];
        if (reasons.length > 0) isEmpty = false;
        return reasonHeader.map((_, i) => reasons[i]?.text ?? "");
      });
    },
    isEmpty: () => isEmpty,
    close: () => pool.close(),
  };
}
