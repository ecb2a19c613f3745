import {
  bestAt,
  type Candidates,
  makeCandidates,
  type Usage,
  usePrices,
  writeCandidate,
} from "./candidates.ts";
import type { LoanColumns } from "./columns.ts";
import type { CompiledPolicy } from "./compile.ts";
import { type PriceBox, type Prices, searchPrices } from "./price-search.ts";
import { makeScreened, screen } from "./screen.ts";

/* Samples of loans, and how far the prices that they give can be trusted. */

/** Loans of a sample: enough for a price to a few percent, few enough to try hundreds of prices. */
export const sampleSize = 600;
/** Bisections per price while the box is narrowed; what they leave of it is added around what they find. */
export const roughSteps = 7;

/** Evenly spaced loans, and how many of the book each of them speaks for. */
export function sampleBook(c: CompiledPolicy, columns: LoanColumns, size: number) {
  const loans = columns.risk.length;
  const sample = makeCandidates(size + 1, c.ranks);
  const screened = makeScreened(1);
  const share = Math.max(1, loans / size);
  for (let k = 0; k * share < loans; k++) {
    const i = Math.floor(k * share);
    screen(c, columns, i, i + 1, screened);
    if (writeCandidate(c, columns, i, screened, 0, sample)) sample.size++;
  }
  return { sample, share };
}

/** As many as `sampleSize` of the candidates, evenly spaced. */
export function sampleOf(c: CompiledPolicy, open: Candidates): Candidates {
  const sample = makeCandidates(sampleSize, c.ranks);
  for (let k = 0; k < sampleSize; k++) {
    const i = Math.floor((k * open.size) / sampleSize);
    sample.worth.set(open.worth.subarray(i * c.ranks, (i + 1) * c.ranks), k * c.ranks);
    sample.key[k] = open.key[i];
    sample.prefersSevere[k] = open.prefersSevere[i];
  }
  sample.size = sampleSize;
  return sample;
}

/**
 * The prices that a sample gives for all that the capacity may seem to be, given how little a sample knows.
 * @param whole the sample with its settled loans, by whose number what is left is wrong too
 */
export function aroundSample(
  c: CompiledPolicy,
  sample: Candidates,
  left: Usage,
  within: PriceBox,
  share: number,
  margin: number,
  whole = sample,
): PriceBox {
  const at = (hours: number, cases: number): Prices => {
    const target = {
      agentHours: left.agentHours / share + hours,
      legalCases: left.legalCases / share + cases,
    };
    return searchPrices(c, sample, target, within, roughSteps);
  };
  const middle = at(0, 0);
  const found = [middle];
  if (margin > 0) {
    const slack = standardErrors(c, whole, middle);
    const hours = margin * slack.agentHours;
    const cases = margin * slack.legalCases;
    // A case takes hours too, so the prices pull each other down: each is highest where the other is lowest.
    const areBothScarce =
      left.agentHours < Number.POSITIVE_INFINITY && left.legalCases < Number.POSITIVE_INFINITY;
    found.push(at(hours, areBothScarce ? -cases : cases), at(-hours, areBothScarce ? cases : -cases));
  }
  const hourWidth = (within.hourHigh - within.hourLow) * 2 ** (1 - roughSteps);
  const caseWidth = (within.caseHigh - within.caseLow) * 2 ** (1 - roughSteps);
  const hourPrices = found.map(({ hour }) => hour);
  const casePrices = found.map((prices) => prices.case);
  return {
    hourLow: Math.max(within.hourLow, Math.min(...hourPrices) - hourWidth),
    hourHigh: Math.min(within.hourHigh, Math.max(...hourPrices) + hourWidth),
    caseLow: Math.max(within.caseLow, Math.min(...casePrices) - caseWidth),
    caseHigh: Math.min(within.caseHigh, Math.max(...casePrices) + caseWidth),
  };
}

/** Standard errors of the sums of usage over the sample, at least that of half a loan. */
function standardErrors(c: CompiledPolicy, sample: Candidates, prices: Prices): Usage {
  let [hours, cases, hours2, cases2] = [0, 0, 0, 0];
  const usePrice = usePrices(c, prices.hour, prices.case);
  for (let i = 0; i < sample.size; i++) {
    const rank = bestAt(c, sample, i, usePrice);
    hours += c.hours[rank];
    cases += c.cases[rank];
    hours2 += c.hours[rank] ** 2;
    cases2 += c.cases[rank] ** 2;
  }
  const error = (sum: number, squares: number, unit: number) =>
    Math.sqrt(Math.max(squares - sum ** 2 / Math.max(1, sample.size), unit ** 2 / 4));
  return {
    agentHours: error(hours, hours2, Math.max(...c.hours)),
    legalCases: error(cases, cases2, Math.max(...c.cases)),
  };
}
