import type { TrainingWeights } from "./report.ts";
import type { Table } from "./table/table.ts";

/** How much a row of class 0 and of class 1 counts, or "balanced" for both classes counting the same in total. */
export type ClassWeights = readonly [number, number] | "balanced";

export interface TrainInput {
  /** All candidate columns, protected and known-after-treatment ones included; resolved rows only. */
  readonly table: Table;
  /** 1 = not recovered, 0 = recovered. */
  readonly label: Uint8Array;
  /** `groupKey` of each row's borrower. */
  readonly groupKeys: Float64Array;
  /** How much each row counts while learning, positive and finite; all the same where omitted. */
  readonly weights?: Float64Array;
  /** As-of day of each row (days since 1970-01-01), NaN where unknown. They only tell old loans from new ones. */
  readonly asOfDays?: Float64Array;
}

/**
 * Row weights and class weights multiplied, or undefined where all rows count the same.
 * @throws RangeError that names the first weight that is not a positive finite number
 */
export function trainingWeights(
  { label, weights }: TrainInput,
  classWeights: ClassWeights | undefined,
): Float64Array | undefined {
  if (weights !== undefined && weights.length !== label.length) {
    throw new RangeError(`${weights.length} weights for ${label.length} rows`);
  }
  const wrong = weights?.findIndex((weight) => !isWeight(weight)) ?? -1;
  if (wrong >= 0) throw new RangeError(`weight of row ${wrong} is ${weights?.[wrong]}; it must be positive`);
  if (classWeights === undefined) return weights;
  const [w0, w1] = perClass(label, classWeights);
  if (!isWeight(w0) || !isWeight(w1)) {
    throw new RangeError(`classWeights are ${w0} and ${w1}; both must be positive`);
  }
  return Float64Array.from(label, (value, row) => (value === 1 ? w1 : w0) * (weights?.[row] ?? 1));
}

/** The weights as the report states them; null where all rows count the same. */
export function describeWeights(
  { label, weights }: TrainInput,
  classWeights: ClassWeights | undefined,
): TrainingWeights | null {
  if (classWeights === undefined && weights === undefined) return null;
  return {
    classes: classWeights === undefined ? null : perClass(label, classWeights),
    rows: weights !== undefined,
  };
}

/** "balanced" gives class c the weight rows / (2 * rows of c), as scikit-learn does. */
function perClass(label: Uint8Array, classWeights: ClassWeights): readonly [number, number] {
  if (classWeights !== "balanced") return classWeights;
  const positives = label.reduce((sum, value) => sum + value, 0);
  return [label.length / (2 * (label.length - positives)), label.length / (2 * positives)];
}

function isWeight(weight: number): boolean {
  return weight > 0 && Number.isFinite(weight);
}
