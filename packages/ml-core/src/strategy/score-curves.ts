import type { LoanColumns } from "./columns.ts";
import { compilePolicy } from "./compile.ts";
import type { Running } from "./experiment/decide-under.ts";
import type { Band, Policy } from "./policy.ts";
import { sumByScore } from "./score-grid.ts";

/** A running sum over the scores; entry i concerns the threshold i / steps. */
export interface RunningSum {
  /** Over scores strictly below i / steps. */
  readonly below: readonly number[];
  /** Over scores of at most i / steps. */
  readonly atOrBelow: readonly number[];
}

/** Loans that the guardrails and a running experiment treat alike, and their running sums. */
export interface CurveClass {
  /** By position in `treatments`: the position of the treatment that is given where the band says that one. */
  readonly fallsTo: readonly number[];
  readonly loans: RunningSum;
  /** Of known amounts. */
  readonly outstanding: RunningSum;
  /** By position in `treatments`, null where nobody of the class gets it: expected net recovery. */
  readonly expectedNetRecovery: readonly (RunningSum | null)[];
}

/** All that a screen needs to count a policy in THRESHOLDS mode exactly while a threshold is dragged. Plain JSON. */
export interface ScoreCurves {
  /** Thresholds that can be counted: i / steps for i from 0 to steps, on either side. */
  readonly steps: number;
  readonly treatments: readonly string[];
  readonly classes: readonly CurveClass[];
}

/** What one treatment gets under dragged bands. */
export interface DraggedTotals {
  readonly treatment: string;
  readonly loans: number;
  readonly outstanding: number;
  readonly expectedNetRecovery: number;
}

/**
 * Running sums by score under the policy's guardrails and economics; its bands do not matter.
 * Prices of capacity do not enter: they depend on each loan's worth, not on its score alone.
 * @param steps default 200: thresholds 0, 0.005 ... 1
 * @param running the experiment to count in (see `sumByScore`); default: none
 */
export function scoreCurves(
  policy: Policy,
  columns: LoanColumns,
  steps = 200,
  running: Running | null = null,
): ScoreCurves {
  const c = compilePolicy(policy);
  const ranksByCode = [...c.rankOfCode];
  return {
    steps,
    treatments: c.policy.treatments.map(({ name }) => name),
    classes: sumByScore(c, columns, steps, running).map(({ fallsTo, loans, outstanding, net }) => ({
      fallsTo: ranksByCode.map((rank) => c.codeOfRank[fallsTo[rank]]),
      loans: runningSum(loans),
      outstanding: runningSum(outstanding),
      expectedNetRecovery: ranksByCode.map((rank) => {
        const cells = net[rank];
        return cells ? runningSum(cells) : null;
      }),
    })),
  };
}

function runningSum(cells: Float64Array): RunningSum {
  const below: number[] = [];
  const atOrBelow: number[] = [];
  let sum = 0;
  for (let cell = 0; cell < cells.length; cell += 2) {
    below.push(sum);
    sum += cells[cell];
    atOrBelow.push(sum);
    if (cell + 1 < cells.length) sum += cells[cell + 1];
  }
  return { below, atOrBelow };
}

/**
 * Counts bands from the running sums, in a time that does not depend on the number of loans.
 * @throws RangeError where a boundary is not one of the thresholds i / steps
 */
export function countBands(curves: ScoreCurves, bands: readonly Band[]): DraggedTotals[] {
  const { steps, treatments, classes } = curves;
  const totals = treatments.map((treatment) => ({
    treatment,
    loans: 0,
    outstanding: 0,
    expectedNetRecovery: 0,
  }));
  const indexes = bands.map(({ from }) => {
    const index = Math.round(from * steps);
    if (index / steps !== from) throw new RangeError(`${from} is not a threshold: it must be i / ${steps}`);
    return index;
  });
  for (const { fallsTo, loans, outstanding, expectedNetRecovery } of classes) {
    for (let b = 0; b < bands.length; b++) {
      const code = fallsTo[treatments.indexOf(bands[b].treatment)];
      // Below the band: what lies below its boundary, and the boundary too where the band does not include it.
      const between = (sum: RunningSum) => {
        const side = (band: number) => (bands[band].fromInclusive ? sum.below : sum.atOrBelow)[indexes[band]];
        return (b + 1 < bands.length ? side(b + 1) : sum.atOrBelow[steps]) - side(b);
      };
      totals[code].loans += between(loans);
      totals[code].outstanding += between(outstanding);
      const net = expectedNetRecovery[code];
      if (net) totals[code].expectedNetRecovery += between(net);
    }
  }
  return totals;
}
