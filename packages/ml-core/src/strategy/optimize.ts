import type { LoanColumns } from "./columns.ts";
import { type CompiledPolicy, compilePolicy } from "./compile.ts";
import type { Running } from "./experiment/decide-under.ts";
import type { Band, CompletePolicy, Policy } from "./policy.ts";
import { type GuardrailClass, sumByScore } from "./score-grid.ts";

/** What bands are worth and use. Money and hours over the whole book. */
export interface BandsWorth {
  readonly expectedNetRecovery: number;
  readonly agentHours: number;
  readonly legalCases: number;
  /** Whether hours and cases suffice. */
  readonly fits: boolean;
}

/** How the result depends on one boundary, the others staying at their optimum. */
export interface BoundaryCurve {
  /** The treatment of the band that the boundary opens. */
  readonly treatment: string;
  /** By boundary, ascending, included in the band above. */
  readonly points: readonly (BandsWorth & { readonly from: number })[];
}

export interface OptimizedThresholds extends BandsWorth {
  /** The policy in THRESHOLDS mode with the best boundaries and without prices. A band that is best empty is gone. */
  readonly policy: CompletePolicy;
  readonly curves: readonly BoundaryCurve[];
}

/** Sums up to each cell by position of the band: prefix[b][cell] is over the cells before it. */
interface Prefixes {
  readonly net: Float64Array[];
  readonly hours: Float64Array[];
  readonly cases: Float64Array[];
  readonly cells: number;
  readonly hourLimit: number;
  readonly caseLimit: number;
}

/** Above this many combinations the boundaries are improved in turn instead of tried together. */
const mostCombinations = 20_000_000;

/**
 * The boundaries, on a grid and on either side of each grid line, that net the most under capacity and guardrails
 * with the policy's treatments in the order of its bands. Up to three boundaries are searched exhaustively; more
 * are improved in turn from several starts. Where nothing fits, the least overrun is returned with `fits` false.
 * @param steps the grid: boundaries are i / steps; default 200
 * @param running the experiment to count in (see `sumByScore`); default: none
 */
export function optimizeThresholds(
  policy: Policy,
  columns: LoanColumns,
  steps = 200,
  running: Running | null = null,
): OptimizedThresholds {
  const c = compilePolicy({ ...policy, mode: "THRESHOLDS", prices: { agentHour: 0, legalCase: 0 } });
  const prefixes = makePrefixes(c, sumByScore(c, columns, steps, running), 2 * steps + 1);
  const cuts = search(prefixes, c.bandRank.length - 1);
  const bands = c.policy.bands.map(({ treatment }) => treatment);
  const curves = cuts.map((_, index) => ({
    treatment: bands[index + 1],
    points: curveAround(prefixes, cuts, index, steps),
  }));
  return {
    policy: { ...c.policy, bands: bandsOf(bands, cuts, steps) },
    ...worthOf(prefixes, cuts),
    curves,
  };
}

function makePrefixes(c: CompiledPolicy, classes: readonly GuardrailClass[], cells: number): Prefixes {
  const { agentHoursPerMonth, legalCasesPerMonth } = c.policy.capacity;
  const empty = () => Array.from(c.bandRank, () => new Float64Array(cells + 1));
  const prefixes: Prefixes = {
    net: empty(),
    hours: empty(),
    cases: empty(),
    cells,
    hourLimit: agentHoursPerMonth ?? Number.POSITIVE_INFINITY,
    caseLimit: legalCasesPerMonth ?? Number.POSITIVE_INFINITY,
  };
  c.bandRank.forEach((wanted, band) => {
    for (let cell = 0; cell < cells; cell++) {
      let [net, hours, cases] = [0, 0, 0];
      for (const { fallsTo, loans, net: nets } of classes) {
        const rank = fallsTo[wanted];
        net += nets[rank]![cell];
        hours += loans[cell] * c.hours[rank];
        cases += loans[cell] * c.cases[rank];
      }
      prefixes.net[band][cell + 1] = prefixes.net[band][cell] + net;
      prefixes.hours[band][cell + 1] = prefixes.hours[band][cell] + hours;
      prefixes.cases[band][cell + 1] = prefixes.cases[band][cell] + cases;
    }
  });
  return prefixes;
}

/** Sum over all bands, where band b takes the cells from cuts[b - 1] to before cuts[b]. */
function sumOf(prefix: readonly Float64Array[], cuts: readonly number[], cells: number): number {
  let sum = 0;
  for (let b = 0; b < prefix.length; b++) {
    const start = b === 0 ? 0 : cuts[b - 1];
    const end = b < cuts.length ? cuts[b] : cells;
    sum += prefix[b][end] - prefix[b][start];
  }
  return sum;
}

