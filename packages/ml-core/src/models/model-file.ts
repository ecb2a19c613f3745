import { createHash } from "node:crypto";
import type { CalibrationMap } from "../evaluation/calibration.ts";
import type { TrainingReport } from "../report.ts";
import type { Segmentation } from "../segments/segmentation.ts";
import type { Fitted, PartArray } from "./classifier.ts";
import type { Model } from "./model.ts";
import { altered, type Content, decodeContent, encodeContent } from "./model-container.ts";
import { PartReader, PartsError } from "./parts.ts";
import { fittedFromParts } from "./registry.ts";

export { ModelFileError } from "./model-container.ts";

/** A model without its arrays, which follow in the order in which `serializeModel` collects them. */
interface ModelJson {
  readonly classifier: Model["classifier"];
  readonly baseRate: number;
  /** The parts of the classifier, or null; then those of each fold's. */
  readonly fitted: PartJson | null;
  readonly folds: readonly PartJson[];
  readonly calibration: CalibrationJson | null;
  readonly foldCalibrations: readonly CalibrationJson[];
  readonly segmentation: Omit<Segmentation, "centroids"> | null;
  readonly report: TrainingReport;
}

/** JSON of one fitted classifier and the number of its arrays. */
interface PartJson {
  readonly json: unknown;
  readonly arrays: number;
}

type CalibrationJson = Omit<CalibrationMap, "knots" | "values">;

/** The model as bytes: the same model gives the same bytes. */
export function serializeModel(model: Model): Uint8Array {
  const arrays: PartArray[] = [model.trainedKeys, model.trainedFolds];
  const part = (fitted: Fitted): PartJson => {
    const parts = fitted.toParts();
    arrays.push(...parts.arrays);
    return { json: parts.json, arrays: parts.arrays.length };
  };
  const map = ({ method, tailSlope, low, high, knots, values }: CalibrationMap): CalibrationJson => {
    arrays.push(knots, values);
    return { method, tailSlope, low, high };
  };
  const json: ModelJson = {
    classifier: model.classifier,
    baseRate: model.baseRate,
    fitted: model.fitted && part(model.fitted),
    folds: model.folds.map(part),
    calibration: model.calibration && map(model.calibration),
    foldCalibrations: model.foldCalibrations.map(map),
    segmentation: model.segmentation && segmentsJson(model.segmentation, arrays),
    report: model.report,
  };
  return encodeContent({ json, arrays });
}

/**
 * Reads what `serializeModel` wrote.
 * @throws ModelFileError that says what is wrong with the bytes
 */
export function loadModel(bytes: Uint8Array): Model {
  const content = decodeContent(bytes);
  try {
    return assemble(content);
  } catch (error) {
    if (error instanceof PartsError) throw altered();
    throw error;
  }
}

/** SHA-256 of the model's file, in hex: the model's identity. */
export function modelHash(model: Model): string {
  return createHash("sha256").update(serializeModel(model)).digest("hex");
}

function segmentsJson({ axes, names, profiles, centroids }: Segmentation, arrays: PartArray[]) {
  arrays.push(centroids);
  return { axes, names, profiles };
}

/** Takes the arrays in the order in which `serializeModel` put them. */
function assemble({ json: content, arrays }: Content): Model {
  // Written by `serializeModel`: the checksum over it has been verified.
  const json = content as ModelJson;
  const reader = new PartReader(arrays);
  const trainedKeys = reader.numbers();
  const trainedFolds = reader.bytes();
  const part = ({ json: partJson, arrays: count }: PartJson): Fitted => {
    const fitted = fittedFromParts(json.classifier, { json: partJson, arrays: reader.several(count) });
    if (fitted === null) throw altered();
    return fitted;
  };
  const map = (given: CalibrationJson): CalibrationMap => ({
    ...given,
    knots: reader.numbers(),
    values: reader.numbers(),
  });
  const fitted = json.fitted && part(json.fitted);
  const folds = json.folds.map(part);
  const calibration = json.calibration && map(json.calibration);
  const foldCalibrations = json.foldCalibrations.map(map);
  const segmentation = json.segmentation && { ...json.segmentation, centroids: reader.numbers() };
  const { classifier, baseRate, report } = json;
  const trained = { trainedKeys, trainedFolds };
  return {
    classifier,
    baseRate,
    fitted,
    folds,
    calibration,
    foldCalibrations,
    ...trained,
    segmentation,
    report,
  };
}
