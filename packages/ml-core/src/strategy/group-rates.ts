import { wilson } from "../evaluation/intervals.ts";
import type { Decisions } from "./decide.ts";

/** A protected attribute of every loan's borrower. */
export interface Groups {
  /** For example "Gender". */
  readonly attribute: string;
  readonly names: readonly string[];
  /** Per loan the position in `names`, or 255 where the attribute is not known. */
  readonly code: Uint8Array;
}

/** How often one treatment falls on one group. */
export interface GroupRate {
  readonly attribute: string;
  readonly group: string;
  readonly treatment: string;
  /** Loans of the group, whatever their treatment. */
  readonly loans: number;
  readonly selected: number;
  /** selected / loans, with Wilson's 95 % interval. NaN for an empty group. */
  readonly rate: number;
  readonly low: number;
  readonly high: number;
  /** This group's rate over the highest rate of any group; below 0.8 is worth a look (the four-fifths rule). */
  readonly ratioToHighest: number;
}

/** The share of each group that gets each treatment, by attribute, treatment and group. */
export function selectionRates(
  treatments: readonly string[],
  decisions: Decisions,
  groups: Groups,
): GroupRate[] {
  const size = groups.names.length;
  const loans = new Float64Array(size);
  const selected = new Float64Array(size * treatments.length);
  for (let i = 0; i < groups.code.length; i++) {
    const group = groups.code[i];
    if (group >= size) continue;
    loans[group]++;
    selected[decisions.treatment[i] * size + group]++;
  }
  return treatments.flatMap((treatment, code) => {
    const rates = groups.names.map((_, group) => selected[code * size + group] / loans[group]);
    const highest = Math.max(...rates.filter((rate) => !Number.isNaN(rate)));
    return groups.names.map((group, index) => ({
      attribute: groups.attribute,
      group,
      treatment,
      loans: loans[index],
      selected: selected[code * size + index],
      rate: rates[index],
      ...wilson(rates[index], loans[index]),
      ratioToHighest: highest > 0 ? rates[index] / highest : 1,
    }));
  });
}
