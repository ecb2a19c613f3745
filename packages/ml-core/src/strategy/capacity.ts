import {
  type Candidates,
  copyCandidates,
  growCandidates,
  makeCandidates,
  type Usage,
  usageAt,
  writeCandidate,
} from "./candidates.ts";
import { lookUp, makeCells, rankBits } from "./cells.ts";
import { checkColumns, type LoanColumns } from "./columns.ts";
import { type CompiledPolicy, compilePolicy } from "./compile.ts";
import type { CompletePolicy, Policy, ShadowPrices } from "./policy.ts";
import { aroundSample, roughSteps, sampleBook, sampleOf, sampleSize } from "./price-samples.ts";
import {
  highestPrices,
  type PriceBox,
  type Prices,
  searchPrices,
  settle,
  settledRank,
} from "./price-search.ts";
import { blockLoans, makeScreened, screen } from "./screen.ts";

/** A policy whose prices make a book fit its capacity. */
export interface SolvedCapacity {
  /** The policy with the prices stored in it. */
  readonly policy: CompletePolicy;
  /** What one more agent hour and one more legal case are worth, in money; 0 where there is enough. */
  readonly prices: ShadowPrices;
  /** What the book uses at these prices, never more than the capacity. */
  readonly usage: Readonly<Usage>;
}

/** For narrowing once more before the whole book is looked at. */
const largeSampleSize = 6000;
/** So few that trying prices on all of them costs no more than on samples with room for error. */
const fewLoans = 4 * sampleSize;
/** So few that the exact price is found at once, and rounds of narrowing after which it is looked for anyhow. */
const fewest = 40;
const mostRounds = 12;
/** Standard errors of a sample's usage within which the book's own is looked for. */
const margins = [2.5, 8, 30];

/**
 * Solves capacity into shadow prices: the multipliers of the Lagrangian of "most net recovery such that hours and
 * cases suffice" (Everett, 1963, "Generalized Lagrange multiplier method"). With them each loan decides for itself
 * and the whole fits. Loans of equal worth are told apart by their key; at most a unit or so stays unused.
 *
 * Samples find the prices roughly; loans whose treatment is the same all around there are settled; the rest is
 * sampled again, until few are left and the price is exact.
 * @param policy one without faults; its stored prices are ignored
 * @throws RangeError where the columns are not of one length or a risk is not in [0, 1]
 */
export function solveCapacity(policy: Policy, columns: LoanColumns): SolvedCapacity {
  const c = compilePolicy({ ...policy, prices: { agentHour: 0, legalCase: 0 } });
  checkColumns(columns);
  const { agentHoursPerMonth, legalCasesPerMonth } = c.policy.capacity;
  const capacity: Usage = {
    agentHours: agentHoursPerMonth ?? Number.POSITIVE_INFINITY,
    legalCases: legalCasesPerMonth ?? Number.POSITIVE_INFINITY,
  };
  const { prices, usage } = solve(c, columns, capacity);
  const solved: ShadowPrices = { agentHour: prices.hour, legalCase: prices.case };
  return { policy: { ...c.policy, prices: solved }, prices: solved, usage };
}

interface Solution {
  readonly prices: Prices;
  readonly usage: Usage;
}

function solve(c: CompiledPolicy, columns: LoanColumns, capacity: Usage): Solution {
  const few = sampleBook(c, columns, sampleSize);
  const many = sampleBook(c, columns, largeSampleSize);
  const high = highestPrices(c, many.sample);
  const whole: PriceBox = { hourLow: 0, hourHigh: high.hour, caseLow: 0, caseHigh: high.case };
  for (const margin of margins) {
    // Twice the margin: a wide box costs little here, and one that misses costs another look at the whole book.
    const rough = aroundSample(c, few.sample, capacity, whole, few.share, 2 * margin);
    // The large sample narrows the box, which is much cheaper than what the whole book then has open in it.
    const used: Usage = { agentHours: 0, legalCases: 0 };
    const doubtful = copyCandidates(many.sample);
    settle(c, doubtful, rough, used);
    const left = {
      agentHours: capacity.agentHours - many.share * used.agentHours,
      legalCases: capacity.legalCases - many.share * used.legalCases,
    };
    const box = aroundSample(c, doubtful, left, rough, many.share, margin, many.sample);
    const settled: Usage = { agentHours: 0, legalCases: 0 };
    const open = openCandidates(c, columns, box, settled);
    const solution = narrow(c, open, box, settled, capacity, margin);
    if (solution) return solution;
  }
  return solveWhole(c, columns, capacity);
}

