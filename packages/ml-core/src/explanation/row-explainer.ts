import { sigmoid } from "../evaluation/auc.ts";
import { calibrate } from "../evaluation/calibration.ts";
import type { FeatureEncoding } from "../features/encoding.ts";
import type { Ensemble, Fitted, LinearModel } from "../models/classifier.ts";
import type { Model } from "../models/model.ts";
import { encodeRows } from "../models/random-forest/fit.ts";
import { missingCode } from "../models/random-forest/nodes.ts";
import type { Table } from "../table/table.ts";
import { type Attributions, Attributor } from "./attributions.ts";
import { coverTrees } from "./covers.ts";

/** A row's attributions, and which of its values the classifier never saw and takes for missing. */
export interface RowAttributions extends Attributions {
  readonly unread: readonly boolean[];
}

/** What explains the rows of one fitted classifier, whatever it is. */
export interface RowExplainer {
  /** Column of each attribution; a column may have several. */
  readonly columns: readonly string[];
  readonly encodings: readonly FeatureEncoding[];
  /** @param bagKey of a borrower whom an out-of-bag classifier was trained on; null for anybody else */
  attribute(table: Table, row: number, bagKey: number | null): RowAttributions;
}

/** Null where the classifier has neither trees of ours nor linear parts. Costs a tenth of a second with many trees. */
export function openRowExplainer({ ensemble, linear }: Fitted): RowExplainer | null {
  if (ensemble !== null) return treeExplainer(ensemble);
  return linear === null ? null : linearExplainer(linear);
}

function treeExplainer(ensemble: Ensemble): RowExplainer {
  const { encodings } = ensemble;
  const attributor = new Attributor(coverTrees(ensemble), encodings.length);
  return {
    columns: encodings.map(({ name }) => name),
    encodings,
    attribute(table, row, bagKey) {
      const codes = encodeRows(encodings, table, row, row + 1);
      const unread = Array.from(codes, (code) => code === missingCode);
      return { ...attributor.explain(codes, bagKey), unread };
    },
  };
}

function linearExplainer({ columns, encodings, base, attribute }: LinearModel): RowExplainer {
  return { columns, encodings, attribute: (table, row) => ({ base, ...attribute(table, row) }) };
}

/** The place of the part that scores the borrowers of a fold: the fold's model, or -1, the model of all rows. */
export function placeOf({ folds }: Model, fold: number): number {
  return folds.length > 0 ? fold : -1;
}

/** The classifier at a place; null in a base-rate model. */
export function fittedAt({ fitted, folds }: Model, place: number): Fitted | null {
  return place < 0 ? fitted : folds[place];
}

/**
 * From raw scores to the score on the screen, the way that scoring goes.
 * @param fold fold of the borrower, -1 for one who was not trained on
 */
export function scoreOf(model: Model, { ensemble }: Fitted, fold: number): (raw: number) => number {
  const map = fold < 0 ? model.calibration : model.foldCalibrations[fold];
  const isLogOdds = ensemble === null || ensemble.combine.kind === "sum";
  return (raw) => {
    const probability = isLogOdds ? sigmoid(raw) : raw;
    const score = Number.isNaN(probability) ? model.baseRate : probability;
    return map === null ? score : calibrate(map, score);
  };
}
