import type { Band, Treatment } from "../../components/bands.ts";

/** Loans up to each grid score, on both sides of a tie; see the schema's ScoreCurve. */
export interface Curve {
  steps: number;
  below: readonly number[];
  atOrBelow: readonly number[];
  outstandingBelow: readonly number[];
  outstandingAtOrBelow: readonly number[];
}

export interface BandCount {
  treatment: Treatment;
  loans: number;
  outstanding: number;
}

/** The grid index of a boundary, or null where it does not lie on the grid. */
function gridIndex(curve: Curve, from: number): number | null {
  const index = Math.round(from * curve.steps);
  return index / curve.steps === from ? index : null;
}

/**
 * The loans of each band, exactly as a run would decide them.
 * @returns null where a boundary is not on the curve's grid
 */
export function countBands(curve: Curve, bands: readonly Band[]): BandCount[] | null {
  const cuts = bands.map(({ from, fromInclusive }, i) => {
    if (i === 0) return { loans: 0, outstanding: 0 };
    const index = gridIndex(curve, from);
    if (index === null) return null;
    // A score of exactly the boundary is below it when it belongs to the band below.
    return fromInclusive
      ? { loans: curve.below[index], outstanding: curve.outstandingBelow[index] }
      : { loans: curve.atOrBelow[index], outstanding: curve.outstandingAtOrBelow[index] };
  });
  const whole = { loans: curve.atOrBelow[curve.steps], outstanding: curve.outstandingAtOrBelow[curve.steps] };
  const ends = [...cuts.slice(1), whole];
  const counts: BandCount[] = [];
  for (let i = 0; i < bands.length; i++) {
    const start = cuts[i];
    const end = ends[i];
    if (!start || !end) return null;
    counts.push({
      treatment: bands[i].treatment,
      loans: end.loans - start.loans,
      outstanding: end.outstanding - start.outstanding,
    });
  }
  return counts;
}

/** Loans between neighbouring points of a grid of `bars` bars; the last one includes 1. */
export function histogram(curve: Curve, bars: number): number[] {
  const step = curve.steps / bars;
  return Array.from({ length: bars }, (_, i) => {
    const end = i === bars - 1 ? curve.atOrBelow[curve.steps] : curve.below[(i + 1) * step];
    return end - curve.below[i * step];
  });
}

/** The grid scores that boundary `index` can have between its neighbours. */
export function rangeOf(bands: readonly Band[], index: number, steps: number): { low: number; high: number } {
  const next = bands[index + 1]?.from ?? 1;
  return {
    low: (Math.floor(bands[index - 1].from * steps) + 1) / steps,
    high: (Math.ceil(next * steps) - 1) / steps,
  };
}

/** Moves boundary `index` to the nearest grid score that stays between its neighbours. */
export function moveBoundary(bands: readonly Band[], index: number, to: number, steps: number): Band[] {
  const { low, high } = rangeOf(bands, index, steps);
  const at = Math.min(high, Math.max(low, Math.round(to * steps) / steps));
  return bands.map((band, i) => (i === index ? { ...band, from: at } : band));
}