/** Every loan that is not settled within the box. What the others use is added to `settled`. */
function openCandidates(c: CompiledPolicy, columns: LoanColumns, box: PriceBox, settled: Usage): Candidates {
  const loans = columns.risk.length;
  const open = makeCandidates(1024 + (loans >> 4), c.ranks);
  const screened = makeScreened(Math.min(loans, blockLoans));
  const cells = makeCells(c, box);
  const count = new Uint32Array(rankBits + 1);
  for (let start = 0; start < loans; start += blockLoans) {
    const end = Math.min(loans, start + blockLoans);
    screen(c, columns, start, end, screened);
    const listed = lookUp(cells, columns, start, end, screened);
    for (let j = 0; j < end - start; j++) count[cells.found[j] & rankBits]++;
    for (let k = 0; k < listed; k++) {
      const j = cells.open[k];
      if (!writeCandidate(c, columns, start + j, screened, j, open)) continue;
      const rank = settledRank(c, open, open.size, box);
      if (rank >= 0) count[rank + 1]++;
      else if (++open.size === open.key.length) growCandidates(open);
    }
  }
  for (let rank = 0; rank < c.ranks; rank++) {
    settled.agentHours += count[rank + 1] * c.hours[rank];
    settled.legalCases += count[rank + 1] * c.cases[rank];
  }
  return open;
}

/**
 * Samples, narrows the box and settles until few candidates are open, then finds the exact prices.
 * @returns undefined where they turn out to lie outside the box
 */
function narrow(
  c: CompiledPolicy,
  open: Candidates,
  first: PriceBox,
  settled: Usage,
  capacity: Usage,
  margin: number,
): Solution | undefined {
  let box = first;
  for (let round = 0; open.size > fewest && round < mostRounds; round++) {
    const isWhole = open.size <= fewLoans;
    const sample = isWhole ? open : sampleOf(c, open);
    const share = open.size / sample.size;
    const size = open.size;
    box = aroundSample(c, sample, minus(capacity, settled), box, share, isWhole ? 0 : margin);
    settle(c, open, box, settled);
    if (isWhole && open.size === size) break;
  }
  const left = minus(capacity, settled);
  // Many are only left where loans without keys are worth the same: no price divides them, however exact.
  const prices = searchPrices(c, open, left, box, open.size > fewLoans ? roughSteps : 100);
  const usage = usageAt(c, open, prices.hour, prices.case, { agentHours: 0, legalCases: 0 });
  const isInside =
    usage.agentHours <= left.agentHours &&
    usage.legalCases <= left.legalCases &&
    (prices.hour > box.hourLow || prices.hour === 0) &&
    (prices.case > box.caseLow || prices.case === 0);
  if (!isInside) return undefined;
  usage.agentHours += settled.agentHours;
  usage.legalCases += settled.legalCases;
  return { prices, usage };
}

function minus(capacity: Usage, settled: Usage): Usage {
  return {
    agentHours: capacity.agentHours - settled.agentHours,
    legalCases: capacity.legalCases - settled.legalCases,
  };
}

/** Bisection over the whole book, for books that no sample speaks for. Slow and sure. */
function solveWhole(c: CompiledPolicy, columns: LoanColumns, capacity: Usage): Solution {
  const loans = columns.risk.length;
  const screened = makeScreened(loans);
  screen(c, columns, 0, loans, screened);
  const all = makeCandidates(loans + 1, c.ranks);
  for (let i = 0; i < loans; i++) if (writeCandidate(c, columns, i, screened, i, all)) all.size++;
  const high = highestPrices(c, all);
  const box = { hourLow: 0, hourHigh: high.hour, caseLow: 0, caseHigh: high.case };
  const prices = searchPrices(c, all, capacity, box, 50);
  return { prices, usage: usageAt(c, all, prices.hour, prices.case, { agentHours: 0, legalCases: 0 }) };
}
