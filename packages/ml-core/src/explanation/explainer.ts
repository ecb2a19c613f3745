import type { FeatureEncoding } from "../features/encoding.ts";
import type { Model } from "../models/model.ts";
import type { Pool } from "../parallel/pool.ts";
import type { Scorer } from "../scoring.ts";
import type { LoanFacts } from "../strategy/columns.ts";
import type { Policy } from "../strategy/policy.ts";
import { treatmentByRisk } from "../strategy/treatment-by-risk.ts";
import { findColumn, type Table } from "../table/table.ts";
import type { Direction } from "./changeable.ts";
import { type CounterfactualResult, findCounterfactual } from "./counterfactual.ts";
import { type AttributedRow, openModelAttributor, type RowsToAttribute } from "./model-attributor.ts";
import { cellValue } from "./phrase.ts";
import { explainScore, type Reasons } from "./reasons.ts";

/** Explains a model's scores, one borrower at a time. Keep it as long as the model: opening it costs a tenth of a second. */
export interface Explainer {
  /**
   * Why row `row` has its score. Exact, and equal to what scoring answers: a borrower who was trained on is explained
   * by the trees, or the fold's model, that never saw that borrower. Trees are explained by TreeSHAP, a regression by
   * its parts. A base-rate model has a score and no reasons.
   * @param groupKey `groupKey` of the row's borrower
   * @param limit reasons to list, at most
   * @returns null where the classifier has nothing to explain its scores with
   * @throws RangeError when there is no such row
   */
  explain(table: Table, row: number, groupKey: number, limit?: number): Reasons | null;
  /** The same for many rows, on the pool's threads; it is all in memory at once, so ask for a few thousand at a time. */
  explainRows(rows: RowsToExplain, pool: Pool): Promise<(Reasons | null)[]>;
  /**
   * The smallest change that would lead to a milder treatment; see `findCounterfactual`.
   * @param deciding the policy, and what it knows of the loan besides the score
   * @param scorer an open scorer of the same model
   */
  counterfactual(
    table: Table,
    row: number,
    groupKey: number,
    deciding: { readonly policy: Policy; readonly loan: Omit<LoanFacts, "risk"> },
    scorer: Scorer,
    changeable?: { readonly [column: string]: Direction },
  ): Promise<CounterfactualResult>;
}

export interface RowsToExplain extends RowsToAttribute {
  /** Reasons to list per row, at most. */
  readonly limit: number;
}

export function openExplainer(model: Model): Explainer {
  const attributor = openModelAttributor(model);
  const { baseRate } = model;
  const told = (found: AttributedRow | null, table: Table, row: number, limit: number): Reasons | null => {
    if (found !== null) return reasonsOf(found, table, row, limit);
    return model.fitted === null
      ? { base: baseRate, score: baseRate, raw: baseRate, reasons: [], rest: 0 }
      : null;
  };
  return {
    explain(table, row, groupKey, limit = 6) {
      checkRow(table, row);
      return told(attributor.attribute(table, row, groupKey), table, row, limit);
    },
    async explainRows(rows, pool) {
      const { table, from, to, limit } = rows;
      if (to > from) for (const row of [from, to - 1]) checkRow(table, row);
      const found = await attributor.attributeRows(rows, pool);
      return found.map((attributed, i) => told(attributed, table, from + i, limit));
    },
    async counterfactual(table, row, groupKey, { policy, loan }, scorer, changeable) {
      checkRow(table, row);
      return await findCounterfactual({
        encodings: oneEach(attributor.explainerFor(groupKey)?.encodings ?? []),
        table,
        row,
        score: async (rows) =>
          (await scorer.score(rows, new Float64Array(rows.rowCount).fill(groupKey))).risk,
        treatmentOf: treatmentByRisk(policy, loan),
        changeable,
      });
    },
  };
}

/** Puts the attributions of a table's row into words. */
function reasonsOf(found: AttributedRow, table: Table, row: number, limit: number): Reasons {
  const { attributions, columns, toScore } = found;
  const values = columns.map((name) => cellValue(findColumn(table, name), row));
  const unseen = values.map((value, i) => value !== null && attributions.unread[i]);
  return explainScore({ attributions, toScore, columns, values, unseen, limit });
}

/** The first encoding of each column: two suggestions for the same column would contradict each other. */
function oneEach(encodings: readonly FeatureEncoding[]): FeatureEncoding[] {
  const names = encodings.map(({ name }) => name);
  return encodings.filter(({ name }, i) => names.indexOf(name) === i);
}

function checkRow(table: Table, row: number): void {
  if (!Number.isInteger(row) || row < 0 || row >= table.rowCount) {
    throw new RangeError(`row is ${row}; the table has ${table.rowCount} rows`);
  }
}
