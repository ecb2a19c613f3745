import { addMonths, dayOf, isoOf, monthEndsBefore } from "../table/calendar.ts";
import { drawLoan, type Loan, loanTypes, paymentHistory } from "./loan.ts";
import { drawResolution, drawWorkSoFar, type Resolution, trueProbability } from "./outcome.ts";
import { drawPerson, employmentTypes, type Person } from "./person.ts";
import { Random } from "./random.ts";

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
}

/** One loan. Both the object and its `cells` are reused for the next loan: copy what you keep. */
export interface PortfolioRow {
  /** Text in the order of `portfolioHeader`; no cell ever needs quotes in a CSV file. */
  readonly cells: string[];
  /** The true probability that the loan is not fully recovered, in (0, 1). */
  truth: number;
}

/** Column names of the generated rows: the canonical ones, then personal data and dates. */
export const portfolioHeader: readonly string[] = [
  "Borrower_ID",
  "Age",
  "Gender",
  "Employment_Type",
  "Monthly_Income",
  "Num_Dependents",
  "Loan_ID",
  "Loan_Amount",
  "Loan_Tenure",
  "Interest_Rate",
  "Loan_Type",
  "Collateral_Value",
  "Outstanding_Loan_Amount",
  "Monthly_EMI",
  "Payment_History",
  "Num_Missed_Payments",
  "Days_Past_Due",
  "Recovery_Status",
  "Collection_Attempts",
  "Collection_Method",
  "Legal_Action_Taken",
  "Borrower_Name",
  "Phone",
  "Email",
  "Time_Zone",
  "As_Of_Date",
  "Outcome_Date",
];

/** Columns in which a cell may be blank, by position. What decisions rest on (amounts owed) is always there. */
const gappyColumns = [
  "Age",
  "Monthly_Income",
  "Num_Dependents",
  "Interest_Rate",
  "Collateral_Value",
  "Monthly_EMI",
].map((name) => portfolioHeader.indexOf(name));

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
  const { rows, seed, kind, asOf = "2026-06-30", signal = 1, missing = 0.02 } = options;
  checkOptions(rows, seed, signal, missing);
  const asOfDay = dayOf(asOf);
  const year = Number(asOf.slice(0, 4));
  const snapshotDays =
    kind === "history" ? monthEndsBefore(asOfDay, horizonMonths, historyMonths) : [asOfDay];
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
  const row: PortfolioRow = { cells: new Array<string>(portfolioHeader.length).fill(""), truth: 0 };
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
    const horizonDays = addMonths(day, horizonMonths) - day;
    drawPerson(random.seed(seed, streams.person, number), person, number, year);
    random.seed(seed, streams[kind].loans, borrower);
    for (let i = 0; i < loans; i++) {
      made++;
      drawLoan(random, loan, person);
      row.truth = trueProbability(loan, person, signal);
      writePerson(row.cells, person, number, Number(asOfText.slice(0, 4)));
      writeLoan(row.cells, loan, firstNumber[kind] + made);
      row.cells[25] = asOfText;
      if (kind === "history") {
        drawResolution(random, loan, row.truth, horizonDays, resolution);
        writeResolution(row.cells, resolution, iso(day + resolution.days));
      } else {
        writeWorkSoFar(row.cells, drawWorkSoFar(random, loan));
      }
      for (const column of gappyColumns) if (random.chance(missing)) row.cells[column] = "";
      yield row;
    }
  }
}

function writePerson(cells: string[], person: Person, number: number, year: number): void {
  cells[0] = `BRW_${number}`;
  cells[1] = String(year - person.birthYear);
  cells[2] = person.gender;
  cells[3] = employmentTypes[person.employment];
  cells[4] = String(person.monthlyIncome);
  cells[5] = String(person.dependents);
  cells[21] = person.name;
  cells[22] = person.phone;
  cells[23] = person.email;
  cells[24] = person.timeZone;
}

function writeLoan(cells: string[], loan: Loan, number: number): void {
  cells[6] = `LN_${number}`;
  cells[7] = String(loan.amount);
  cells[8] = String(loan.tenure);
  cells[9] = loan.rate.toFixed(2);
  cells[10] = loanTypes[loan.type];
  cells[11] = loan.collateral === 0 ? "0" : loan.collateral.toFixed(2);
  cells[12] = loan.outstanding.toFixed(2);
  cells[13] = loan.instalment.toFixed(2);
  cells[14] = paymentHistory(loan.missed, loan.daysPastDue);
  cells[15] = String(loan.missed);
  cells[16] = String(loan.daysPastDue);
}

function writeResolution(cells: string[], resolution: Resolution, outcomeDate: string): void {
  cells[17] = resolution.status;
  cells[18] = String(resolution.attempts);
  cells[19] = resolution.method;
  cells[20] = resolution.legalAction ? "Yes" : "No";
  cells[26] = outcomeDate;
}

function writeWorkSoFar(cells: string[], work: { attempts: number; method: string }): void {
  cells[17] = "";
  cells[18] = String(work.attempts);
  cells[19] = work.method;
  cells[20] = "No";
  cells[26] = "";
}

function checkOptions(rows: number, seed: number, signal: number, missing: number): void {
  if (!Number.isSafeInteger(rows) || rows < 0) {
    throw new RangeError(`rows is ${rows}: it must be a whole number, 0 or more`);
  }
  if (!Number.isSafeInteger(seed)) throw new RangeError(`seed is ${seed}: it must be a whole number`);
  if (!(signal >= 0 && signal <= 1)) throw new RangeError(`signal is ${signal}: it must be from 0 to 1`);
  if (!(missing >= 0 && missing <= 1)) throw new RangeError(`missing is ${missing}: it must be from 0 to 1`);
}