function worthOf(p: Prefixes, cuts: readonly number[]): BandsWorth {
  const agentHours = sumOf(p.hours, cuts, p.cells);
  const legalCases = sumOf(p.cases, cuts, p.cells);
  const fits = overrun(agentHours, p.hourLimit) + overrun(legalCases, p.caseLimit) === 0;
  return { expectedNetRecovery: sumOf(p.net, cuts, p.cells), agentHours, legalCases, fits };
}

/** Larger is better: net recovery where it fits, and below all of that less overrun before more. */
function scoreOf(p: Prefixes, cuts: readonly number[]): number {
  for (let k = 0; k < cuts.length; k++) {
    // A band of one single score would start and end at the same number, which bands cannot say.
    if (cuts[k] % 2 === 1 && cuts[k] - 1 === (k === 0 ? 0 : cuts[k - 1])) return Number.NEGATIVE_INFINITY;
  }
  const hours = overrun(sumOf(p.hours, cuts, p.cells), p.hourLimit);
  const cases = overrun(sumOf(p.cases, cuts, p.cells), p.caseLimit);
  return hours + cases > 0 ? -1e200 * (1 + hours + cases) : sumOf(p.net, cuts, p.cells);
}

/** By how much of the limit a usage is above it. Sums in another order differ in the last digits. */
function overrun(used: number, limit: number): number {
  return used <= limit * (1 + 1e-12) ? 0 : (used - limit) / (1 + limit);
}

function search(p: Prefixes, count: number): number[] {
  if (count === 0) return [];
  const combinations = Array.from({ length: count }, (_, k) => (p.cells + count - k) / (k + 1));
  if (combinations.reduce((product, factor) => product * factor, 1) <= mostCombinations) {
    return exhaustive(p, count);
  }
  let best: number[] = [];
  for (let start = 0; start <= 10; start++) {
    const cuts = Array.from({ length: count }, (_, k) =>
      Math.round((p.cells * (start / 10) * (k + 1)) / count),
    );
    climb(p, cuts);
    if (best.length === 0 || scoreOf(p, cuts) > scoreOf(p, best)) best = cuts;
  }
  return best;
}

function exhaustive(p: Prefixes, count: number): number[] {
  const cuts = new Array<number>(count).fill(0);
  let best = [...cuts];
  let bestScore = Number.NEGATIVE_INFINITY;
  const place = (k: number, from: number): void => {
    for (cuts[k] = from; cuts[k] <= p.cells; cuts[k]++) {
      if (k + 1 < count) place(k + 1, cuts[k]);
      else {
        const score = scoreOf(p, cuts);
        if (score > bestScore) {
          bestScore = score;
          best = [...cuts];
        }
      }
    }
  };
  place(0, 0);
  return best;
}

/** Moves each boundary to its best place in turn until none moves. */
function climb(p: Prefixes, cuts: number[]): void {
  for (let moved = true; moved; ) {
    moved = false;
    for (let k = 0; k < cuts.length; k++) {
      const [low, high] = [cuts[k - 1] ?? 0, cuts[k + 1] ?? p.cells];
      let best = cuts[k];
      let bestScore = scoreOf(p, cuts);
      for (cuts[k] = low; cuts[k] <= high; cuts[k]++) {
        const score = scoreOf(p, cuts);
        if (score > bestScore) {
          bestScore = score;
          best = cuts[k];
          moved = true;
        }
      }
      cuts[k] = best;
    }
  }
}

/** Bands that start at the cuts. The last of several that start at one place is the one that has scores. */
function bandsOf(treatments: readonly string[], cuts: readonly number[], steps: number): Band[] {
  const bands: Band[] = [];
  treatments.forEach((treatment, b) => {
    const start = b === 0 ? 0 : cuts[b - 1];
    const end = b < cuts.length ? cuts[b] : 2 * steps + 1;
    if (start < end) {
      bands.push({ treatment, from: Math.floor(start / 2) / steps, fromInclusive: start % 2 === 0 });
    }
  });
  return bands;
}

function curveAround(p: Prefixes, cuts: readonly number[], index: number, steps: number) {
  const points = [];
  for (let i = 0; i <= steps; i++) {
    const cut = 2 * i;
    if (cut < (cuts[index - 1] ?? 0) || cut > (cuts[index + 1] ?? p.cells)) continue;
    points.push({ from: i / steps, ...worthOf(p, cuts.with(index, cut)) });
  }
  return points;
}
