import { generatePortfolio, portfolioHeader } from "../generator/portfolio.ts";
import { type PotentialTreatment, potentialRecovery, potentialTreatments } from "../generator/potential.ts";
import { solveCapacity } from "../strategy/capacity.ts";
import type { LoanColumns } from "../strategy/columns.ts";
import { decide, loanKey } from "../strategy/decide.ts";
import { optimizeThresholds } from "../strategy/optimize.ts";
import { type CompletePolicy, consolePolicy, type TreatmentEconomics } from "../strategy/policy.ts";
import { scaleRecovery } from "../strategy/sensitivity.ts";
import { simulate } from "../strategy/simulate.ts";

/** A generated book of which it is known what each treatment would bring from each loan. */
interface KnownBook {
  readonly columns: LoanColumns;
  /** Probability of recovery by loan x potentialTreatments. */
  readonly recovery: Float64Array;
}

const at = Object.fromEntries(portfolioHeader.map((name, i) => [name, i]));
const choices = potentialTreatments.length;

function makeKnownBook(rows: number, seed: number): KnownBook {
  const risk = new Float64Array(rows);
  const outstanding = new Float64Array(rows);
  const daysPastDue = new Int32Array(rows);
  const key = new Uint32Array(rows);
  const recovery = new Float64Array(rows * choices);
  let i = 0;
  for (const { cells, truth } of generatePortfolio({ rows, seed, kind: "current", missing: 0 })) {
    risk[i] = truth;
    outstanding[i] = Number(cells[at.Outstanding_Loan_Amount]);
    daysPastDue[i] = Number(cells[at.Days_Past_Due]);
    key[i] = loanKey(cells[at.Loan_ID]);
    const coverage = Number(cells[at.Collateral_Value]) / outstanding[i];
    potentialTreatments.forEach((treatment, t) => {
      recovery[i * choices + t] = potentialRecovery(
        { truth, coverage, daysPastDue: daysPastDue[i] },
        treatment,
      );
    });
    i++;
  }
  return { columns: { risk, outstanding, daysPastDue, facts: new Uint16Array(rows), key }, recovery };
}

/** The mean true recovery by score, as a large randomized experiment on another book would estimate it. */
function curvesOf({ columns, recovery }: KnownBook): CompletePolicy["economics"] {
  const corners = 10;
  const curve = (treatment: string): TreatmentEconomics => {
    // Nobody is treated on HOLD, so what is recovered is what is recovered by itself.
    const name = treatment === "HOLD" ? "NO_ACTION" : treatment;
    const t = potentialTreatments.indexOf(name as PotentialTreatment);
    const sums = new Float64Array(corners + 1);
    const weights = new Float64Array(corners + 1);
    for (let i = 0; i < columns.risk.length; i++) {
      const corner = Math.round(columns.risk[i] * corners);
      weights[corner] += columns.outstanding[i];
      sums[corner] += columns.outstanding[i] * recovery[i * choices + t];
    }
    const points = [...sums.keys()]
      .filter((corner) => weights[corner] > 0)
      .map((corner) => ({ risk: corner / corners, probability: sums[corner] / weights[corner] }));
    const usual = consolePolicy.economics.curves.find((other) => other.treatment === treatment)!;
    return { ...usual, recovery: points };
  };
  return {
    ...consolePolicy.economics,
    curves: consolePolicy.treatments.map(({ name }) => curve(name)),
  };
}

/** Net recovery in expectation under the true probabilities. */
function trueNet(policy: CompletePolicy, book: KnownBook): number {
  const { treatment } = decide(policy, book.columns);
  let net = 0;
  for (let i = 0; i < treatment.length; i++) net += trueValue(policy, book, i, treatment[i]);
  return net;
}

