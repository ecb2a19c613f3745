import { codeCount, encodeColumn, type FeatureEncoding, type NumberEncoding } from "../features/encoding.ts";
import { missingCode } from "../models/random-forest/nodes.ts";
import { findCanonicalByPlainName } from "../table/roles.ts";
import type { Column } from "../table/table.ts";
import type { Direction } from "./changeable.ts";
import { cellValue } from "./phrase.ts";

/** One new value of one feature. */
export interface Candidate {
  /** Index of the feature among the encodings. */
  readonly feature: number;
  readonly value: number | string;
  /** Size of the change in (0, 1]: the share of the feature's bins that is crossed. */
  readonly cost: number;
}

/** No order tells how far categories lie apart: any other one counts as half of a feature's range. */
const categoryCost = 0.5;

/**
 * All values of one feature that a model can tell from the present one, in the allowed direction, cheapest first:
 * for a number, the nearest sensible value in each bin above or below. A bin holds an equal share of the training
 * rows (or one distinct value), so crossing a hundredth of the bins of any feature is a step of similar rarity.
 * Empty where the present value is missing: an unknown has no distance to anything.
 */
export function candidatesOf(
  encoding: FeatureEncoding,
  feature: number,
  column: Column | undefined,
  row: number,
  direction: Direction,
): Candidate[] {
  const code = new Uint8Array(1);
  encodeColumn(encoding, column, row, row + 1, code, 0);
  if (code[0] === missingCode) return [];
  if (encoding.kind === "category") {
    if (direction !== "either") return [];
    const present = cellValue(column, row);
    return encoding.categories
      .filter((category) => category !== String(present))
      .map((value) => ({ feature, value, cost: categoryCost }));
  }
  const steps = codeCount(encoding) - 1;
  const found: Candidate[] = [];
  for (let target = 0; target <= steps; target++) {
    if (target === code[0] || (target < code[0] ? direction === "up" : direction === "down")) continue;
    const value = valueInBin(encoding, target, target > code[0]);
    if (value !== null) found.push({ feature, value, cost: Math.abs(target - code[0]) / steps });
  }
  return found.sort((a, b) => a.cost - b.cost || Number(a.value) - Number(b.value));
}

/**
 * The value of bin `target` that lies nearest to where one comes from, rounded as far as the bin's width allows;
 * whole where the column is. Null where the column's bounds leave none.
 */
function valueInBin({ name, edges }: NumberEncoding, target: number, upwards: boolean): number | null {
  // Bin c holds the values in (edges[c - 1], edges[c]]; the outer bins are given the width of their neighbour.
  const last = edges.length - 1;
  const width = last > 0 ? (edges[last] - edges[0]) / last : Math.abs(edges[0]) || 1;
  const low = target > 0 ? edges[target - 1] : edges[0] - width;
  const high = target <= last ? edges[target] : edges[last] + width;
  let step = 10 ** Math.floor(Math.log10((high - low) / 5));
  if (edges.every((edge) => Number.isInteger(2 * edge))) step = Math.max(1, step);
  const value = upwards ? (Math.floor(low / step) + 1) * step : Math.floor(high / step) * step;
  // Steps like 0.1 leave 0.30000000000000004.
  const rounded = Number(value.toPrecision(12));
  const inside = rounded > low && rounded <= high ? rounded : upwards ? (low + high) / 2 : high;
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } =
    findCanonicalByPlainName(name) ?? {};
  if (inside >= min && inside <= max) return inside;
  // The lowest bin of a column that cannot be negative contains 0 at most.
  return !upwards && min <= high && min > inside ? min : null;
}
