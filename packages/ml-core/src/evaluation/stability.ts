import type { CategoryColumn, Column } from "../table/table.ts";
import { shapeOf } from "./broken-column.ts";
import { chiSquareTail } from "./distributions.ts";

/** How the values of a reference are put into bins, in which other rows are counted too. */
export type StabilityBins = NumberBins | CategoryBins;

interface NumberBins {
  readonly kind: "number";
  /** Bin b holds values from `edges[b - 1]` up to, not including, `edges[b]`; the last place counts the missing. */
  readonly edges: readonly number[];
  readonly names: readonly string[];
}

interface CategoryBins {
  readonly kind: "category";
  /** One bin each, then: other categories of the reference, new ones, missing. */
  readonly categories: readonly string[];
  readonly others: ReadonlySet<string>;
  readonly names: readonly string[];
}

const quantileBins = 10;
/** Categories of a smaller share of the reference, or beyond so many, are one bin. */
const leastShare = 0.01;
const mostCategories = 50;

/** Smaller shares are taken for this one in the index. */
const leastCounted = 0.001;

/** Bins of a reference: tenths of numbers (a value that fills several is one bin), categories by themselves. */
export function fitStabilityBins(reference: Column): StabilityBins {
  return reference.kind === "number" ? numberBins(shapeOf(reference).sorted) : categoryBins(reference);
}

/** @param ascending the finite values of a reference */
export function numberBins(ascending: Float64Array): NumberBins {
  const edges = new Set<number>();
  for (let bin = 1; bin < quantileBins; bin++) {
    const edge = ascending[Math.floor((bin * ascending.length) / quantileBins)];
    if (edge > ascending[0]) edges.add(edge);
  }
  const sorted = [...edges];
  const names =
    sorted.length === 0
      ? ["any value"]
      : [
          `under ${sorted[0]}`,
          ...sorted.slice(1).map((to, i) => `${sorted[i]} to under ${to}`),
          `${sorted[sorted.length - 1]} and over`,
        ];
  return { kind: "number", edges: sorted, names: [...names, "(missing)"] };
}

function categoryBins(column: CategoryColumn): CategoryBins {
  const counts = new Float64Array(column.categories.length);
  let present = 0;
  for (const code of column.codes) {
    if (code < 0) continue;
    counts[code]++;
    present++;
  }
  const ranked = [...counts.keys()]
    .filter((code) => counts[code] > 0)
    .sort((a, b) => counts[b] - counts[a] || a - b);
  const own = ranked.slice(0, mostCategories).filter((code) => counts[code] >= leastShare * present);
  const categories = own.map((code) => column.categories[code]);
  const others = new Set(ranked.slice(own.length).map((code) => column.categories[code]));
  return { kind: "category", categories, others, names: [...categories, "(others)", "(new)", "(missing)"] };
}

/**
 * Rows by bin, in the order of the bins' names; infinite numbers count as missing.
 * @param column of the kind that the bins were made of
 * @throws RangeError where it is of the other kind
 */
export function countBins(bins: StabilityBins, column: Column): Float64Array {
  if (bins.kind === "number" && column.kind === "number") return countNumbers(bins, column.values);
  if (bins.kind === "category" && column.kind === "category") return countCategories(bins, column);
  throw new RangeError(`column ${column.name} is of kind ${column.kind}; its bins are of kind ${bins.kind}`);
}

function countNumbers({ edges, names }: NumberBins, values: Float64Array): Float64Array {
  const counts = new Float64Array(names.length);
  for (const value of values) {
    let bin = 0;
    if (Number.isFinite(value)) while (bin < edges.length && value >= edges[bin]) bin++;
    else bin = names.length - 1;
    counts[bin]++;
  }
  return counts;
}

function countCategories({ categories, others, names }: CategoryBins, column: CategoryColumn): Float64Array {
  const place = new Map(categories.map((category, i) => [category, i]));
  const binOfCode = column.categories.map(
    (category) => place.get(category) ?? categories.length + (others.has(category) ? 0 : 1),
  );
  const counts = new Float64Array(names.length);
  for (const code of column.codes) counts[code < 0 ? names.length - 1 : binOfCode[code]]++;
  return counts;
}

/** How far apart two sets of shares are, beside what chance alone would do. */
export interface PopulationStability {
  /** Sum over bins of (current - reference) * ln(current / reference). */
  readonly psi: number;
  /** What it would be on average if nothing had changed: (bins - 1) * (1/n + 1/m). */
  readonly expected: number;
  /** Chance of as much if nothing had changed. */
  readonly pValue: number;
}

/**
 * Population stability index of two sets of counts. Half a row is added to each bin and a share below .001 counts as
 * .001: an empty bin would otherwise be infinitely far, and the further the more rows there are. Bins empty on both
 * sides do not count. Without a change PSI / (1/n + 1/m) is about chi-square with
 * bins - 1 degrees of freedom (Yurdakul & Naranjo 2020), which is where the expectation and the p-value come from: on
 * 100 rows and ten bins, chance alone makes a PSI of .18, which on 10,000 would be an alarm.
 * @param reference, current counts by bin, of equal length; rows counted down to independent ones need not be whole
 * @returns null where a side is empty
 */
export function populationStability(
  reference: Float64Array,
  current: Float64Array,
): PopulationStability | null {
  const used = [...reference.keys()].filter((bin) => reference[bin] + current[bin] > 0);
  const size = (counts: Float64Array) => used.reduce((sum, bin) => sum + counts[bin], 0);
  const [n, m] = [size(reference), size(current)];
  if (!(n > 0 && m > 0)) return null;
  let psi = 0;
  for (const bin of used) {
    const p = Math.max(leastCounted, (reference[bin] + 0.5) / (n + 0.5 * used.length));
    const q = Math.max(leastCounted, (current[bin] + 0.5) / (m + 0.5 * used.length));
    psi += (q - p) * Math.log(q / p);
  }
  const noise = 1 / n + 1 / m;
  const degrees = used.length - 1;
  return {
    psi,
    expected: degrees * noise,
    pValue: degrees > 0 ? chiSquareTail(psi / noise, degrees) : 1,
  };
}
