/** What is known of one category, by outcome: recovered, not recovered, unresolved. */
export type OutcomeCounts = Float64Array;

/** Places in `OutcomeCounts`. */
export const recovered = 0;
export const notRecovered = 1;
export const unresolved = 2;

/** Where a label's row is counted: 0 recovered, 1 not recovered, anything else unresolved. */
export function placeOfLabel(label: number): number {
  return label === 0 ? recovered : label === 1 ? notRecovered : unresolved;
}

/** Once there are twice as many categories as this, the rarer half is given up. */
export const keptCategories = 1000;

/**
 * Counts categories in bounded memory, in the manner of lossy counting (Manku & Motwani 2002): at 2,000 categories the
 * rarer half moves to `others`. A category that was given up and comes back starts from zero, so a count may be too
 * small, by at most `undercount`: the sum of the largest counts that each clearing gave up. Columns of up to 2,000
 * categories are exact. The counters of two streams merge.
 */
export class CategoryCounter {
  readonly counts = new Map<string, OutcomeCounts>();
  /** Rows of categories that were given up. */
  readonly others: OutcomeCounts = new Float64Array(3);
  private bound = 0;

  get undercount(): number {
    return this.bound;
  }

  /** @param added rows by outcome */
  add(category: string, added: Float64Array): void {
    const known = this.counts.get(category);
    if (known === undefined) {
      this.counts.set(category, added.slice());
      if (this.counts.size > 2 * keptCategories) this.clear();
      return;
    }
    for (let i = 0; i < 3; i++) known[i] += added[i];
  }

  merge(other: CategoryCounter): void {
    for (const [category, counts] of other.counts) this.add(category, counts);
    for (let i = 0; i < 3; i++) this.others[i] += other.others[i];
    this.bound += other.bound;
  }

  private clear(): void {
    const ranked = [...this.counts].sort(
      ([a, x], [b, y]) => total(y) - total(x) || (a < b ? -1 : a > b ? 1 : 0),
    );
    for (const [category, counts] of ranked.slice(keptCategories)) {
      for (let i = 0; i < 3; i++) this.others[i] += counts[i];
      this.counts.delete(category);
    }
    this.bound += total(ranked[keptCategories][1]);
  }
}

/** Rows of any outcome. */
export function total(counts: OutcomeCounts): number {
  return counts[0] + counts[1] + counts[2];
}
