import { createHash, type Hash } from "node:crypto";
import type { TrainInput } from "./training-input.ts";

/** Values that are copied at a time. */
const chunkValues = 65_536;

/**
 * SHA-256 of all that a training is given: columns with their names, classes, borrowers, weights and dates, in the
 * order of the rows. Two models with equal hashes were trained on the same data.
 * @returns 64 hexadecimal digits
 */
export function dataHash({ table, label, groupKeys, weights, asOfDays }: TrainInput): string {
  const hash = createHash("sha256");
  const head = (...parts: unknown[]) => hash.update(`${JSON.stringify(parts)}\n`);
  head("loans", table.rowCount);
  for (const column of table.columns) {
    if (column.kind === "number") {
      head(column.name);
      addNumbers(hash, column.values);
    } else {
      head(column.name, column.categories);
      hash.update(column.codes);
    }
  }
  head("label");
  hash.update(label);
  for (const [name, values] of Object.entries({ groupKeys, weights, asOfDays })) {
    if (values === undefined) continue;
    head(name);
    addNumbers(hash, values);
  }
  return hash.digest("hex");
}

/** All NaNs alike: which of its many bit patterns a processor leaves behind is an accident. */
function addNumbers(hash: Hash, values: Float64Array): void {
  const numbers = new Float64Array(Math.min(chunkValues, values.length));
  const words = new Uint32Array(numbers.buffer);
  for (let from = 0; from < values.length; from += chunkValues) {
    const chunk = values.subarray(from, from + chunkValues);
    numbers.set(chunk);
    for (let i = 0; i < chunk.length; i++) {
      if (!Number.isNaN(chunk[i])) continue;
      words[2 * i] = 0;
      words[2 * i + 1] = 0x7ff80000;
    }
    hash.update(words.subarray(0, 2 * chunk.length));
  }
}
