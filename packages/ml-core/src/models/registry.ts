import type { Classifier, Fitted, FittedParts } from "./classifier.ts";
import { gradientBoosting } from "./gradient-boosting/classifier.ts";
import { logisticRegression } from "./logistic-regression/classifier.ts";
import { mljsRandomForest } from "./mljs-random-forest/classifier.ts";
import { randomForest } from "./random-forest/classifier.ts";
import { xgboostFromParts } from "./xgboost/fitted.ts";

/** Every classifier that can be trained, by the name under which people choose it. The first is the default. */
export const classifiers = {
  "random-forest": randomForest,
  "gradient-boosting": gradientBoosting,
  "logistic-regression": logisticRegression,
  "mljs-random-forest": mljsRandomForest,
} as const satisfies Record<string, Classifier>;

/** A classifier that can be chosen. */
export type TrainableName = keyof typeof classifiers;

export const defaultClassifier: TrainableName = "random-forest";

/** @throws RangeError that names all classifiers where there is none called `name` */
export function findClassifier(name: string): Classifier {
  if (isTrainable(name)) return classifiers[name];
  throw new RangeError(`there is no classifier ${name}; there are ${Object.keys(classifiers).join(", ")}`);
}

export function isTrainable(name: string): name is TrainableName {
  return Object.hasOwn(classifiers, name);
}

/** Reads what `toParts` took apart; null where there is no classifier called `name`, trained here or elsewhere. */
export function fittedFromParts(name: string, parts: FittedParts): Fitted | null {
  if (name === "xgboost") return xgboostFromParts(parts);
  return isTrainable(name) ? classifiers[name].fromParts(parts) : null;
}
