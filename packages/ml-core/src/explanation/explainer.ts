import type { FeatureEncoding } from "../features/encoding.ts";
import type { Fitted } from "../models/classifier.ts";
import type { Model } from "../models/model.ts";
import { bagKey } from "../models/random-forest/bagging.ts";
import { foldOf, type Scorer } from "../scoring.ts";
import type { LoanFacts } from "../strategy/columns.ts";
import type { Policy } from "../strategy/policy.ts";
import { treatmentByRisk } from "../strategy/treatment-by-risk.ts";
import { findColumn, type Table } from "../table/table.ts";
import type { Direction } from "./changeable.ts";
import { type CounterfactualResult, findCounterfactual } from "./counterfactual.ts";
import { cellValue } from "./phrase.ts";
import { explainScore, type Reasons } from "./reasons.ts";
import { fittedAt, openRowExplainer, placeOf, type RowExplainer, scoreOf } from "./row-explainer.ts";

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

export function openExplainer(model: Model): Explainer {
  const parts = new Map<number, ExplainedPart | null>();
  const partOf = (fold: number): ExplainedPart | null => {
    const place = placeOf(model, fold);
    const known = parts.get(place);
    if (known !== undefined) return known;
    const part = explainedPart(fittedAt(model, place));
    parts.set(place, part);
    return part;
  };
  const { baseRate } = model;
  return {
    explain(table, row, groupKey, limit = 6) {
      checkRow(table, row);
      if (model.fitted === null)
        return { base: baseRate, score: baseRate, raw: baseRate, reasons: [], rest: 0 };
      const fold = foldOf(model, groupKey);
      const part = partOf(fold);
      if (part === null) return null;
      const { columns, attribute } = part.explainer;
      const isOutOfBag = fold >= 0 && model.folds.length === 0;
      const attributions = attribute(table, row, isOutOfBag ? bagKey(groupKey) : null);
      const values = columns.map((name) => cellValue(findColumn(table, name), row));
      const unseen = values.map((value, i) => value !== null && attributions.unread[i]);
      return explainScore({
        attributions,
        toScore: scoreOf(model, part.fitted, fold),
        columns,
        values,
        unseen,
        limit,
      });
    },
    async counterfactual(table, row, groupKey, { policy, loan }, scorer, changeable) {
      checkRow(table, row);
      return await findCounterfactual({
        encodings: oneEach(partOf(foldOf(model, groupKey))?.explainer.encodings ?? []),
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

interface ExplainedPart {
  readonly fitted: Fitted;
  readonly explainer: RowExplainer;
}

function explainedPart(fitted: Fitted | null): ExplainedPart | null {
  const explainer = fitted === null ? null : openRowExplainer(fitted);
  return fitted === null || explainer === null ? null : { fitted, explainer };
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
