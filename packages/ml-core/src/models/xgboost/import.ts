import { sigmoid } from "../../evaluation/auc.ts";
import type { TrainingReport, Warning } from "../../report.ts";
import { findCanonicalByPlainName, roleOf } from "../../table/roles.ts";
import type { Model } from "../model.ts";
import { FittedXgboost } from "./fitted.ts";
import { XgboostError } from "./format.ts";
import { packTrees } from "./pack.ts";
import { parseXgboost, type XgboostModel } from "./parse.ts";

export interface ImportOptions {
  /** Names of all features in the model's order: our columns, where the file names them otherwise or not at all. */
  readonly features?: readonly string[];
}

const untested =
  "The model was trained elsewhere, by XGBoost: whether it tells borrowers apart, whether its probabilities are " +
  "true and whether it was tested on rows that it had not seen cannot be checked until it is evaluated here.";

/**
 * A model that XGBoost trained and saved as JSON (`booster.save_model("model.json")`), as a model of ours: it scores,
 * explains and travels in our model file, but has no metrics and is not promotable.
 * @throws XgboostError that says what is not supported, what is wrong with the text, or which names are needed
 */
export function importXgboost(text: string, { features }: ImportOptions = {}): Model {
  const model = parseXgboost(text);
  const names = namesOf(model, features ?? []);
  const gains = gainsOf(model);
  const { ensemble, spread } = packTrees(model, names);
  const fitted = new FittedXgboost(ensemble, gains);
  return {
    classifier: "xgboost",
    baseRate: model.output === "mean" ? 0.5 : sigmoid(model.base),
    fitted,
    ...{ folds: [], calibration: null, foldCalibrations: [], segmentation: null },
    trainedKeys: new Float64Array(0),
    trainedFolds: new Uint8Array(0),
    report: describe(names, gains, fitted.trees, [
      ...nameWarnings(names),
      ...modelWarnings(model, names, spread),
    ]),
  };
}

/** Names as given, else as the file says; those of our canonical columns in our spelling. */
function namesOf({ featureCount, featureNames, book }: XgboostModel, given: readonly string[]): string[] {
  if (given.length > 0 && given.length !== featureCount)
    throw new XgboostError(`${given.length} names for the ${featureCount} features of the XGBoost model`);
  const own = book === null ? featureNames : book.map(({ name }) => name);
  const names = given.length > 0 ? given : own;
  if (names.length === 0 || (given.length === 0 && names.every((name, i) => name === `f${i}`))) {
    throw new XgboostError(
      `the XGBoost model does not name its features: name all ${featureCount} of them, in their order (--features a,b,c)`,
    );
  }
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new XgboostError(`two features of the XGBoost model are called ${twice}`);
  const ours = names.map((name) => findCanonicalByPlainName(name)?.name ?? name);
  return new Set(ours).size === ours.length ? ours : [...names];
}

/** Loss removed by each feature; XGBoost calls it the total gain. */
function gainsOf({ trees, featureCount }: XgboostModel): Float64Array {
  const gains = new Float64Array(featureCount);
  for (const { leftChildren, splitIndices, gains: ofNode } of trees) {
    leftChildren.forEach((child, node) => {
      if (child >= 0 && ofNode[node] > 0) gains[splitIndices[node]] += ofNode[node];
    });
  }
  return gains;
}

/** What the leak guard would have kept out. */
function nameWarnings(names: readonly string[]): Warning[] {
  const withRole = (...roles: readonly string[]) =>
    names.filter((name) => roles.includes(roleOf(name))).join(", ");
  const leaks = withRole("known-after-treatment", "outcome");
  const personal = withRole("protected", "personal");
  return [
    {
      code: "known-after-treatment",
      message: leaks && `the model uses columns that become known after treatment only: ${leaks}`,
    },
    {
      code: "protected-features",
      message: personal && `the model uses protected or personal columns: ${personal}`,
    },
  ].filter(({ message }) => message !== "");
}

/** What does not travel in XGBoost's format, or not quite. */
function modelWarnings(model: XgboostModel, names: readonly string[], spread: readonly string[]): Warning[] {
  const warnings: Warning[] = [];
  const { trees, parallelTrees, bestRound, book, featureTypes } = model;
  const coded = names.filter((_, i) => featureTypes[i] === "c" && book === null);
  if (coded.length > 0) {
    const message = `the model does not say which number stands for which category, so these columns must hold the numbers that it was trained on: ${coded.join(", ")}`;
    warnings.push({ code: "category-numbers", message });
  }
  const rounds = trees.length / Math.max(1, parallelTrees);
  if (bestRound !== null && bestRound + 1 < rounds) {
    const message = `early stopping found ${bestRound + 1} rounds best; all ${rounds} are used, as Booster.predict does. To cut the others off, save booster[:${bestRound + 1}]`;
    warnings.push({ code: "rounds-after-best", message });
  }
  if (spread.length > 0) {
    const message = `single trees have more than 254 thresholds on ${spread.join(", ")}: reasons add up to the score, but how they are shared among these columns is approximate`;
    warnings.push({ code: "spread-features", message });
  }
  return warnings;
}

function describe(
  names: readonly string[],
  gains: Float64Array,
  trees: number,
  warnings: readonly Warning[],
): TrainingReport {
  const total = gains.reduce((sum, gain) => sum + gain, 0);
  const featureImportance = names
    .map((feature, i) => ({ feature, importance: total > 0 ? gains[i] / total : 0 }))
    .sort((a, b) => b.importance - a.importance);
  return {
    ...{ formatVersion: 1, rows: 0, groups: 0, positives: 0 },
    ...{ features: names, excluded: [], allowed: [] },
    ...{
      classifier: "xgboost",
      seed: 0,
      dataHash: null,
      trees,
      settings: {},
      weights: null,
      coefficients: null,
    },
    ...{ promotable: false, notPromotableReason: untested },
    ...{ evaluation: null, metrics: null, outOfTime: null, outOfTimeReason: null, leakyMetrics: null },
    ...{ verdict: "not-enough-data", verdictText: untested, rowsNeeded: null },
    ...{ featureImportance, calibrationCurve: [], segments: [], warnings },
  };
}
