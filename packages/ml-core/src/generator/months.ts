import { isoOf, monthEndsBefore } from "../table/calendar.ts";
import { blankSome, writeLoan, writePerson, writeResolution, writeWorkSoFar } from "./cells.ts";
import { type Economy, monthOf } from "./economy.ts";
import { drawLoan, type Loan, liveOn } from "./loan.ts";
import { coverageOf, drawResolution, drawWorkSoFar, type Resolution } from "./outcome.ts";
import { drawPerson, type Person } from "./person.ts";
import type { PortfolioRow } from "./portfolio.ts";
import { Prospects } from "./prospects.ts";
import { Random } from "./random.ts";

/** Options of `generatePortfolio`, checked, as a monthly book needs them. */
export interface BookOptions {
  readonly rows: number;
  readonly seed: number;
  /** Number of monthly snapshots, the last on `asOfDay`'s month end or the one before it. */
  readonly months: number;
  readonly asOfDay: number;
  readonly signal: number;
  readonly missing: number;
}

const horizonMonths = 12;
const firstNumber = 300_000_000;
const loansPerBorrower = [0.88, 0.09, 0.03];
/** Share of the loans that are on the book from its first snapshot; the others come evenly over the months. */
const oldShare = 0.4;
/** Of a month, so that even the shortest ends after the last day that is drawn. */
const daysOfMonth = 28;
const streams = { person: 6, loans: 7, cells: 8 };

/** How one loan's time on the book went. */
interface Life {
  /** Snapshots of it, as copies of the loan. */
  readonly months: Loan[];
  ending: "open" | "recovered" | "failed";
  endDay: number;
}

/**
 * A book seen at the end of each month. A loan has one row for each month in which it was open, the rows of a loan
 * follow each other, and all of them carry its outcome where it ended before the last snapshot.
 */
export function* generateMonths(
  { rows, seed, months, asOfDay, signal, missing }: BookOptions,
  economyUntil: (lastMonth: number) => Economy,
  row: PortfolioRow,
): Generator<PortfolioRow, void, undefined> {
  const days = monthEndsBefore(asOfDay, 0, months);
  const dates = days.map(isoOf);
  const firstMonth = monthOf(days[0]);
  const economy = economyUntil(firstMonth + months - 1);
  const random = new Random();
  const person = {} as Person;
  const resolution = {} as Resolution;
  for (let made = 0, borrower = 1, loanNumber = firstNumber; made < rows; borrower++) {
    const number = firstNumber + borrower;
    drawPerson(random.seed(seed, streams.person, borrower), person, number, Number(dates[0].slice(0, 4)));
    random.seed(seed, streams.loans, borrower);
    const loans = 1 + random.weighted(loansPerBorrower);
    for (let i = 0; i < loans && made < rows; i++) {
      loanNumber++;
      const entry = random.chance(oldShare) ? 0 : random.integer(0, months - 1);
      const loan = {} as Loan;
      person.incomeNow = person.monthlyIncome;
      drawLoan(random, loan, person, economy, firstMonth + entry);
      const ahead = months - entry - 1 + horizonMonths;
      const prospects = new Prospects(loan, person, signal, economy, firstMonth + entry, ahead);
      const life = live(random, loan, prospects, days, entry, firstMonth);
      if (life.ending !== "open") {
        const failed = life.ending === "failed" ? 1 : 0;
        drawResolution(random, life.months[life.months.length - 1], failed, 0, resolution);
      }
      const endDate = isoOf(life.endDay);
      for (let k = 0; k < life.months.length && made < rows; k++) {
        const month = firstMonth + entry + k;
        const now = life.months[k];
        made++;
        person.incomeNow = Math.round(person.monthlyIncome * economy.incomeShare(month));
        row.truth = prospects.notRecovered(month, now.bucket, horizonMonths);
        row.coverage = coverageOf(now);
        row.daysPastDue = now.daysPastDue;
        writePerson(row.cells, person, number, Number(dates[entry + k].slice(0, 4)));
        writeLoan(row.cells, now, loanNumber, dates[entry + k]);
        if (life.ending === "open") writeWorkSoFar(row.cells, drawWorkSoFar(random, now));
        else writeResolution(row.cells, resolution, endDate);
        blankSome(random, row.cells, missing);
        yield row;
      }
    }
  }
}

function live(
  random: Random,
  loan: Loan,
  prospects: Prospects,
  days: readonly number[],
  entry: number,
  firstMonth: number,
): Life {
  const life: Life = { months: [{ ...loan }], ending: "open", endDay: 0 };
  const dueDays = loan.bucket === 0 ? random.integer(1, 30) : loan.daysPastDue - (loan.bucket - 1) * 30;
  for (let k = entry + 1; k < days.length; k++) {
    const month = firstMonth + k;
    life.ending = prospects.fate(month, loan.bucket, random.uniform());
    if (life.ending !== "open") {
      life.endDay = days[k - 1] + random.integer(1, daysOfMonth);
      break;
    }
    liveOn(random, loan, prospects.pressureIn(month), dueDays);
    life.months.push({ ...loan });
  }
  return life;
}
