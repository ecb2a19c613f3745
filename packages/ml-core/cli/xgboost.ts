import { readFileSync } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import { modelHash, serializeModel } from "../src/models/model-file.ts";
import { exportNote, exportXgboost } from "../src/models/xgboost/export.ts";
import { XgboostError } from "../src/models/xgboost/format.ts";
import { importXgboost } from "../src/models/xgboost/import.ts";
import { type Arguments, list } from "./arguments.ts";
import { readModel } from "./common.ts";
import type { Console } from "./console.ts";
import { Refusal } from "./exits.ts";
import { OutputFile, reasonOf, writeWhole } from "./output-file.ts";
import { outputPath } from "./output-path.ts";

/** `export-xgboost`: writes a model's trees as a JSON model of XGBoost's. */
export async function exportToXgboost(args: Arguments, console: Console): Promise<void> {
  const out = outputPath(args, "out");
  const model = readModel(args.file);
  const { classifier, trees, features } = model.report;
  const file = new OutputFile(out);
  try {
    let written = 0;
    for (const piece of exportXgboost(model)) {
      file.write(piece);
      console.progress(Math.min(1, written++ / trees), "Writing trees");
      await nextTurn();
    }
    file.finish();
  } catch (error) {
    throw asRefusal(args.file, error);
  } finally {
    file.abandon();
  }
  console.result({ formatVersion: 1, classifier, trees, features, calibrated: false, note: exportNote, out });
  console.line(`${trees} trees written: ${out}`);
  console.line(`note: ${exportNote}`);
}

/** `import-xgboost`: makes a model file of a model that XGBoost trained. */
export function importFromXgboost(args: Arguments, console: Console): void {
  const path = outputPath(args, "model");
  const text = readText(args.file);
  const model = orRefuse(args.file, () => importXgboost(text, { features: list(args, "features") }));
  writeWhole(path, serializeModel(model));
  const { classifier, trees, features, promotable, notPromotableReason, warnings } = model.report;
  console.result({
    ...{ formatVersion: 1, classifier, trees, features, promotable, notPromotableReason, warnings },
    ...{ modelHash: modelHash(model), model: path },
  });
  console.line(`${trees} trees over ${features.length} features: ${features.join(", ")}`);
  for (const { message } of warnings) console.line(`note: ${message}`);
  console.line(`not promotable. ${notPromotableReason}`);
  console.line(`model written: ${path}`);
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new Refusal(`cannot read ${path}: ${reasonOf(error)}`);
  }
}

function orRefuse<T>(file: string, step: () => T): T {
  try {
    return step();
  } catch (error) {
    throw asRefusal(file, error);
  }
}

function asRefusal(file: string, error: unknown): unknown {
  return error instanceof XgboostError ? new Refusal(`${file}: ${error.message}`) : error;
}
