import { attributes, type FeatureBook, logisticMargin, XgboostError, type XgboostTree } from "./format.ts";
import { type JsonField, parseXgboostJson } from "./json.ts";
import { parseTree } from "./parse-tree.ts";

/** What a file of XGBoost's says. */
export interface XgboostModel {
  readonly trees: readonly XgboostTree[];
  /** What the leaves add up to: log-odds, or (from our forests) the probability itself. */
  readonly output: "log-odds" | "mean";
  /** What the leaves are added to. */
  readonly base: number;
  readonly featureCount: number;
  /** Empty where the file names none. */
  readonly featureNames: readonly string[];
  /** "float", "int", "i", "q" or, for categories, "c"; empty where the file does not say. */
  readonly featureTypes: readonly string[];
  /** What the numbers of each feature mean, where the file says so. */
  readonly book: readonly FeatureBook[] | null;
  /** Trees of one round, and the last round that early stopping wants used; null where it does not say. */
  readonly parallelTrees: number;
  readonly bestRound: number | null;
}

/**
 * Reads a model that XGBoost saved as JSON (see format.ts).
 * @throws XgboostError that says what is not supported, or what is wrong with the text
 */
export function parseXgboost(text: string): XgboostModel {
  const learner = parseXgboostJson(text).get("learner");
  const booster = learner.get("gradient_booster");
  refuseOtherBoosters(booster.get("name").text());
  const parameters = learner.get("learner_model_param");
  refuseSeveralOutputs(parameters);
  const model = booster.get("model");
  const featureCount = parameters.get("num_feature").parameter();
  const trees = model
    .get("trees")
    .items()
    .map((tree) => parseTree(tree, featureCount));
  if (trees.length === 0) throw new XgboostError("the XGBoost model has no trees");
  if (booster.find("weight_drop") !== null) refuseOtherBoosters("dart");
  const given = learner.find("attributes");
  const bestRound = given?.find("best_iteration")?.parameter() ?? null;
  return {
    trees,
    ...outputOf(learner, given),
    featureCount,
    featureNames: perFeature(learner.find("feature_names"), featureCount),
    featureTypes: perFeature(learner.find("feature_types"), featureCount),
    book: bookOf(given?.find(attributes.features) ?? null, featureCount),
    parallelTrees: model.get("gbtree_model_param").find("num_parallel_tree")?.parameter() ?? 1,
    bestRound,
  };
}

function refuseOtherBoosters(name: string): void {
  if (name === "gbtree") return;
  throw new XgboostError(`the XGBoost model's booster is ${name}: only gbtree can be imported`);
}

function refuseSeveralOutputs(parameters: JsonField): void {
  const classes = parameters.find("num_class")?.parameter() ?? 0;
  const targets = parameters.find("num_target")?.parameter() ?? 1;
  if (classes <= 1 && targets <= 1) return;
  throw new XgboostError(
    `the XGBoost model has ${Math.max(classes, targets)} outputs: only a model of one outcome, yes or no, can be imported`,
  );
}

const logistic = ["binary:logistic", "reg:logistic"];

function outputOf(learner: JsonField, given: JsonField | null): Pick<XgboostModel, "output" | "base"> {
  const objective = learner.get("objective").get("name").text();
  const score = learner.get("learner_model_param").get("base_score");
  const baseScore = Math.fround(score.parameter());
  if (logistic.includes(objective)) {
    if (!(baseScore > 0 && baseScore < 1)) throw score.wrong("between 0 and 1");
    return { output: "log-odds", base: logisticMargin(baseScore) };
  }
  const output = given?.find(attributes.output)?.text();
  if (objective === "reg:squarederror" && output === "mean") return { output, base: baseScore };
  throw new XgboostError(
    `the XGBoost model's objective is ${objective}: only ${logistic.join(" and ")} give probabilities`,
  );
}

function perFeature(field: JsonField | null, featureCount: number): string[] {
  const texts = field?.texts() ?? [];
  if (field !== null && texts.length !== 0 && texts.length !== featureCount)
    throw field.wrong(`a list of ${featureCount} texts`);
  return texts;
}

function bookOf(attribute: JsonField | null, featureCount: number): FeatureBook[] | null {
  if (attribute === null) return null;
  const entries = parseXgboostJson(attribute.text()).items();
  if (entries.length !== featureCount) throw attribute.wrong(`a list of ${featureCount} features`);
  return entries.map((entry): FeatureBook => {
    const [name, kind] = [entry.get("name").text(), entry.get("kind").text()];
    if (kind === "number") return { name, kind };
    if (kind !== "category") throw attribute.wrong('a list of features of kind "number" or "category"');
    const categories = entry.get("categories").texts();
    return { name, kind, categories, other: entry.find("other")?.isTrue() ?? false };
  });
}
