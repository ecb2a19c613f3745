import { outcomeShare } from "./economy.ts";
import { type Loan, loanTypes, logistic } from "./loan.ts";
import type { Person } from "./person.ts";
import type { Random } from "./random.ts";

/** Log odds of the share that is not recovered when no feature counts: 37.5 %. */
const baseLogOdds = Math.log(0.375 / 0.625);
/** Brings the mean of the truth back to the same share when every feature counts. */
const intercept = -0.85;

const bucketEffect = [-0.55, -0.25, 0.1, 0.5, 0.95, 1.35, 1.7];
const employmentEffect = [0, 0.25, 0.4];

/**
 * The true probability that the loan is not fully recovered within the horizon. It depends on what a lender
 * knows before collection starts and, for a smaller part, on the two latents that no file shows.
 * @param signal 1: as described; 0: the same 37.5 % for every loan; between: the log odds in proportion
 * @param pressure of the month's economy, in log odds; 0 without drift
 */
export function trueProbability(loan: Loan, person: Person, signal: number, pressure: number): number {
  return logistic(riskLogOdds(loan, person, loan.bucket, signal) + outcomeShare * pressure);
}

/** The log odds of `trueProbability` before the economy's part, if the loan were in the given bucket. */
export function riskLogOdds(loan: Loan, person: Person, bucket: number, signal: number): number {
  const burden = Math.min(1, loan.instalment / person.incomeNow);
  const coverage = coverageOf(loan);
  // Beyond three instalments a loan is more than 90 days past due.
  const unsecuredAndLate = loan.collateral === 0 && bucket > 3 ? 0.45 : 0;
  const logOdds =
    0.97 *
      (bucketEffect[bucket] +
        0.11 * loan.missed +
        2.2 * (burden - 0.2) -
        0.6 * Math.min(1.5, coverage) -
        0.4 * Math.log(person.incomeNow / 4600) +
        employmentEffect[person.employment] +
        0.05 * (loan.rate - 10) +
        (loanTypes[loan.type] === "Business" ? 0.2 : 0) +
        unsecuredAndLate -
        0.3 * person.ability -
        0.4 * person.willingness) +
    intercept;
  return baseLogOdds + signal * (logOdds - baseLogOdds);
}

/** Collateral over outstanding. */
export function coverageOf({ collateral, outstanding }: Loan): number {
  return collateral / outstanding;
}

/** What became of a loan and what collecting it took. Filled for a finished loan. */
export interface Resolution {
  status: "Fully Recovered" | "Partially Recovered" | "Written Off";
  attempts: number;
  method: string;
  legalAction: boolean;
  /** Days from the snapshot to the outcome, at most the days of the horizon. */
  days: number;
}

const methods = ["Calls", "Settlement Offer", "Legal Notice", "Debt Collectors"] as const;

/**
 * Draws the outcome from the truth, then the collection work as its consequence. That is how it is in real
 * files too: somebody who pays is called twice and somebody who does not is called ten times, so these
 * columns give the outcome away and must never be features.
 * @param horizonDays days from the snapshot to the end of its horizon, when what is still open is written off
 */
export function drawResolution(
  random: Random,
  loan: Loan,
  truth: number,
  horizonDays: number,
  resolution: Resolution,
): void {
  if (!random.chance(truth)) {
    resolution.status = "Fully Recovered";
    resolution.attempts = Math.min(6, Math.floor(random.between(0, 3) + random.between(0, 2)));
    resolution.method = methods[random.weighted([0.62, 0.2, 0.1, 0.08])];
    resolution.legalAction = random.chance(0.01);
    resolution.days = 15 + Math.floor(250 * random.uniform() * random.uniform());
    return;
  }
  const secured = loan.collateral > 0.5 * loan.outstanding;
  if (random.chance(secured ? 0.8 : 0.62)) {
    resolution.status = "Partially Recovered";
    resolution.attempts = random.integer(2, 10);
    resolution.method = methods[random.weighted([0.14, 0.46, 0.16, 0.24])];
    resolution.legalAction = random.chance(0.1);
    resolution.days = random.integer(90, 340);
    return;
  }
  resolution.status = "Written Off";
  resolution.attempts = random.integer(5, 14);
  resolution.method = methods[random.weighted([0.08, 0.12, 0.45, 0.35])];
  resolution.legalAction = random.chance(0.5);
  resolution.days = random.chance(0.5) ? horizonDays : random.integer(180, 360);
}

/** Collection work so far on a loan that is still open: it knows how late the loan is, not how it will end. */
export function drawWorkSoFar(random: Random, loan: Loan): { attempts: number; method: string } {
  const attempts = loan.bucket === 0 ? 0 : random.integer(0, loan.bucket + 1);
  if (attempts === 0) return { attempts, method: "" };
  return { attempts, method: loan.bucket >= 4 && random.chance(0.4) ? "Legal Notice" : "Calls" };
}
