import { columnsFor } from "../../features/encoding.ts";
import type { Table } from "../../table/table.ts";
import type {
  Classifier,
  Coefficient,
  FitContext,
  Fitted,
  FittedParts,
  LearningRows,
  LinearAttribution,
  LinearModel,
  RowsToScore,
} from "../classifier.ts";
import { type EncodingJson, encodingParts, PartReader } from "../parts.ts";
import { real, type SettingsOf } from "../settings.ts";
import { attributeRegression, averageMargin, predictRegression, type Regression } from "./regression.ts";
import { type Term, termLevels } from "./terms.ts";

const rules = {
  /** Ridge penalty, in rows: l2 / 2 times the squared coefficients of standardised inputs. */
  l2: real(1e-6, 1e9, () => 1),
};

/** A scorecard: what each column adds to the log-odds. */
class FittedRegression implements Fitted {
  readonly trees = 0;
  readonly ensemble = null;
  readonly regression: Regression;

  constructor(regression: Regression) {
    this.regression = regression;
  }

  async predictProbability({ table, from, to }: RowsToScore): Promise<Float64Array> {
    return predictRegression(this.regression, columnsFor(this.regression.terms, table), from, to);
  }

  get linear(): LinearModel {
    const { regression } = this;
    return {
      columns: regression.terms.map(({ name }) => name),
      encodings: regression.encodings,
      base: averageMargin(regression),
      coefficients: coefficientsOf(regression),
      attribute: (table: Table, row: number): LinearAttribution =>
        attributeRegression(regression, columnsFor(regression.terms, table), row),
    };
  }

  /** All levels of a category together, as the one column that a person knows. */
  importance(): Float64Array {
    return this.regression.spreads;
  }

  toParts(): FittedParts {
    const { terms, starts, coefficients, effects, errors, averages, spreads } = this.regression;
    const { json, arrays } = encodingParts(this.regression.encodings);
    return {
      json: { terms, starts, encodings: json },
      arrays: [coefficients, effects, errors, averages, spreads, ...arrays],
    };
  }
}

function coefficientsOf({ terms, starts, effects, errors }: Regression): Coefficient[] {
  const all = terms.flatMap((term, t) =>
    termLevels(term).map((level, i) => ({ feature: term.name, level, at: starts[t] + i })),
  );
  return all.map(({ feature, level, at }) => ({
    feature,
    level,
    value: effects[at],
    standardError: Number.isNaN(errors[at]) ? null : errors[at],
  }));
}

/** The baseline of every credit department: a linear model that a person can read. */
export const logisticRegression: Classifier = {
  rules,
  honesty: "out-of-fold",
  // About ten passes, each over the pairs of a row's columns.
  work: (rows, features) => (rows * features * features) / 4,
  refusal: () => null,

  async fit(
    { table, label, weights }: LearningRows,
    { l2 }: SettingsOf<typeof rules>,
    { pool, onProgress }: FitContext,
  ): Promise<Fitted> {
    const regression = await pool.run("regress", { table, label, weights, l2 });
    onProgress(1);
    return new FittedRegression(regression);
  },

  fromParts({ json, arrays }: FittedParts): Fitted {
    // Files from before the bins were kept explain their scores, but have no values to suggest.
    const {
      terms,
      starts,
      encodings = [],
    } = json as {
      terms: Term[];
      starts: number[];
      encodings?: EncodingJson[];
    };
    const reader = new PartReader(arrays);
    const coefficients = reader.numbers();
    const effects = reader.numbers();
    const errors = reader.numbers();
    const averages = reader.numbers();
    const rest = { effects, errors, averages, spreads: reader.numbers() };
    return new FittedRegression({
      ...{ terms, starts, coefficients, ...rest },
      encodings: reader.encodings(encodings),
    });
  },
};
