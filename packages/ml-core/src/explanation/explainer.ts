import { sigmoid } from "../evaluation/auc.ts";
import { calibrate } from "../evaluation/calibration.ts";
import type { FeatureEncoding } from "../features/encoding.ts";
import type { Ensemble } from "../models/classifier.ts";
import type { Model } from "../models/model.ts";
import { bagKey } from "../models/random-forest/bagging.ts";
import { encodeRows } from "../models/random-forest/fit.ts";
import { missingCode } from "../models/random-forest/nodes.ts";
import { foldOf, type Scorer } from "../scoring.ts";
import { treatmentFor } from "../strategy/decide.ts";
import type { Policy } from "../strategy/policy.ts";
import { findColumn, type Table } from "../table/table.ts";
import { Attributor } from "./attributions.ts";
import type { Direction } from "./changeable.ts";
import { type CounterfactualResult, findCounterfactual } from "./counterfactual.ts";
import { coverTrees } from "./covers.ts";
import { cellValue } from "./phrase.ts";
import { explainScore, type Reasons } from "./reasons.ts";

/** Explains a model's scores, one borrower at a time. Keep it as long as the model: opening it costs a tenth of a second. */
export interface Explainer {
  /**
   * Why row `row` has its score. Exact, and equal to what scoring answers: a borrower who was trained on is explained
   * by the trees, or the fold's model, that never saw that borrower. A base-rate model has a score and no reasons.
   * @param groupKey `groupKey` of the row's borrower
   * @param limit reasons to list, at most
   * @returns null where the model has no trees of ours to explain
   * @throws RangeError when there is no such row
   */
  explain(table: Table, row: number, groupKey: number, limit?: number): Reasons | null;
  /**
   * The smallest change that would lead to a milder treatment; see `findCounterfactual`.
   * @param scorer an open scorer of the same model
   */
  counterfactual(
    table: Table,
    row: number,
    groupKey: number,
    policy: Policy,
    scorer: Scorer,
    changeable?: { readonly [column: string]: Direction },
  ): Promise<CounterfactualResult>;
}

export function openExplainer(model: Model): Explainer {
  const parts = new Map<number, ExplainedPart | null>();
  /** The part of the model that scores the borrowers of a fold; -1 is everybody who was not trained on. */
  const partOf = (fold: number): ExplainedPart | null => {
    const place = model.folds.length > 0 ? fold : -1;
    if (!parts.has(place)) parts.set(place, explainedPart(model, place));
    return parts.get(place) ?? null;
  };
  const { baseRate } = model;
  return {
    explain(table, row, groupKey, limit = 6) {
      checkRow(table, row);
      if (model.fitted === null) return { base: baseRate, score: baseRate, reasons: [], rest: 0 };
      const fold = foldOf(model, groupKey);
      const part = partOf(fold);
      if (part === null) return null;
      const { encodings } = part.ensemble;
      const codes = encodeRows(encodings, table, row, row + 1);
      const isOutOfBag = fold >= 0 && model.folds.length === 0;
      const attributions = part.attributor.explain(codes, isOutOfBag ? bagKey(groupKey) : null);
      const columns = encodings.map(({ name }) => name);
      const values = columns.map((name) => cellValue(findColumn(table, name), row));
      const unseen = values.map((value, feature) => value !== null && codes[feature] === missingCode);
      return explainScore({
        attributions,
        toScore: scoreOf(model, part, fold),
        columns,
        values,
        unseen,
        limit,
      });
    },
    async counterfactual(table, row, groupKey, policy, scorer, changeable) {
      checkRow(table, row);
      return await findCounterfactual({
        encodings: oneEach(partOf(foldOf(model, groupKey))?.ensemble.encodings ?? []),
        table,
        row,
        score: async (rows) =>
          (await scorer.score(rows, new Float64Array(rows.rowCount).fill(groupKey))).risk,
        treatmentOf: (risk) => treatmentFor(policy, risk),
        changeable,
      });
    },
  };
}

interface ExplainedPart {
  readonly ensemble: Ensemble;
  readonly attributor: Attributor;
}

function explainedPart({ fitted, folds }: Model, place: number): ExplainedPart | null {
  const ensemble = (place < 0 ? fitted : folds[place])?.ensemble ?? null;
  if (ensemble === null) return null;
  return { ensemble, attributor: new Attributor(coverTrees(ensemble), ensemble.encodings.length) };
}

/** The first encoding of each column: two suggestions for the same column would contradict each other. */
function oneEach(encodings: readonly FeatureEncoding[]): FeatureEncoding[] {
  const names = encodings.map(({ name }) => name);
  return encodings.filter(({ name }, i) => names.indexOf(name) === i);
}

/** From what the trees add up to, to the score on the screen: the way that scoring goes. */
function scoreOf(model: Model, { ensemble }: ExplainedPart, fold: number): (raw: number) => number {
  const map = fold < 0 ? model.calibration : model.foldCalibrations[fold];
  return (raw) => {
    const probability = ensemble.combine.kind === "sum" ? sigmoid(raw) : raw;
    const score = Number.isNaN(probability) ? model.baseRate : probability;
    return map === null ? score : calibrate(map, score);
  };
}

function checkRow(table: Table, row: number): void {
  if (!Number.isInteger(row) || row < 0 || row >= table.rowCount) {
    throw new RangeError(`row is ${row}; the table has ${table.rowCount} rows`);
  }
}
