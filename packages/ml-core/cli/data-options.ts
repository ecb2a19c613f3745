import { availableParallelism } from "node:os";
import { classifiers, isTrainable, type TrainableName } from "../src/models/registry.ts";
import type { TrainOptions } from "../src/pipeline.ts";
import { type Arguments, list, required, wholeNumber } from "./arguments.ts";
import { UsageError } from "./exits.ts";
import type { ColumnOptions } from "./mapping.ts";

/** What the command line says about the file's columns. */
export function columnOptions(args: Arguments): ColumnOptions {
  const { target, id, group, date } = args.values;
  const dateOrder = args.values["date-order"] ?? null;
  if (dateOrder !== null && dateOrder !== "day" && dateOrder !== "month") {
    throw new UsageError(`--date-order is "${dateOrder}": it must be day or month, whichever comes first`);
  }
  return {
    target,
    id,
    group,
    date,
    positive: list(args, "positive"),
    dateOrder: dateOrder === null ? null : dateOrder === "day" ? "DAY_FIRST" : "MONTH_FIRST",
    ignore: list(args, "ignore"),
    allow: list(args, "allow"),
  };
}

/** Worker threads: as asked for, or one for each processor. */
export function threadCount(args: Arguments): number {
  return wholeNumber(args, "threads", { low: 1, high: 256, otherwise: availableParallelism() });
}

/** The seed that everything random follows from. */
export function seedOf(args: Arguments): number {
  return wholeNumber(args, "seed", { low: 0, high: 4294967295, otherwise: 42 });
}

/** The classifier that is asked for, or undefined for the usual one. */
export function classifierOf(args: Arguments): TrainableName | undefined {
  const name = args.values.classifier;
  if (name === undefined || isTrainable(name)) return name;
  throw new UsageError(`--classifier is "${name}": it must be one of ${Object.keys(classifiers).join(", ")}`);
}

/** The classifiers to compare, in the order in which they are named. */
export function classifiersOf(args: Arguments): TrainableName[] {
  required(args, "classifiers");
  const known = Object.keys(classifiers).join(", ");
  const names = new Set<TrainableName>();
  for (const name of list(args, "classifiers")) {
    if (!isTrainable(name)) throw new UsageError(`--classifiers has "${name}": there are ${known}`);
    names.add(name);
  }
  if (names.size < 2) {
    throw new UsageError(
      `--classifiers is "${args.values.classifiers}": it must name two or more of ${known}`,
    );
  }
  return [...names];
}

/** `--class-weight balanced`, or how much a recovered and a lost loan count, such as 1,3; undefined for all the same. */
export function classWeightsOf(args: Arguments): TrainOptions["classWeights"] {
  const text = args.values["class-weight"];
  if (text === undefined || text === "balanced") return text;
  const weights = text.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  const [recovered, lost] = weights;
  if (weights.length === 2 && weights.every((weight) => weight > 0 && Number.isFinite(weight)))
    return [recovered, lost];
  throw new UsageError(
    `--class-weight is "${text}": it must be balanced, or how much a recovered and a lost loan count, such as 1,3`,
  );
}

/** `--settings trees=100,minLeaf=5`; whether a classifier has such settings is for the trainer to say. */
export function settingsOf(args: Arguments): Record<string, number> {
  return Object.fromEntries(
    list(args, "settings").map((pair) => {
      const [name, text = "", ...more] = pair.split("=").map((part) => part.trim());
      const value = text === "" || more.length > 0 ? Number.NaN : Number(text);
      if (!Number.isFinite(value)) throw new UsageError(`--settings has "${pair}": it must be name=number`);
      return [name, value];
    }),
  );
}
