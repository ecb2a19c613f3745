import type { Estimate } from "./gains.ts";
import type { TwoSampleTest } from "./two-sample.ts";

/** How current rows differ from those that a model learned from, as plain JSON: numbers are finite or null. */
export interface DriftReport {
  readonly formatVersion: 1;
  readonly referenceRows: number;
  readonly currentRows: number;
  readonly columns: readonly ColumnDrift[];
  /** Columns that the reference does not have; nothing reads them. */
  readonly newColumns: readonly string[];
  /** Null where either side has no scores. */
  readonly score: ColumnDrift | null;
  /** Null where either side has no resolved row. */
  readonly outcome: OutcomeDrift | null;
  /** The worst of all; broken before shifted before not enough data. */
  readonly verdict: DriftVerdict;
  readonly text: string;
}

export type DriftVerdict = "stable" | "shifted" | "broken" | "not-enough-data";

export interface ColumnDrift {
  readonly column: string;
  readonly verdict: DriftVerdict;
  readonly text: string;
  /** Population stability index, what chance alone would make of it, and the chance of as much. Null where broken so that nothing compares. */
  readonly psi: number | null;
  readonly expectedPsi: number | null;
  readonly psiPValue: number | null;
  readonly test: TwoSampleTest | null;
  readonly missing: SharePair;
  readonly bins: readonly (SharePair & { readonly name: string })[];
}

/** In [0, 1]. */
export interface SharePair {
  readonly reference: number;
  readonly current: number;
}

export interface OutcomeDrift {
  /** Rates of class 1 and their difference, current minus reference; 95 % intervals clustered by borrower. */
  readonly reference: Estimate;
  readonly current: Estimate;
  readonly difference: Estimate;
  readonly verdict: "stable" | "shifted";
}
