import type { Estimate } from "../evaluation/gains.ts";
import type { Role } from "../table/roles.ts";

/** What a table looks like, as plain JSON: every number is finite or null. Intervals are 95 %. */
export interface TableProfile {
  readonly formatVersion: 1;
  readonly rows: number;
  /** Rows with a known outcome, and those of them that were not recovered (class 1). */
  readonly resolved: number;
  readonly notRecovered: number;
  /** Null where no borrowers were given: each row then counts as one of its own. */
  readonly borrowers: DistinctCount | null;
  readonly outcomeRate: Estimate | null;
  readonly columns: readonly ColumnProfile[];
  readonly correlations: Correlations;
  readonly segments: readonly SegmentProfile[];
  readonly plots: Plots;
}

export type ColumnProfile = NumberProfile | CategoryProfile;

interface CommonProfile {
  readonly column: string;
  /** What the column is used for, by its name. Protected ones are described and never learned from. */
  readonly role: Role;
  readonly rows: number;
  readonly missing: number;
  /** In [0, 1]. */
  readonly missingShare: number;
  readonly distinct: DistinctCount;
  /** Outcome of the rows without a value; null where none of them is resolved. */
  readonly missingOutcome: Estimate | null;
  /** Plain remarks: constant, nearly all missing, every value differs. */
  readonly remarks: readonly string[];
}

export interface NumberProfile extends CommonProfile {
  readonly kind: "number";
  /** Every value is whole. */
  readonly isWhole: boolean;
  readonly zeros: number;
  readonly negatives: number;
  /** Null where there is no value (and `deviation` where there is only one). */
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  readonly deviation: number | null;
  readonly median: number | null;
  /** Median distance from the median. */
  readonly medianDeviation: number | null;
  readonly quantiles: readonly { readonly share: number; readonly value: number }[];
  /** Ranks behind the quantiles, bins and boxes are off by at most this share of the rows; 0 is exact. */
  readonly rankErrorShare: number;
  readonly histogram: readonly HistogramBin[];
  readonly outliers: Outliers;
  readonly boxes: { readonly recovered: BoxPlot | null; readonly notRecovered: BoxPlot | null };
  readonly outcomeByBin: readonly OutcomeBin[];
  readonly association: NumberAssociation;
}

export interface CategoryProfile extends CommonProfile {
  readonly kind: "category";
  /** The most frequent, descending; the rest is together in `others`. */
  readonly categories: readonly CategoryCount[];
  readonly others: { readonly categories: number; readonly rows: number; readonly outcome: Estimate | null };
  /** Counts may be too small by up to so many rows; 0 is exact. */
  readonly undercount: number;
  readonly association: CategoryAssociation;
}

export interface DistinctCount {
  readonly count: number;
  /** Otherwise an estimate with a standard error of 0.8 %. */
  readonly isExact: boolean;
}

/** Values from `from` up to, but not including, `to` (the last bin includes it); one value where both are equal. */
export interface HistogramBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

export interface OutcomeBin extends HistogramBin {
  /** Rows of the bin with a known outcome are counted; the rate is that of class 1 among them. */
  readonly outcome: Estimate;
}

export interface CategoryCount {
  readonly category: string;
  readonly rows: number;
  readonly share: number;
  /** Null where none of the rows is resolved. */
  readonly outcome: Estimate | null;
}

/** Rows beyond two kinds of limits. Limits are null where they are undefined (no values, no spread). */
export interface Outliers {
  /** Tukey (1977): further than 1.5 interquartile ranges outside the quartiles. */
  readonly fences: OutlierCount;
  /** Iglewicz & Hoaglin (1993): 0.6745 * distance from the median / median deviation above 3.5. */
  readonly robustZ: OutlierCount;
}

export interface OutlierCount {
  readonly low: number | null;
  readonly high: number | null;
  readonly below: number;
  readonly above: number;
}

/** Tukey's box plot: whiskers reach the furthest values within the fences. */
export interface BoxPlot {
  readonly rows: number;
  readonly min: number;
  readonly whiskerLow: number;
  readonly lowerQuartile: number;
  readonly median: number;
  readonly upperQuartile: number;
  readonly whiskerHigh: number;
  readonly max: number;
  readonly outliers: number;
}

/** How much a number alone tells of the outcome, in this table; nothing here is out-of-sample evidence of a model. */
export interface NumberAssociation {
  /** Chance that a loan not recovered has the larger value; ties half. Spearman's rank correlation rescaled. */
  readonly rocAuc: Estimate | null;
  /** Pearson's correlation with the outcome as 0 and 1. */
  readonly pointBiserial: number | null;
}

export interface CategoryAssociation {
  /** 0 to 1, corrected for the bias of small samples (Bergsma 2013). */
  readonly cramersV: number | null;
  /** Of Pearson's chi-square test of independence, on as many rows as there are borrowers. */
  readonly pValue: number | null;
}

export interface Correlations {
  readonly columns: readonly string[];
  /** The rows of the deterministic sample that the correlations are computed on. */
  readonly sampledRows: number;
  /** Spearman's, on the rows that have both; null where fewer than 10 do, or one of the two is constant. */
  readonly spearman: readonly (readonly (number | null)[])[];
}

export interface SegmentProfile {
  readonly segment: string;
  readonly rows: number;
  readonly share: number;
  readonly outcome: Estimate | null;
  /** Null where no scores were given. */
  readonly meanRisk: number | null;
}

/** The three plots of the problem's seed. Null where the column, or the score, is not there. */
export interface Plots {
  readonly missedPaymentsByOutcome: NumberProfile["boxes"] | null;
  readonly loanAmounts: readonly HistogramBin[] | null;
  readonly incomeAgainstRisk: readonly ScatterPoint[] | null;
}

/** A row of the deterministic sample. */
export interface ScatterPoint {
  readonly income: number;
  readonly risk: number;
  /** Null where unresolved. */
  readonly isNotRecovered: boolean | null;
  readonly segment: string | null;
}
