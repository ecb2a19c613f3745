import { sigmoid } from "../../evaluation/auc.ts";
import type { Ensemble } from "../classifier.ts";
import type { Model } from "../model.ts";
import { exportTree } from "./export-tree.ts";
import { attributes, type FeatureBook, logisticMargin, XgboostError } from "./format.ts";
import { floatText, treeText } from "./write-tree.ts";

/** What the file says about itself, and the command line repeats. */
export const exportNote =
  "It gives raw probabilities: the calibration of the scores, and the out-of-bag scores of trained borrowers, " +
  "do not travel in XGBoost's format. Code categories as the attribute loan_recovery_features says; " +
  "a category that it does not list is missing (NaN), or the number after the last where `other` is true.";

/** The version of the format that is written; XGBoost reads every older one. */
const version = [1, 7, 0];

/** How leaves and objective of an ensemble are said in XGBoost's words. */
interface Sum {
  readonly objective: string;
  readonly baseScore: number;
  /** `num_parallel_tree`: trees of one round. */
  readonly parallelTrees: number;
  readonly output: string;
  toValue(leaf: number, tree: number): number;
}

/**
 * A model's trees as XGBoost's JSON, piece by piece, since the text of a large forest is longer than a string can
 * be. `Booster.load_model` reads it, and `predict` then gives the raw probability of class 1: what the trees say to
 * somebody who was not trained on, before calibration.
 * @throws XgboostError for a model that has no trees of ours
 */
export function* exportXgboost(model: Model): Generator<string> {
  const ensemble = exportable(model);
  const { encodings, roots } = ensemble;
  const sum =
    ensemble.combine.kind === "mean" ? meanAsSum(roots.length) : logOddsAsSum(ensemble.combine.base);
  yield head(ensemble, sum);
  for (let tree = 0; tree < roots.length; tree++) {
    const exported = exportTree(ensemble, roots[tree], (leaf) => sum.toValue(leaf, tree));
    yield `${tree > 0 ? "," : ""}${treeText(exported, tree, encodings.length)}`;
  }
  yield "]}}}}\n";
}

function exportable({ fitted, classifier }: Model): Ensemble {
  if (classifier === "xgboost") {
    throw new XgboostError("this model came from XGBoost: its own file is the one to use there");
  }
  const ensemble = fitted?.ensemble ?? null;
  if (ensemble !== null) return ensemble;
  throw new XgboostError(
    `a ${classifier} model cannot be exported; random-forest and gradient-boosting models can`,
  );
}

/**
 * XGBoost has no mean, so each tree brings its share of one, and no link makes the sum a probability. It adds in
 * float32, which costs 500 trees up to 3e-6, for two reasons that are taken away here. Its steps grow with the sum:
 * shares of the distance to a half keep the sum small. And leaves of the same value (pure ones) are rounded the same
 * way each time: a different part of a step added to each tree, by the golden ratio as evenly as can be, makes the
 * errors cancel. The last tree brings the half and takes those parts back.
 */
function meanAsSum(trees: number): Sum {
  const nudges = Array.from({ length: trees }, (_, tree) => ((tree * goldenRatio) % 1) * float32Step);
  const last = 0.5 - nudges.reduce((sum, nudge) => sum + nudge, 0);
  return {
    objective: "reg:squarederror",
    baseScore: 0,
    parallelTrees: trees,
    output: "mean",
    toValue: (leaf, tree) => (leaf - 0.5) / trees + nudges[tree] + (tree === trees - 1 ? last : 0),
  };
}

const goldenRatio = 0.618033988749895;
/** Distance between float32 numbers from a quarter to a half. */
const float32Step = 2 ** -25;

/** What `base_score` cannot say, being a float32 within bounds, the first tree does. */
function logOddsAsSum(base: number): Sum {
  const baseScore = Math.fround(Math.min(0.999, Math.max(0.001, sigmoid(base))));
  const rest = base - logisticMargin(baseScore);
  return {
    objective: "binary:logistic",
    baseScore,
    parallelTrees: 1,
    output: "log-odds",
    toValue: (leaf, tree) => (tree === 0 ? leaf + rest : leaf),
  };
}

/** Everything that comes before the trees. */
function head({ encodings, roots }: Ensemble, sum: Sum): string {
  const book = encodings.map((encoding): FeatureBook => {
    const { name, kind } = encoding;
    return kind === "number"
      ? { name, kind }
      : { name, kind, categories: encoding.categories, other: encoding.other };
  });
  const learner = {
    learner_model_param: {
      base_score: floatText(sum.baseScore),
      boost_from_average: "0",
      num_class: "0",
      num_feature: String(encodings.length),
      num_target: "1",
    },
    objective: { name: sum.objective, reg_loss_param: { scale_pos_weight: "1" } },
    attributes: {
      [attributes.features]: JSON.stringify(book),
      [attributes.output]: sum.output,
      [attributes.note]: exportNote,
    },
    feature_names: uniqueNames(encodings.map(({ name }) => xgboostName(name))),
    feature_types: encodings.map(({ kind }) => (kind === "number" ? "float" : "c")),
  };
  const booster = {
    gbtree_model_param: {
      num_parallel_tree: String(sum.parallelTrees),
      num_trees: String(roots.length),
      size_leaf_vector: "0",
    },
    tree_info: new Array<number>(roots.length).fill(0),
  };
  const open = (value: object) => JSON.stringify(value).slice(0, -1);
  return (
    `${open({ version })},"learner":${open(learner)},"gradient_booster":{"name":"gbtree",` +
    `"model":${open(booster)},"trees":[`
  );
}

/** XGBoost's Python package refuses these three characters in the names of features. */
function xgboostName(name: string): string {
  return name.replaceAll("[", "(").replaceAll("]", ")").replaceAll("<", "lt");
}

function uniqueNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let unique = name;
    for (let number = 2; taken.has(unique); number++) unique = `${name} ${number}`;
    taken.add(unique);
    return unique;
  });
}
