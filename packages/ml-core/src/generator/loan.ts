import { balanceAfter, monthlyInstalment } from "./annuity.ts";
import type { Economy } from "./economy.ts";
import type { Person } from "./person.ts";
import type { Random } from "./random.ts";

/** One loan on the day of its snapshot. Money in the lender's currency. */
export interface Loan {
  type: number;
  amount: number;
  tenure: number;
  /** Percent per year. */
  rate: number;
  /** 0 for an unsecured loan. */
  collateral: number;
  instalment: number;
  /** Instalments that are owed and not paid, 0 to `maxBucket`. */
  bucket: number;
  /** Instalments missed in the last 12 months, whether made up for later or not. */
  missed: number;
  /** The same months as bits, the newest the lowest; 1 is missed. */
  recent: number;
  /** Months since the loan was paid out, fewer than `tenure`. */
  monthsOnBook: number;
  daysPastDue: number;
  outstanding: number;
}

export const loanTypes = ["Personal", "Home", "Auto", "Business"] as const;
/** At six unpaid instalments (180 days) a loan has nowhere further to roll. */
export const maxBucket = 6;

const typeShares = [0.44, 0.24, 0.21, 0.11];
const tenures = [
  [12, 24, 36, 48, 60],
  [120, 180, 240, 300],
  [36, 48, 60, 72],
  [24, 36, 48, 60],
];
/** Median share of monthly income that the instalment is meant to take. */
const burdens = [0.11, 0.29, 0.12, 0.21];
const baseRates = [13.5, 6.8, 8.9, 11.4];

/** Draws the terms, then lives through the last months up to the snapshot in `month`. Fills `loan`. */
export function drawLoan(random: Random, loan: Loan, person: Person, economy: Economy, month: number): void {
  drawTerms(random, loan, person);
  loan.monthsOnBook = Math.min(loan.tenure - 1, random.integer(4, 60));
  liveThroughMonths(random, loan, missPressure(loan, person), economy, month);
  owe(loan);
}

/** What is owed after the instalments paid so far. Interest keeps running while instalments are unpaid. */
function owe(loan: Loan): void {
  const accrued = Math.exp(loan.bucket * Math.log1p(loan.rate / 1200));
  const paid = Math.max(0, loan.monthsOnBook - loan.bucket);
  loan.outstanding = cents(balanceAfter(loan.amount, loan.rate, loan.tenure, paid) * accrued);
}

function drawTerms(random: Random, loan: Loan, person: Person): void {
  const type = random.weighted(typeShares);
  loan.type = type;
  loan.tenure = random.pick(tenures[type]);
  // The lender saw a noisy picture of the borrower when it priced the loan.
  const seen = 0.45 * person.ability + 0.3 * person.willingness + 0.8 * random.normal();
  loan.rate = cents(Math.min(24.99, Math.max(3.5, baseRates[type] - 1.3 * seen)));
  const instalment = person.monthlyIncome * burdens[type] * Math.exp(0.45 * random.normal());
  const affordable = (instalment * loan.tenure) / (1 + (loan.rate / 2400) * loan.tenure);
  loan.amount = Math.max(500, Math.round(affordable / 50) * 50);
  loan.instalment = cents(monthlyInstalment(loan.amount, loan.rate, loan.tenure));
  loan.collateral = cents(loan.amount * collateralShare(random, type));
}

function collateralShare(random: Random, type: number): number {
  const name = loanTypes[type];
  if (name === "Home") return random.between(1.05, 1.7);
  if (name === "Auto") return random.between(0.6, 1.25);
  if (name === "Business") return random.chance(0.55) ? random.between(0.3, 1.3) : 0;
  return 0;
}

/** Log odds of missing an instalment, before the month's own pressure and the arrears. */
export function missPressure(loan: Loan, person: Person): number {
  const burden = loan.instalment / person.monthlyIncome;
  return -1.45 - 0.55 * person.ability - 0.65 * person.willingness + 1.6 * (Math.min(burden, 1) - 0.2);
}

/** Probability of missing the next instalment. Being behind makes it likelier. */
export function missProbability(pressure: number, bucket: number): number {
  return logistic(pressure + 0.12 * bucket);
}

/** Of the months that are paid: in this share the whole arrears are paid too, up to the other share one instalment. */
export const curedShare = 0.15;
export const caughtUpShare = 0.5;

/** One month: the instalment is missed and the loan rolls one bucket on, or it is paid, and perhaps more with it. */
function liveThroughMonth(loan: Loan, miss: number, fate: number): void {
  loan.recent = (loan.recent << 1) & 0xfff;
  if (fate < miss) {
    loan.recent |= 1;
    loan.bucket = Math.min(maxBucket, loan.bucket + 1);
  } else if (loan.bucket > 0) {
    const good = (fate - miss) / (1 - miss);
    if (good < curedShare) loan.bucket = 0;
    else if (good < caughtUpShare) loan.bucket--;
  }
  loan.missed = onesIn(loan.recent);
}

function liveThroughMonths(
  random: Random,
  loan: Loan,
  pressure: number,
  economy: Economy,
  lastMonth: number,
): void {
  const months = Math.min(12, loan.monthsOnBook);
  const blowFrom = random.chance(0.5) ? random.integer(0, months) : months;
  loan.bucket = 0;
  loan.recent = 0;
  loan.missed = 0;
  for (let month = 0; month < months; month++) {
    const blow = month >= blowFrom ? 1.3 : 0;
    const outside = economy.pressure(lastMonth - months + 1 + month);
    liveThroughMonth(loan, missProbability(pressure + blow + outside, loan.bucket), random.uniform());
  }
  loan.daysPastDue = daysPastDue(loan.bucket, loan.bucket === 0 ? 0 : random.integer(1, 30));
}

/**
 * The month after a snapshot.
 * @param pressure log odds of a miss before the arrears count, the month's own pressure included
 * @param dueDays days since the month's due day, 1 to 30
 */
export function liveOn(random: Random, loan: Loan, pressure: number, dueDays: number): void {
  loan.monthsOnBook = Math.min(loan.tenure - 1, loan.monthsOnBook + 1);
  liveThroughMonth(loan, missProbability(pressure, loan.bucket), random.uniform());
  loan.daysPastDue = daysPastDue(loan.bucket, dueDays);
  owe(loan);
}

function daysPastDue(bucket: number, dueDays: number): number {
  return bucket === 0 ? 0 : (bucket - 1) * 30 + dueDays;
}

function onesIn(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/**
 * The word for a payment record, with the other two columns always in step: On-Time has no missed payment,
 * Missed is more than 90 days past due, Delayed is everything between.
 */
export function paymentHistory(missed: number, daysPastDue: number): "On-Time" | "Delayed" | "Missed" {
  if (daysPastDue > 90) return "Missed";
  return missed > 0 || daysPastDue > 0 ? "Delayed" : "On-Time";
}

export function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

function cents(amount: number): number {
  return Math.round(amount * 100) / 100;
}
