import { rocAuc } from "../evaluation/auc.ts";
import { assignFolds, type Groups } from "../evaluation/groups.ts";
import type { Column, NumberColumn } from "../table/table.ts";
import { isPresent } from "./columns.ts";
import { codeCount, encodeColumn, fitEncoding } from "./encoding.ts";

/** The rows that the guard looks at. */
export interface Evidence {
  readonly label: Uint8Array;
  readonly groupKeys: Float64Array;
  readonly groups: Groups;
}

/** Columns with fewer rows than this are not judged by what their values look like. */
const fewestRows = 20;
/** One honest column alone does not reach this AUC on loans; columns that copy the outcome do. */
const decidingAuc = 0.95;
/** The same for the mere presence of a value. */
const decidingPresenceAuc = 0.9;
/** Chance, under the base rate, below which a set of rows of one class only is no accident. */
const noAccident = 1e-6;

/** Why the column is a name of the row or borrower rather than a property of it, or null. */
export function identifierEvidence(column: Column, groups: Groups): string | null {
  const rows = groups.of.length;
  if (rows < fewestRows) return null;
  if (column.kind === "category") return uniqueTextEvidence(column.codes, groups);
  return rowNumberEvidence(column);
}

function uniqueTextEvidence(codes: Int32Array, groups: Groups): string | null {
  const distinct = new Set<number>();
  const borrowers = new Set<number>();
  for (let row = 0; row < codes.length; row++) {
    if (codes[row] < 0) continue;
    distinct.add(codes[row]);
    borrowers.add(groups.of[row]);
  }
  if (borrowers.size < fewestRows || distinct.size < 0.9 * borrowers.size) return null;
  return `${distinct.size} different values for ${borrowers.size} borrowers`;
}

/** Whole numbers that all differ and either fill their range or only ever rise or fall down the file. */
function rowNumberEvidence(column: NumberColumn): string | null {
  const { values } = column;
  let [rises, falls] = [true, true];
  for (let row = 0; row < values.length; row++) {
    if (!Number.isInteger(values[row])) return null;
    if (row > 0 && values[row] <= values[row - 1]) rises = false;
    if (row > 0 && values[row] >= values[row - 1]) falls = false;
  }
  if (rises || falls) return `whole numbers that only ${rises ? "rise" : "fall"} from row to row`;
  const sorted = values.slice().sort();
  for (let i = 1; i < sorted.length; i++) if (sorted[i] === sorted[i - 1]) return null;
  const range = sorted[sorted.length - 1] - sorted[0] + 1;
  return range <= 1.1 * sorted.length && sorted.length >= 50 ? "whole numbers that count the rows" : null;
}

/** Why the column is suspected to know the outcome, or null. Needs both classes. */
export function leakEvidence(column: Column, evidence: Evidence): string | null {
  return presenceEvidence(column, evidence) ?? valueEvidence(column, evidence);
}

function presenceEvidence(column: Column, evidence: Evidence): string | null {
  const { label, groups } = evidence;
  const present = Float64Array.from(label, (_, row) => (isPresent(column, row) ? 1 : 0));
  const auc = rocAuc(present, label, groups);
  if (auc === null) return null;
  const strength = Math.max(auc.value, 1 - auc.value);
  if (strength >= decidingPresenceAuc && Math.max(auc.low, 1 - auc.high) > 0.8) {
    return `whether it is filled in nearly decides the outcome (AUC ${strength.toFixed(3)})`;
  }
  for (const side of [0, 1]) {
    const pure = pureClass(evidence, (row) => present[row] === side);
    if (pure === null) continue;
    const what = side === 1 ? "filled in" : "missing";
    return `wherever it is ${what}, the loan was ${pure === 1 ? "not recovered" : "recovered"}`;
  }
  return null;
}

/** The class that all rows of the set have, where that cannot be chance; null otherwise, or for all rows. */
function pureClass(evidence: Evidence, inSet: (row: number) => boolean): 0 | 1 | null {
  const { label, groups } = evidence;
  const counts = [0, 0];
  const inside = [0, 0];
  const borrowers = new Set<number>();
  for (let row = 0; row < label.length; row++) {
    counts[label[row]]++;
    if (!inSet(row)) continue;
    inside[label[row]]++;
    borrowers.add(groups.of[row]);
    if (inside[0] > 0 && inside[1] > 0) return null;
  }
  const only = inside[1] > 0 ? 1 : 0;
  const share = counts[only] / label.length;
  return borrowers.size >= 10 && borrowers.size * Math.log(share) < Math.log(noAccident) ? only : null;
}

