import type { Band } from "../../components/bands.ts";

/** Over scores below each threshold i / steps, and over scores of at most that. */
interface RunningSum {
  below: readonly number[];
  atOrBelow: readonly number[];
}

/** Loans that the guardrails treat alike; see the schema's ScoreCurves. */
interface CurveClass {
  fallsTo: readonly number[];
  loans: RunningSum;
  outstanding: RunningSum;
  expectedNetRecovery: readonly (RunningSum | null)[];
}

export interface Curves {
  steps: number;
  treatments: readonly string[];
  classes: readonly CurveClass[];
  /** A running experiment is counted in. */
  underExperiment: boolean;
}

export interface TreatmentCount {
  treatment: string;
  loans: number;
  outstanding: number;
  expectedNetRecovery: number;
}

/** The grid index of a boundary, or null where it does not lie on the grid. */
function gridIndex(curves: Curves, from: number): number | null {
  const index = Math.round(from * curves.steps);
  return index / curves.steps === from ? index : null;
}

/**
 * What each treatment gets under these bands and the policy's guardrails, exactly as a run would decide it.
 * @returns null where a boundary is not on the grid
 */
export function countBands(curves: Curves, bands: readonly Band[]): TreatmentCount[] | null {
  const indexes = bands.map(({ from }) => gridIndex(curves, from));
  if (indexes.includes(null)) return null;
  const counts = curves.treatments.map((treatment) => ({
    treatment,
    loans: 0,
    outstanding: 0,
    expectedNetRecovery: 0,
  }));
  for (const { fallsTo, loans, outstanding, expectedNetRecovery } of curves.classes) {
    bands.forEach(({ treatment }, b) => {
      // A score of exactly the boundary is below it when it belongs to the band below.
      const before = (sum: RunningSum, band: number) =>
        band === bands.length
          ? sum.atOrBelow[curves.steps]
          : (bands[band].fromInclusive ? sum.below : sum.atOrBelow)[indexes[band] ?? 0];
      const between = (sum: RunningSum) => before(sum, b + 1) - before(sum, b);
      const code = fallsTo[curves.treatments.indexOf(treatment)];
      const net = expectedNetRecovery[code];
      counts[code].loans += between(loans);
      counts[code].outstanding += between(outstanding);
      if (net) counts[code].expectedNetRecovery += between(net);
    });
  }
  return counts;
}

/** Loans between neighbouring points of a grid of `bars` bars; the last one includes 1. */
export function histogram({ classes, steps }: Curves, bars: number): number[] {
  const step = steps / bars;
  const below = (at: number) => classes.reduce((sum, { loans }) => sum + loans.below[at], 0);
  const all = classes.reduce((sum, { loans }) => sum + loans.atOrBelow[steps], 0);
  return Array.from(
    { length: bars },
    (_, i) => (i === bars - 1 ? all : below((i + 1) * step)) - below(i * step),
  );
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
