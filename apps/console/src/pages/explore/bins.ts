import type { Bin, Point } from "./queries.ts";

export interface DrawnBin extends Bin {
  /** As wide as it is drawn. */
  width: number;
  /** It holds everything from `from` on, far beyond the others. */
  isOpen: boolean;
}

/** The bins as they are drawn: a last one that is far wider than the others is cut to their width. */
export function drawnBins(bins: readonly Bin[]): DrawnBin[] {
  if (bins.length === 0) return [];
  const usual = bins[0].to - bins[0].from;
  return bins.map((bin, i) => {
    const isOpen = bins.length > 1 && i === bins.length - 1 && bin.to - bin.from > usual * 1.5;
    // A single value has no width of its own.
    return { ...bin, isOpen, width: isOpen ? usual : bin.to - bin.from || 1 };
  });
}

export interface IncomeGroup {
  from: number;
  to: number;
  loans: number;
  meanRisk: number;
  /** Null where no outcome is known. */
  notRecovered: number | null;
}

/** The points in groups of equal size by income: too many to be read one by one. */
export function groupByIncome(points: readonly Point[], groups = 5): IncomeGroup[] {
  const sorted = [...points].sort((a, b) => a.income - b.income);
  const count = Math.min(groups, sorted.length);
  return Array.from({ length: count }, (_, i) => {
    const part = sorted.slice(
      Math.round((i * sorted.length) / count),
      Math.round(((i + 1) * sorted.length) / count),
    );
    const known = part.filter(({ isNotRecovered }) => isNotRecovered != null);
    return {
      from: part[0].income,
      to: part[part.length - 1].income,
      loans: part.length,
      meanRisk: part.reduce((sum, { risk }) => sum + risk, 0) / part.length,
      notRecovered:
        known.length === 0
          ? null
          : known.filter(({ isNotRecovered }) => isNotRecovered).length / known.length,
    };
  });
}
