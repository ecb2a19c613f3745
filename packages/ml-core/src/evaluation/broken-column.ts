import type { CategoryColumn, Column, NumberColumn } from "../table/table.ts";

/** What tells a column that changed from one that stopped being delivered. */
export interface ColumnShape {
  readonly present: number;
  readonly missingShare: number;
  /** Share of the present rows that have the most frequent value. */
  readonly topShare: number;
  /** The finite numbers ascending; empty for categories. */
  readonly sorted: Float64Array;
}

/** Missing became so much more frequent, as a share of all rows. */
const missingRise = 0.5;
/** New categories, or numbers outside the reference's range, are so many of the present rows. */
const foreignShare = 0.5;
/** One value holds so many of the present rows now, where no value held as many before. */
const [constantNow, variedBefore] = [0.99, 0.9];

/** Counts a column, and sorts it once for all that needs it sorted. */
export function shapeOf(column: Column): ColumnShape {
  return column.kind === "number" ? numberShape(column) : categoryShape(column);
}

function numberShape({ values }: NumberColumn): ColumnShape {
  const sorted = new Float64Array(values.length);
  let present = 0;
  for (const value of values) if (Number.isFinite(value)) sorted[present++] = value;
  const own = sorted.subarray(0, present).sort();
  let [top, run] = [0, 0];
  for (let i = 0; i < present; i++) {
    run = i > 0 && own[i] === own[i - 1] ? run + 1 : 1;
    if (run > top) top = run;
  }
  return { ...shares(present, top, values.length), sorted: own };
}

function categoryShape({ codes, categories }: CategoryColumn): ColumnShape {
  const counts = new Float64Array(categories.length);
  for (const code of codes) if (code >= 0) counts[code]++;
  const present = counts.reduce((sum, count) => sum + count, 0);
  const top = counts.reduce((most, count) => Math.max(most, count), 0);
  return { ...shares(present, top, codes.length), sorted: new Float64Array(0) };
}

function shares(present: number, top: number, rows: number) {
  return {
    present,
    missingShare: rows > 0 ? 1 - present / rows : 0,
    topShare: present > 0 ? top / present : 0,
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
    const [min, max] = [was.sorted[0], was.sorted[was.sorted.length - 1]];
    for (const value of current.values) {
      if (Number.isFinite(value) && (value < min || value > max)) foreign++;
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
