import { readFileSync } from "node:fs";
import type { Model } from "../src/models/model.ts";
import { loadModel, ModelFileError } from "../src/models/model-file.ts";
import type { Warning } from "../src/report.ts";
import { type Policy, seedPolicy } from "../src/strategy/policy.ts";
import { readPolicy } from "../src/strategy/policy-json.ts";
import type { Arguments } from "./arguments.ts";
import type { Console } from "./console.ts";
import {
  classifierOf,
  classWeightsOf,
  columnOptions,
  seedOf,
  settingsOf,
  threadCount,
} from "./data-options.ts";
import { Refusal } from "./exits.ts";
import type { ColumnOptions } from "./mapping.ts";
import { reasonOf, writeWhole } from "./output-file.ts";
import { outputPath } from "./output-path.ts";
import type { Portfolio } from "./portfolio.ts";

/** What the options say, wrong ones refused before the file is read. */
export function checkedOptions(args: Arguments): ColumnOptions {
  seedOf(args);
  threadCount(args);
  classifierOf(args);
  settingsOf(args);
  classWeightsOf(args);
  const options = columnOptions(args);
  if (args.values.report !== undefined) outputPath(args, "report");
  return options;
}

/** @throws Refusal where the file is no model, or cannot be read */
export function readModel(path: string): Model {
  try {
    return loadModel(readFileSync(path));
  } catch (error) {
    if (error instanceof ModelFileError) throw new Refusal(`${path}: ${error.message}`);
    throw new Refusal(`cannot read ${path}: ${reasonOf(error)}`);
  }
}

/**
 * The policy that --policy names, or the seed's.
 * @throws Refusal with one line for each fault of the file
 */
export function policyOf(args: Arguments): Policy {
  const path = args.values.policy;
  if (path === undefined) return seedPolicy;
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new Refusal(`cannot read ${path}: ${reasonOf(error)}`);
  }
  const { policy, problems } = readPolicy(text);
  if (policy !== null) return policy;
  throw new Refusal(
    ...problems.map((problem) => [path, problem.path, problem.message].filter(Boolean).join(": ")),
  );
}

/** @throws Refusal: a file that shares no column with the model would get one score for every loan. */
export function refuseStrangers(file: string, { table }: Portfolio, model: Model): void {
  const names = new Set(table.columns.map(({ name }) => name));
  const { features } = model.report;
  if (features.length === 0 || features.some((feature) => names.has(feature))) return;
  throw new Refusal(`${file} has none of the columns that the model learned from: ${features.join(", ")}`);
}

const toldAlways = new Set(["ragged-rows", "no-header", "decimal-separator", "unclear-date"]);

/** What the file left open and nobody answered, and what the lists cannot show. */
export function readingWarnings({ questions, rejectCount, rejects, mapping }: Portfolio): Warning[] {
  const isDated = mapping.columns.some(({ target }) => target === "As_Of_Date");
  const warnings: Warning[] = questions
    .filter(({ code }) => toldAlways.has(code) && !(code === "unclear-date" && isDated))
    .map(({ code, message }) => ({ code, message }));
  if (mapping.rowNumberIds) {
    const message = "no column holds the loan's id: each row is a loan of its own, named by its row number";
    warnings.push({ code: "no-loan-id", message });
  }
  if (rejectCount > rejects.length) {
    const message = `${rejectCount} rows and cells were rejected; the first ${rejects.length} are listed`;
    warnings.push({ code: "rejects-cut", message });
  }
  return warnings;
}

/**
 * Writes --report and prints the result.
 * @param words what is printed on stdout without --json; nothing where all was said on the way
 */
export function finish(report: object, args: Arguments, console: Console, words?: string): void {
  if (args.values.report !== undefined)
    writeWhole(args.values.report, `${JSON.stringify(report, null, 2)}\n`);
  console.result(report, words);
}
