import type { Column } from "../table/table.ts";

/** What tells a column that changed from one that stopped being delivered. */
export interface ColumnShape {
  readonly present: number;
  readonly missingShare: number;
  /** Share of the present rows that have the most frequent value. */
  readonly topShare: number;
  /** Of numbers; NaN for categories and where there is no value. */
  readonly min: number;
  readonly max: number;
}

/** Missing became so much more frequent, as a share of all rows. */
const missingRise = 0.5;
/** New categories, or numbers outside the reference's range, are so many of the present rows. */
const foreignShare = 0.5;
/** One value holds so many of the present rows now, where no value held as many before. */
const [constantNow, variedBefore] = [0.99, 0.9];

/** Counts a column. */
export function shapeOf(column: Column): ColumnShape {
  const [rows, values] =
    column.kind === "number"
      ? [column.values.length, column.values.filter(Number.isFinite).sort()]
      : [column.codes.length, Float64Array.from(column.codes.filter((code) => code >= 0)).sort()];
  let [top, run] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    run = i > 0 && values[i] === values[i - 1] ? run + 1 : 1;
    if (run > top) top = run;
  }
  const isNumber = column.kind === "number" && values.length > 0;
  return {
    present: values.length,
    missingShare: rows > 0 ? 1 - values.length / rows : 0,
    topShare: values.length > 0 ? top / values.length : 0,
    min: isNumber ? values[0] : Number.NaN,
    max: isNumber ? values[values.length - 1] : Number.NaN,
  };
}

/**
 * Why the column can no longer be what the model learned from, in words, or null. Each is far beyond what a changing
 * portfolio does, and typical of a changed export: a column dropped or emptied, codes renamed, units changed.
 * @param current undefined where there is no such column any more
 * @param isEnough whether there are rows enough to judge by their values
 */
export function brokenReason(
  reference: Column,
  current: Column | undefined,
  [was, is]: readonly [ColumnShape, ColumnShape | null],
  isEnough: boolean,
): string | null {
  const { name } = reference;
  if (current === undefined || is === null) return `${name} is not there any more.`;
  if (reference.kind !== current.kind) {
    const words = { number: "numbers", category: "text" };
    return `${name} held ${words[reference.kind]} and now holds ${words[current.kind]}.`;
  }
  if (!isEnough) return null;
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  if (is.missingShare - was.missingShare >= missingRise) {
    return `${name} is missing in ${percent(is.missingShare)} of the rows, before in ${percent(was.missingShare)}.`;
  }
  if (was.present === 0 || is.present === 0) return null;
  const foreign = foreignRows(reference, current, was) / is.present;
  if (foreign >= foreignShare) {
    const where = current.kind === "number" ? "values outside the range" : "categories other than those";
    return `${name} has ${where} it had before in ${percent(foreign)} of the rows.`;
  }
  if (is.topShare >= constantNow && was.topShare < variedBefore) {
    return `${name} has the same value in ${percent(is.topShare)} of the rows, before in at most ${percent(was.topShare)}.`;
  }
  return null;
}

function foreignRows(reference: Column, current: Column, was: ColumnShape): number {
  let foreign = 0;
  if (current.kind === "number") {
    for (const value of current.values) {
      if (Number.isFinite(value) && (value < was.min || value > was.max)) foreign++;
    }
    return foreign;
  }
  const known = new Set<string>();
  if (reference.kind === "category") {
    for (const code of reference.codes) if (code >= 0) known.add(reference.categories[code]);
  }
  const isNew = current.categories.map((category) => !known.has(category));
  for (const code of current.codes) if (code >= 0 && isNew[code]) foreign++;
  return foreign;
}
