import { normalQuantileTwoSided } from "./distributions.ts";
import type { ValueGroups } from "./fairness-groups.ts";
import type { Groups } from "./groups.ts";
import { clusterVariance } from "./intervals.ts";
import { borrowersByPart } from "./subgroups.ts";

/** The two groups between which the rate of a treatment differs most. */
export interface RateRatio {
  readonly treatment: string;
  readonly lowest: string;
  readonly highest: string;
  readonly lowestRate: number;
  readonly highestRate: number;
  /** Lowest over highest rate, in [0, 1]. */
  readonly ratio: number;
  /** Interval that allows for the pair having been picked out of many (Bonferroni). Null where a rate is 0. */
  readonly low: number | null;
  readonly high: number | null;
  /**
   * Below 0.8: the "four-fifths rule" of the US Uniform Guidelines on Employee Selection Procedures (1978), used here as
   * a convention for where to look closer. It is not a legal finding, and being above it is none either.
   */
  readonly isBelowFourFifths: boolean;
  /** Below 0.8 and not by chance: the interval's upper end is below 0.8 too. */
  readonly isClear: boolean;
}

const fourFifths = 0.8;
/** Groups with fewer borrowers have rates too rough to be the lowest or highest of all. */
const fewestBorrowers = 30;

interface SelectionRows {
  readonly treatment: Uint8Array;
  readonly treatments: readonly string[];
  readonly groups: Groups;
}

/**
 * Per treatment that is in use, the lowest and highest selection rate among the groups of at least 30 borrowers with
 * a known value. The ratio's interval is symmetric on the log scale (delta method), from influences summed by
 * borrower, at 95 % over all pairs of groups together.
 * @returns empty where fewer than two groups can be compared
 */
export function selectionRatio(input: SelectionRows, groups: ValueGroups): RateRatio[] {
  const { treatment, treatments } = input;
  const sizes = borrowersByPart(groups.of, groups.names.length, input.groups);
  const compared = [...sizes.keys()].filter(
    (group) => sizes[group] >= fewestBorrowers && group !== groups.missing,
  );
  if (compared.length < 2) return [];
  const z = normalQuantileTwoSided(0.05 / ((compared.length * (compared.length - 1)) / 2));
  return treatments.flatMap((name, code) => {
    const rates = ratesOf(treatment, code, groups);
    const ranked = [...compared].sort((a, b) => rates.rate[a] - rates.rate[b] || a - b);
    const [lowest, highest] = [ranked[0], ranked[ranked.length - 1]];
    if (!(rates.rate[highest] > 0)) return [];
    const ratio = rates.rate[lowest] / rates.rate[highest];
    const interval = ratioInterval(input, groups, code, rates, { lowest, highest, ratio, z });
    const high = interval?.high ?? zeroBound(sizes[lowest], z) / rates.rate[highest];
    return [
      {
        treatment: name,
        lowest: groups.names[lowest],
        highest: groups.names[highest],
        lowestRate: rates.rate[lowest],
        highestRate: rates.rate[highest],
        ratio,
        low: interval?.low ?? null,
        high: interval?.high ?? null,
        isBelowFourFifths: ratio < fourFifths,
        isClear: high < fourFifths,
      },
    ];
  });
}

interface Rates {
  readonly rate: Float64Array;
  readonly rows: Float64Array;
}

function ratesOf(treatment: Uint8Array, code: number, groups: ValueGroups): Rates {
  const rows = new Float64Array(groups.names.length);
  const hits = new Float64Array(groups.names.length);
  for (let row = 0; row < treatment.length; row++) {
    rows[groups.of[row]]++;
    if (treatment[row] === code) hits[groups.of[row]]++;
  }
  return { rate: hits.map((count, group) => count / rows[group]), rows };
}

interface Pair {
  readonly lowest: number;
  readonly highest: number;
  readonly z: number;
}

function ratioInterval(
  { treatment, groups: borrowers }: SelectionRows,
  groups: ValueGroups,
  code: number,
  { rate, rows }: Rates,
  { lowest, highest, ratio, z }: Pair & { ratio: number },
): { low: number; high: number } | null {
  if (!(rate[lowest] > 0)) return null;
  const influence = new Float64Array(borrowers.count);
  for (let row = 0; row < treatment.length; row++) {
    const group = groups.of[row];
    if (group !== lowest && group !== highest) continue;
    const part = ((treatment[row] === code ? 1 : 0) - rate[group]) / (rows[group] * rate[group]);
    influence[borrowers.of[row]] += group === lowest ? part : -part;
  }
  const error = Math.sqrt(clusterVariance(influence));
  return { low: ratio * Math.exp(-z * error), high: ratio * Math.exp(z * error) };
}

/** A rate of 0 has no logarithm: its Wilson upper bound, over the highest rate, stands in for the ratio's. */
function zeroBound(borrowers: number, z: number): number {
  return (z * z) / (borrowers + z * z);
}