function valueEvidence(column: Column, evidence: Evidence): string | null {
  const { label, groups } = evidence;
  const scores = [ratesByBin(column, evidence)];
  if (column.kind === "number") {
    scores.push(column.values.map((value) => (Number.isFinite(value) ? value : 0)));
  }
  for (const score of scores) {
    const auc = rocAuc(score, label, groups);
    if (auc === null) return null;
    const strength = Math.max(auc.value, 1 - auc.value);
    if (strength >= decidingAuc && Math.max(auc.low, 1 - auc.high) > 0.9) {
      return `alone it nearly decides the outcome (AUC ${strength.toFixed(3)})`;
    }
  }
  return null;
}

/** Per row, the rate of class 1 among rows of other borrowers in the same bin (about 20 bins of numbers). */
function ratesByBin(column: Column, evidence: Evidence): Float64Array {
  const { label, groupKeys } = evidence;
  const rows = label.length;
  const encoding = fitEncoding(column);
  const codes = new Uint8Array(rows);
  encodeColumn(encoding, column, 0, rows, codes, 0);
  const bins = encoding.kind === "number" ? coarser(codes, codeCount(encoding)) : codes;
  const fold = assignFolds(groupKeys, label, 2, 1);
  const weight = [new Float64Array(256), new Float64Array(256)];
  const positives = [new Float64Array(256), new Float64Array(256)];
  const total = [0, 0];
  const totalPositives = [0, 0];
  for (let row = 0; row < rows; row++) {
    weight[fold[row]][bins[row]]++;
    positives[fold[row]][bins[row]] += label[row];
    total[fold[row]]++;
    totalPositives[fold[row]] += label[row];
  }
  return Float64Array.from(bins, (bin, row) => {
    const other = 1 - fold[row];
    const base = totalPositives[other] / Math.max(1, total[other]);
    return (positives[other][bin] + base) / (weight[other][bin] + 1);
  });
}

/** Joins neighbouring codes until about a twentieth of the rows is together; a code with more stays alone. */
function coarser(codes: Uint8Array, count: number): Uint8Array {
  const sizes = new Float64Array(256);
  for (const code of codes) sizes[code]++;
  const enough = codes.length / 20;
  const binOf = new Uint8Array(256).fill(255);
  let bin = 0;
  let inBin = 0;
  for (let code = 0; code < count; code++) {
    if (inBin > 0 && inBin + sizes[code] > enough) {
      bin++;
      inBin = 0;
    }
    binOf[code] = bin;
    inBin += sizes[code];
  }
  return codes.map((code) => binOf[code]);
}

/**
 * A value that settles the outcome wherever it occurs, though the column as a whole does not: worth a person's
 * look ("every legal action = yes was written off"), but honest columns can do it, so it is not held against it.
 */
export function settledValue(column: Column, evidence: Evidence): string | null {
  const rows = evidence.label.length;
  const values = column.kind === "number" ? distinctNumbers(column, 10) : [...column.categories.keys()];
  for (const value of values) {
    const matches = (row: number) =>
      column.kind === "number" ? column.values[row] === value : column.codes[row] === value;
    let count = 0;
    for (let row = 0; row < rows; row++) if (matches(row)) count++;
    if (count < 30) continue;
    const pure = pureClass(evidence, matches);
    if (pure === null) continue;
    const text = column.kind === "number" ? String(value) : column.categories[value];
    return `all ${count} loans with ${column.name} = ${text} were ${pure === 1 ? "not recovered" : "recovered"}`;
  }
  return null;
}

/** The distinct finite values, or none where there are more than `most`. */
function distinctNumbers(column: NumberColumn, most: number): number[] {
  const distinct = new Set<number>();
  for (const value of column.values) {
    if (Number.isFinite(value)) distinct.add(value);
    if (distinct.size > most) return [];
  }
  return [...distinct];
}
