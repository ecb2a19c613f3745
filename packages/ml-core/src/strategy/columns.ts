import { type Fact, facts } from "./policy.ts";

/** Loans side by side, as `decide` takes them: arrays of one length, one entry per loan. */
export interface LoanColumns {
  /** Calibrated probability of not being recovered, in [0, 1]. */
  readonly risk: Float64Array;
  /** Amount owed, NaN where unknown. */
  readonly outstanding: Float64Array;
  /** Days past due, -1 where unknown. */
  readonly daysPastDue: Int32Array;
  /** Bit i: `facts[i]` is known of the loan or its borrower (see `factBits`). */
  readonly facts: Uint16Array;
  /**
   * A hash of each loan's id (see `loanKey`). Breaks ties at a price of capacity; without it, loans that are
   * worth exactly the same pass or fail together.
   */
  readonly key?: Uint32Array;
}

/** One loan, as a receipt states it. */
export interface LoanFacts {
  /** In [0, 1]. */
  readonly risk: number;
  /** Amount owed, null where unknown. */
  readonly outstanding: number | null;
  readonly daysPastDue: number | null;
  readonly facts: readonly Fact[];
  /** The loan's key (`loanKey`). Default 0. */
  readonly key?: number;
}

/** Columns of loans that are given one by one. */
export function makeColumns(loans: readonly LoanFacts[]): LoanColumns {
  return {
    risk: Float64Array.from(loans, ({ risk }) => risk),
    outstanding: Float64Array.from(loans, ({ outstanding }) => outstanding ?? Number.NaN),
    daysPastDue: Int32Array.from(loans, ({ daysPastDue }) => wholeDays(daysPastDue ?? Number.NaN)),
    facts: Uint16Array.from(loans, ({ facts }) => factBits(facts)),
    key: Uint32Array.from(loans, ({ key }) => key ?? 0),
  };
}

/** The facts of one loan as bits. */
export function factBits(known: readonly Fact[]): number {
  return known.reduce((bits, fact) => bits | (1 << facts.indexOf(fact)), 0);
}

/** The facts that bits stand for. */
export function factsOf(bits: number): Fact[] {
  return facts.filter((_, i) => ((bits >> i) & 1) === 1);
}

/** Columns with no fact known and no days past due known. */
export function plainColumns(risk: Float64Array, outstanding: Float64Array): LoanColumns {
  return {
    risk,
    outstanding,
    daysPastDue: new Int32Array(risk.length).fill(-1),
    facts: new Uint16Array(risk.length),
  };
}

const mostDays = 2 ** 31 - 1;

/**
 * Days past due as `LoanColumns` holds them, at most 2^31 - 1.
 * @param days NaN where unknown; before the due date (below 0) counts as 0, and a begun day does not count
 */
export function wholeDays(days: number): number {
  return Number.isNaN(days) ? -1 : Math.min(mostDays, Math.max(0, Math.floor(days)));
}

/** The loans at the given positions, copied. */
export function pickColumns(columns: LoanColumns, rows: Uint32Array): LoanColumns {
  const { risk, outstanding, daysPastDue, facts, key } = columns;
  return {
    risk: Float64Array.from(rows, (row) => risk[row]),
    outstanding: Float64Array.from(rows, (row) => outstanding[row]),
    daysPastDue: Int32Array.from(rows, (row) => daysPastDue[row]),
    facts: Uint16Array.from(rows, (row) => facts[row]),
    key: key && Uint32Array.from(rows, (row) => key[row]),
  };
}

/**
 * The number of loans.
 * @throws RangeError where a column is shorter or longer, or a risk is not in [0, 1]
 */
export function checkColumns(columns: LoanColumns): number {
  const { risk, outstanding, daysPastDue, facts, key } = columns;
  const loans = risk.length;
  for (const [name, column] of Object.entries({ outstanding, daysPastDue, facts, key })) {
    if (column && column.length !== loans) {
      throw new RangeError(`${name} has ${column.length} loans and risk has ${loans}: they must be as many`);
    }
  }
  for (let i = 0; i < loans; i++) {
    if (!(risk[i] >= 0 && risk[i] <= 1)) {
      throw new RangeError(`the risk of loan ${i} is ${risk[i]}: it must be from 0 to 1`);
    }
  }
  return loans;
}
