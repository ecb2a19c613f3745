import { sigmoid } from "../evaluation/auc.ts";
import { calibrate } from "../evaluation/calibration.ts";
import { takeRows } from "../features/columns.ts";
import type { Fitted } from "../models/classifier.ts";
import { rowsWhere } from "../models/learning-rows.ts";
import type { Model } from "../models/model.ts";
import { bagKey } from "../models/random-forest/bagging.ts";
import type { Pool } from "../parallel/pool.ts";
import { foldOf } from "../scoring.ts";
import type { Table } from "../table/table.ts";
import { openRowExplainer, type RowAttributions, type RowExplainer } from "./row-explainer.ts";

/** A row's attributions by the part of a model that never saw its borrower. */
export interface AttributedRow {
  readonly attributions: RowAttributions;
  /** Column of each attribution; a column may have several. */
  readonly columns: readonly string[];
  /** From raw scores to the score on the screen, the way that scoring goes. */
  readonly toScore: (raw: number) => number;
}

/** Rows `from..to` of a table. */
export interface RowsToAttribute {
  readonly table: Table;
  /** `groupKey` of each row's borrower, for all rows of the table. */
  readonly groupKeys: Float64Array;
  readonly from: number;
  readonly to: number;
}

/**
 * Takes the scores of a model apart, each by what gave it: for a borrower who was trained on, the trees, or the
 * fold's model, that never saw that borrower. Null where that part cannot explain itself, as in a base-rate model.
 */
export interface ModelAttributor {
  /** What explains the scores of a borrower. Opened when first asked for, and kept. */
  explainerFor(groupKey: number): RowExplainer | null;
  attribute(table: Table, row: number, groupKey: number): AttributedRow | null;
  /** The same for many rows, on the pool's threads, to the bit whatever their number. All in memory at once. */
  attributeRows(rows: RowsToAttribute, pool: Pool): Promise<(AttributedRow | null)[]>;
}

interface Part {
  readonly fitted: Fitted;
  readonly explainer: RowExplainer;
}

export function openModelAttributor(model: Model): ModelAttributor {
  const parts = new Map<number, Part | null>();
  const partOf = (fold: number): Part | null => {
    const place = placeOf(model, fold);
    const known = parts.get(place);
    if (known !== undefined) return known;
    const part = openPart(place < 0 ? model.fitted : model.folds[place]);
    parts.set(place, part);
    return part;
  };
  return {
    explainerFor: (groupKey) => partOf(foldOf(model, groupKey))?.explainer ?? null,
    attribute(table, row, groupKey) {
      const fold = foldOf(model, groupKey);
      const part = partOf(fold);
      if (part === null) return null;
      const attributions = part.explainer.attribute(table, row, ownBagKey(model, fold, groupKey));
      return attributedRow(model, part, fold, attributions);
    },
    async attributeRows({ table, groupKeys, from, to }, pool) {
      const folds = Int8Array.from(groupKeys.subarray(from, to), (key) => foldOf(model, key));
      const found = new Array<AttributedRow | null>(folds.length).fill(null);
      for (const place of new Set(Array.from(folds, (fold) => placeOf(model, fold)))) {
        const part = partOf(place);
        if (part === null) continue;
        const rows = rowsWhere(folds.length, (i) => placeOf(model, folds[i]) === place);
        const own = takeRows(
          table,
          rows.map((i) => from + i),
        );
        const bagKeys = Array.from(rows, (i) => ownBagKey(model, folds[i], groupKeys[from + i]));
        const all = await part.explainer.attributeAll(own, bagKeys, pool);
        rows.forEach((i, at) => {
          found[i] = attributedRow(model, part, folds[i], all[at]);
        });
      }
      return found;
    },
  };
}

/** The place of the part that scores the borrowers of a fold: the fold's model, or -1, the model of all rows. */
function placeOf({ folds }: Model, fold: number): number {
  return folds.length > 0 ? fold : -1;
}

function openPart(fitted: Fitted | null): Part | null {
  const explainer = fitted === null ? null : openRowExplainer(fitted);
  return fitted === null || explainer === null ? null : { fitted, explainer };
}

/** The bag key of a borrower of this fold, whom some trees of an out-of-bag classifier saw; null for anybody else. */
function ownBagKey({ folds }: Model, fold: number, groupKey: number): number | null {
  return fold >= 0 && folds.length === 0 ? bagKey(groupKey) : null;
}

function attributedRow(
  model: Model,
  { fitted, explainer }: Part,
  fold: number,
  attributions: RowAttributions,
): AttributedRow {
  return { attributions, columns: explainer.columns, toScore: scoreOf(model, fitted, fold) };
}

function scoreOf(model: Model, { ensemble }: Fitted, fold: number): (raw: number) => number {
  const map = fold < 0 ? model.calibration : model.foldCalibrations[fold];
  const isLogOdds = ensemble === null || ensemble.combine.kind === "sum";
  return (raw) => {
    const probability = isLogOdds ? sigmoid(raw) : raw;
    const score = Number.isNaN(probability) ? model.baseRate : probability;
    return map === null ? score : calibrate(map, score);
  };
}
