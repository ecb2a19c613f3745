import { netRecovery, owedOf } from "./choice.ts";
import { checkColumns, type LoanColumns } from "./columns.ts";
import type { CompiledPolicy } from "./compile.ts";
import type { Running } from "./experiment/decide-under.ts";
import { armsOfLoans, isSafe, movableRanks, noWish, wishesOf } from "./experiment/wishes.ts";
import { blockLoans, fallTo, makeScreened, screen } from "./screen.ts";

/*
 * Sums by score on a grid of thresholds i / steps. Cell 2i holds the scores of exactly i / steps and cell 2i + 1
 * those strictly between i / steps and the next, so that both sides of a threshold can be told apart: a band
 * that starts at i / steps starts at cell 2i where it includes it, and at cell 2i + 1 where it does not.
 */

/** The cell of a score. Compared with i / steps itself, as a threshold is, never with a rounded score. */
export function cellOf(risk: number, steps: number): number {
  let i = Math.floor(risk * steps);
  // The product is rounded: step to the right side of the quotient that thresholds are made of.
  if (i / steps > risk) i--;
  else if (i < steps && (i + 1) / steps <= risk) i++;
  return risk === i / steps ? 2 * i : 2 * i + 1;
}

/** Loans for whom each treatment leads to the same one under the guardrails and a running experiment. Sums are by cell. */
export interface GuardrailClass {
  /** By rank: the rank that a loan of this class gets where its band says that rank. */
  readonly fallsTo: Uint8Array;
  readonly loans: Float64Array;
  /** Of known amounts. */
  readonly outstanding: Float64Array;
  /** By rank, undefined for a rank that nobody of this class gets: expected net recovery of that treatment. */
  readonly net: readonly (Float64Array | undefined)[];
}

/**
 * Sums the book by guardrail class and cell: all that thresholds on the grid depend on.
 * @param steps thresholds from 0 to 1 are i / steps
 * @param running the experiment to count in, whose arms have no model of their own; null where none runs
 */
export function sumByScore(
  c: CompiledPolicy,
  columns: LoanColumns,
  steps: number,
  running: Running | null,
): GuardrailClass[] {
  const loans = checkColumns(columns);
  const wishes = running && wishesUnder(c, columns, running);
  const screened = makeScreened(Math.min(loans, blockLoans));
  const classes = new Map<number, GuardrailClass>();
  for (let i = 0; i < loans; i++) {
    const j = i % blockLoans;
    if (j === 0) screen(c, columns, i, Math.min(loans, i + blockLoans), screened);
    const permitted = screened.permitted[j];
    const wish = wishes ? wishes[i] : noWish;
    const id = permitted * 64 + wish + 1;
    let entry = classes.get(id);
    if (entry === undefined) {
      entry = makeClass(c, permitted, wish, 2 * steps + 1);
      classes.set(id, entry);
    }
    const amount = columns.outstanding[i];
    const risk = columns.risk[i];
    const cell = cellOf(risk, steps);
    entry.loans[cell]++;
    if (Number.isNaN(amount)) continue;
    entry.outstanding[cell] += amount;
    for (let rank = 0; rank < c.ranks; rank++) {
      const sums = entry.net[rank];
      if (sums) sums[cell] += netRecovery(c, rank, screened.piece[j], risk, owedOf(amount));
    }
  }
  return [...classes].sort(([a], [b]) => a - b).map(([, entry]) => entry);
}

function wishesUnder(
  c: CompiledPolicy,
  columns: LoanColumns,
  { experiment, borrowerKey }: Running,
): Int8Array {
  return wishesOf(c, experiment, columns, armsOfLoans(experiment, borrowerKey), borrowerKey);
}

function makeClass(c: CompiledPolicy, permitted: number, wish: number, cells: number): GuardrailClass {
  const movable = movableRanks(c);
  const fallsTo = Uint8Array.from({ length: c.ranks }, (_, said) => {
    const now = fallTo(permitted, said);
    return wish !== noWish && isSafe(movable, permitted, now, wish) ? wish : now;
  });
  const reached = new Set(fallsTo);
  return {
    fallsTo,
    loans: new Float64Array(cells),
    outstanding: new Float64Array(cells),
    net: Array.from({ length: c.ranks }, (_, rank) =>
      reached.has(rank) ? new Float64Array(cells) : undefined,
    ),
  };
}
