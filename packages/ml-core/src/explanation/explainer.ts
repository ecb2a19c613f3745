import { calibrate } from "../evaluation/calibration.ts";
import { hasKey } from "../evaluation/groups.ts";
import type { Model } from "../models/model.ts";
import { bagKey } from "../models/random-forest/bagging.ts";
import { encodeRows } from "../models/random-forest/fit.ts";
import { missingCode } from "../models/random-forest/nodes.ts";
import type { Scorer } from "../scoring.ts";
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
   * by the trees that never saw that borrower. Without a forest the score is the base rate, and nothing explains it.
   * @param groupKey `groupKey` of the row's borrower
   * @param limit reasons to list, at most
   * @throws RangeError when there is no such row
   */
  explain(table: Table, row: number, groupKey: number, limit?: number): Reasons;
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

/** The adapter between today's model, a calibrated random forest, and the parts of this room. */
export function openExplainer(model: Model): Explainer {
  const { encodings, forest, calibration, baseRate, trainedKeys } = model;
  const columns = encodings.map(({ name }) => name);
  const toScore = (raw: number) => {
    const score = Number.isNaN(raw) ? baseRate : raw;
    return calibration === null ? score : calibrate(calibration, score);
  };
  const attributor =
    forest === null
      ? null
      : new Attributor(
          coverTrees({
            nodes: forest.nodes,
            roots: forest.roots,
            combine: { kind: "mean", seed: forest.seed },
          }),
          encodings.length,
        );
  return {
    explain(table, row, groupKey, limit = 6) {
      checkRow(table, row);
      if (attributor === null) return { base: baseRate, score: baseRate, reasons: [], rest: 0 };
      const codes = encodeRows(encodings, table, row, row + 1);
      const attributions = attributor.explain(codes, hasKey(trainedKeys, groupKey) ? bagKey(groupKey) : null);
      const values = columns.map((name) => cellValue(findColumn(table, name), row));
      const unseen = values.map((value, feature) => value !== null && codes[feature] === missingCode);
      return explainScore({ attributions, toScore, columns, values, unseen, limit });
    },
    async counterfactual(table, row, groupKey, policy, scorer, changeable) {
      checkRow(table, row);
      return await findCounterfactual({
        encodings,
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

function checkRow(table: Table, row: number): void {
  if (!Number.isInteger(row) || row < 0 || row >= table.rowCount) {
    throw new RangeError(`row is ${row}; the table has ${table.rowCount} rows`);
  }
}
