import { addMonths, dayOf, isoOf, monthEndsBefore } from "../table/calendar.ts";
import {
  blankSome,
  portfolioHeader,
  writeLoan,
  writePerson,
  writeResolution,
  writeWorkSoFar,
} from "./cells.ts";
import { Economy, monthOf } from "./economy.ts";
import { drawLoan, type Loan } from "./loan.ts";
import { generateMonths } from "./months.ts";
import { coverageOf, drawResolution, drawWorkSoFar, type Resolution, trueProbability } from "./outcome.ts";
import { drawPerson, type Person } from "./person.ts";
import type { PotentialInput } from "./potential.ts";
import { Random } from "./random.ts";

export { portfolioHeader } from "./cells.ts";

export interface PortfolioOptions {
  /** Loans to make, >= 0. Borrowers are fewer: about 1.15 loans each. */
  rows: number;
  /** Any safe integer; the same options always make the same rows. */
  seed: number;
  /** "history": finished loans with their outcomes. "current": open loans, no outcome yet. */
  kind: "history" | "current";
  /** YYYY-MM-DD: the date of the current book; history lies 12 to 36 months before it. Default 2026-06-30. */
  asOf?: string;
  /** 0 to 1, default 1: how much the outcome depends on the borrower and the loan; 0 is not at all. */
  signal?: number;
  /** 0 to 1, default 0.02: share of cells left blank in each numeric column that may have gaps. */
  missing?: number;
  /**
   * 1 to `maxMonths`: instead of either kind a book seen at the end of each of so many months, the last `asOf`'s own
   * or the one before it. A loan has one row for each month in which it was open, with its outcome where it ended by then.
   */
  months?: number;
  /** 0 to 1, default 0: how much payments depend on the time of the year; see `Drift`. */
  season?: number;
  /** 0 to 1, default 0: how hard a downturn hits in the last six months; see `Drift`. */
  shock?: number;
}

/** Months beyond which the same loans would long be gone. */
export const maxMonths = 120;

/** One loan at one date. Both the object and its `cells` are reused for the next: copy what you keep. */
export interface PortfolioRow extends PotentialInput {
  /** Text in the order of `portfolioHeader`; no cell ever needs quotes in a CSV file. */
  readonly cells: string[];
  /** The true probability that the loan is not fully recovered within the horizon, in (0, 1). */
  truth: number;
  coverage: number;
  daysPastDue: number;
}

const historyMonths = 24;
const horizonMonths = 12;
/** Share of the borrowers of a current book who also had a loan in the history of the same seed. */
const returningShare = 0.03;
/** History and current books number their borrowers and loans apart, so that files never clash. */
const firstNumber = { history: 100_000_000, current: 200_000_000 };
const loansPerBorrower = [0.88, 0.09, 0.03];
/** Names of the random streams; see `Random.seed`. */
const streams = { person: 1, history: { who: 2, loans: 3 }, current: { who: 4, loans: 5 } };

/**
 * A seeded loan portfolio with known truth, one loan at a time and in constant memory. A borrower's loans
 * follow each other. History is ordered by As_Of_Date, its newest month end at least 12 months before `asOf`,
 * and every outcome lies within 12 months of its snapshot. A returning borrower of a current book is the same
 * person (id, name, birth year, latents) as in the history of the same seed.
 * @throws RangeError naming the option that is out of range
 */
export function* generatePortfolio(options: PortfolioOptions): Generator<PortfolioRow, void, undefined> {
  checkOptions(options);
  const { rows, seed, kind, asOf = "2026-06-30", signal = 1, missing = 0.02 } = options;
  const asOfDay = dayOf(asOf);
  const economyUntil = (lastMonth: number) =>
    new Economy({ season: options.season ?? 0, shock: options.shock ?? 0 }, lastMonth);
  const row: PortfolioRow = {
    cells: new Array<string>(portfolioHeader.length).fill(""),
    ...{ truth: 0, coverage: 0, daysPastDue: 0 },
  };
  if (options.months !== undefined) {
    const book = { rows, seed, months: options.months, asOfDay, signal, missing };
    yield* generateMonths(book, economyUntil, row);
    return;
  }
  const year = Number(asOf.slice(0, 4));
  const snapshotDays =
    kind === "history" ? monthEndsBefore(asOfDay, horizonMonths, historyMonths) : [asOfDay];
  const economy = economyUntil(monthOf(snapshotDays[snapshotDays.length - 1]));
  const isoCache = new Map<number, string>();
  const iso = (day: number): string => {
    const known = isoCache.get(day) ?? isoOf(day);
    isoCache.set(day, known);
    return known;
  };

  const random = new Random();
  const person = {} as Person;
  const loan = {} as Loan;
  const resolution = {} as Resolution;
  const likelyBorrowers = Math.max(1, Math.floor(rows / 1.15));

  for (let made = 0, borrower = 1; made < rows; borrower++) {
    random.seed(seed, streams[kind].who, borrower);
    const returning = kind === "current" && random.chance(returningShare);
    const number = returning
      ? firstNumber.history + random.integer(1, likelyBorrowers)
      : firstNumber[kind] + borrower;
    const loans = Math.min(rows - made, 1 + random.weighted(loansPerBorrower));
    const day = snapshotDays[Math.floor((made / rows) * snapshotDays.length)];
    const asOfText = iso(day);
    const month = monthOf(day);
    const horizonDays = addMonths(day, horizonMonths) - day;
    drawPerson(random.seed(seed, streams.person, number), person, number, year);
    random.seed(seed, streams[kind].loans, borrower);
    for (let i = 0; i < loans; i++) {
      made++;
      person.incomeNow = person.monthlyIncome;
      drawLoan(random, loan, person, economy, month);
      person.incomeNow = Math.round(person.monthlyIncome * economy.incomeShare(month));
      row.truth = trueProbability(loan, person, signal, economy.pressure(month));
      row.coverage = coverageOf(loan);
      row.daysPastDue = loan.daysPastDue;
      writePerson(row.cells, person, number, Number(asOfText.slice(0, 4)));
      writeLoan(row.cells, loan, firstNumber[kind] + made, asOfText);
      if (kind === "history") {
        drawResolution(random, loan, row.truth, horizonDays, resolution);
        writeResolution(row.cells, resolution, iso(day + resolution.days));
      } else {
        writeWorkSoFar(row.cells, drawWorkSoFar(random, loan));
      }
      blankSome(random, row.cells, missing);
      yield row;
    }
  }
}

function checkOptions(options: PortfolioOptions): void {
  const { rows, seed, months, signal = 1, missing = 0.02, season = 0, shock = 0 } = options;
  if (!Number.isSafeInteger(rows) || rows < 0) {
    throw new RangeError(`rows is ${rows}: it must be a whole number, 0 or more`);
  }
  if (!Number.isSafeInteger(seed)) throw new RangeError(`seed is ${seed}: it must be a whole number`);
  if (months !== undefined && !(Number.isInteger(months) && months >= 1 && months <= maxMonths)) {
    throw new RangeError(`months is ${months}: it must be a whole number from 1 to ${maxMonths}`);
  }
  for (const [name, share] of Object.entries({ signal, missing, season, shock })) {
    if (!(share >= 0 && share <= 1)) throw new RangeError(`${name} is ${share}: it must be from 0 to 1`);
  }
}
