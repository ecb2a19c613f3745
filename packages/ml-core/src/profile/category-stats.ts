import { chiSquareTail } from "../evaluation/distributions.ts";
import { groupKey } from "../table/group-key.ts";
import type { CategoryColumn } from "../table/table.ts";
import { CategoryCounter, notRecovered, type OutcomeCounts, recovered, total } from "./category-counter.ts";
import { DistinctCounter } from "./distinct-counter.ts";
import { rateOf } from "./estimates.ts";
import type { CategoryAssociation, CategoryProfile } from "./profile-report.ts";

/** What one pass over a column of categories leaves behind. */
export class CategoryStats {
  readonly counter = new CategoryCounter();
  readonly distinct = new DistinctCounter();
  /** Rows with a value, by outcome. */
  readonly present: OutcomeCounts = new Float64Array(3);

  /** @param outcome per row, its place among the outcomes: 0, 1 or 2 */
  add(column: CategoryColumn, outcome: Uint8Array): void {
    // Code books of two batches may differ: rows are counted by code, then codes by text.
    const counts = new Map<number, OutcomeCounts>();
    for (let row = 0; row < column.codes.length; row++) {
      const code = column.codes[row];
      if (code < 0) continue;
      let own = counts.get(code);
      if (own === undefined) {
        own = new Float64Array(3);
        counts.set(code, own);
      }
      own[outcome[row]]++;
      this.present[outcome[row]]++;
    }
    for (const [code, own] of counts) {
      this.counter.add(column.categories[code], own);
      this.distinct.add(groupKey(column.categories[code]));
    }
  }
}

const listed = 20;

/** What the report says of a column of categories. */
export function describeCategories(
  stats: CategoryStats,
  independence: number,
): Pick<CategoryProfile, "kind" | "categories" | "others" | "undercount" | "association"> {
  const { counter, present } = stats;
  const rows = total(present);
  const ranked = [...counter.counts].sort(
    ([a, x], [b, y]) => total(y) - total(x) || (a < b ? -1 : a > b ? 1 : 0),
  );
  const outcomeOf = (counts: OutcomeCounts) =>
    rateOf(counts[notRecovered], counts[notRecovered] + counts[recovered], independence);
  const rest = Float64Array.from(counter.others);
  for (const [, counts] of ranked.slice(listed)) {
    for (let i = 0; i < rest.length; i++) rest[i] += counts[i];
  }
  return {
    kind: "category",
    categories: ranked.slice(0, listed).map(([category, counts]) => ({
      category,
      rows: total(counts),
      share: total(counts) / rows,
      outcome: outcomeOf(counts),
    })),
    others: {
      categories: Math.max(0, stats.distinct.count() - Math.min(listed, ranked.length)),
      rows: total(rest),
      outcome: outcomeOf(rest),
    },
    undercount: counter.undercount,
    association: associationOf([...ranked.map(([, counts]) => counts), counter.others], independence),
  };
}

/** Pearson's test is not to be trusted with fewer expected rows than this in a cell (Cochran 1954). */
const fewestExpected = 5;

/**
 * Cramér's V of category and outcome with Bergsma's (2013) correction, and the p-value of Pearson's chi-square test.
 * Categories too rare for the test are counted together. Rows are counted down to the borrowers behind them.
 */
export function associationOf(
  categories: readonly OutcomeCounts[],
  independence: number,
): CategoryAssociation {
  const nothing = { cramersV: null, pValue: null };
  const losses = categories.reduce((sum, counts) => sum + counts[notRecovered], 0) * independence;
  const gains = categories.reduce((sum, counts) => sum + counts[recovered], 0) * independence;
  const rows = losses + gains;
  if (!(losses > 0 && gains > 0)) return nothing;
  const smaller = Math.min(losses, gains) / rows;
  const rare = { losses: 0, rows: 0 };
  const cells = categories.flatMap((counts) => {
    const own = {
      losses: counts[notRecovered] * independence,
      rows: (counts[notRecovered] + counts[recovered]) * independence,
    };
    if (own.rows * smaller >= fewestExpected) return [own];
    rare.losses += own.losses;
    rare.rows += own.rows;
    return [];
  });
  if (rare.rows * smaller >= fewestExpected) cells.push(rare);
  if (cells.length < 2) return nothing;
  const used = cells.reduce((sum, cell) => sum + cell.rows, 0);
  const share = cells.reduce((sum, cell) => sum + cell.losses, 0) / used;
  if (!(share > 0 && share < 1)) return nothing;
  let chiSquare = 0;
  for (const cell of cells) {
    chiSquare += (cell.losses - share * cell.rows) ** 2 / (share * (1 - share) * cell.rows);
  }
  const degrees = cells.length - 1;
  const corrected = Math.max(0, chiSquare / used - degrees / (used - 1));
  // With two outcomes the smaller side of the table is 2, corrected like the other one.
  const outcomes = 2 - 1 / (used - 1);
  const kinds = cells.length - degrees ** 2 / (used - 1);
  const largest = Math.min(outcomes, kinds) - 1;
  return {
    cramersV: largest > 0 ? Math.min(1, Math.sqrt(corrected / largest)) : null,
    pValue: chiSquareTail(chiSquare, degrees),
  };
}