function trueValue(policy: CompletePolicy, book: KnownBook, i: number, code: number): number {
  const { name, cost } = policy.treatments[code];
  const t = Math.max(0, potentialTreatments.indexOf(name as PotentialTreatment));
  const { haircut, months } = policy.economics.curves.find(({ treatment }) => treatment === name)!;
  const share = (1 - haircut) * policy.economics.discountPerMonth ** months;
  return book.recovery[i * choices + t] * book.columns.outstanding[i] * share - cost;
}

/** More than any assignment within capacity and guardrails can net, even one that knows every loan's truth. */
function oracleBound(solved: CompletePolicy, book: KnownBook): number {
  const { agentHoursPerMonth, legalCasesPerMonth } = solved.capacity;
  const { agentHour, legalCase } = solved.prices;
  let bound = agentHour * (agentHoursPerMonth ?? 0) + legalCase * (legalCasesPerMonth ?? 0);
  const free = decide({ ...solved, mode: "EXPECTED_VALUE" }, book.columns);
  const hold = solved.treatments.findIndex(({ kind }) => kind === "HOLD");
  const least = solved.guardrails.limits.find(({ treatment }) => treatment === "LEGAL_ACTION");
  for (let i = 0; i < free.treatment.length; i++) {
    if (free.treatment[i] === hold) {
      bound += trueValue(solved, book, i, hold);
      continue;
    }
    let best = Number.NEGATIVE_INFINITY;
    solved.treatments.forEach(({ agentMinutes, legalCases }, code) => {
      const isTooEarly = legalCases > 0 && book.columns.daysPastDue[i] < (least?.minDaysPastDue ?? 0);
      if (code === hold || isTooEarly) return;
      const price = (agentHour * agentMinutes) / 60 + legalCase * legalCases;
      best = Math.max(best, trueValue(solved, book, i, code) - price);
    });
    bound += best;
  }
  return bound;
}

export interface Comparison {
  readonly seed: number;
  /** The seed's boundaries, rationed where capacity is scarce. */
  readonly seedThresholds: number;
  readonly bestThresholds: number;
  readonly byValue: number;
  /** By value with every assumed recovery rate halved, or doubled where that is possible. */
  readonly byValueHalved: number;
  readonly byValueDoubled: number;
  readonly oracleBound: number;
}

/**
 * Nets, under the true probabilities and one capacity, of policies that know the recovery curves from another book.
 */
export function compareOnKnownOutcomes(rows: number, seed: number): Comparison {
  const book = makeKnownBook(rows, seed);
  const economics = curvesOf(makeKnownBook(rows, seed + 1000));
  const free: CompletePolicy = { ...consolePolicy, mode: "EXPECTED_VALUE", economics };
  const need = simulate(free, book.columns).total;
  const capacity = {
    agentHoursPerMonth: 0.6 * need.agentHours,
    legalCasesPerMonth: Math.floor(0.5 * need.legalCases),
  };
  const policy: CompletePolicy = { ...free, capacity };
  const solve = (unsolved: CompletePolicy) => solveCapacity(unsolved, book.columns).policy;
  const scaled = (factor: number) => {
    const wrong = policy.treatments
      .filter(({ kind }) => kind === "ACTION")
      .reduce((all, { name }) => scaleRecovery(all, name, factor), policy);
    return trueNet({ ...solve(wrong), economics: wrong.economics }, book);
  };
  const byValue = solve(policy);
  // The seed's lowest band reminds everybody, which may alone be too much: the optimizer may also leave alone.
  const bands = [
    { treatment: "NO_ACTION", from: 0, fromInclusive: true },
    { treatment: "REMINDER", from: 0.1, fromInclusive: true },
    ...policy.bands.slice(1),
  ];
  return {
    seed,
    seedThresholds: trueNet(solve({ ...policy, mode: "THRESHOLDS" }), book),
    bestThresholds: trueNet(optimizeThresholds({ ...policy, bands }, book.columns, 100).policy, book),
    byValue: trueNet(byValue, book),
    byValueHalved: scaled(0.5),
    byValueDoubled: scaled(2),
    oracleBound: oracleBound(byValue, book),
  };
}
