import type { LoanColumns } from "./columns.ts";
import type { CompiledPolicy } from "./compile.ts";

/*
 * What a policy says of loans before anything is weighed: the piece of the curves, why on HOLD, what guardrails
 * permit. Column by column for a block of loans, because short loops over few arrays are what processors are fast at.
 */

/** So few that a block's columns stay in the processor's cache from one step to the next. */
export const blockLoans = 4096;

/** `Screened.hold` of a loan that is too few days past due. */
export const holdByDays = 15;

/** Loans of one block, by position in it. */
export interface Screened {
  /** See `CompiledPolicy.knots`. */
  readonly piece: Uint16Array;
  /** Why the loan is on HOLD: 0 it is not, a fact's index + 1, or `holdByDays`. */
  readonly hold: Uint8Array;
  /** The ranks that may be chosen, as bits: HOLD alone (1) for a loan on HOLD, and never for another. */
  readonly permitted: Uint16Array;
}

export function makeScreened(loans = blockLoans): Screened {
  return {
    piece: new Uint16Array(loans),
    hold: new Uint8Array(loans),
    permitted: new Uint16Array(loans),
  };
}

/** Screens the loans from position `start` to before `end`, at most as many as `into` has room for. */
export function screen(
  c: CompiledPolicy,
  columns: LoanColumns,
  start: number,
  end: number,
  into: Screened,
): void {
  findPieces(c, columns.risk, start, end, into.piece);
  into.permitted.fill(c.allRanks & ~1, 0, end - start);
  for (const rank of c.limitedRanks) forbid(c, rank, columns, start, end, into.permitted);
  findHolds(c, columns, start, end, into);
}

/** The piece that holds this risk. */
export function pieceOf(c: CompiledPolicy, risk: number): number {
  let piece = c.firstPiece[(risk * 256) | 0];
  while (c.knots[piece + 1] <= risk) piece++;
  return piece;
}

/** The band of a score, compared unrounded. */
export function bandOf(c: CompiledPolicy, risk: number): number {
  return c.bandOfPiece[pieceOf(c, risk)];
}

/**
 * The rank that a loan gets whose band says `wanted`: where that is forbidden, the next milder permitted one, at the
 * mildest leaving it alone. A loan on HOLD stays there, and a band may say HOLD.
 * @param permitted as in `Screened`
 */
export function fallTo(permitted: number, wanted: number): number {
  return 31 - Math.clz32((permitted | 1) & ((2 << wanted) - 1));
}

function findPieces(
  { firstPiece, knots }: CompiledPolicy,
  risk: Float64Array,
  start: number,
  end: number,
  piece: Uint16Array,
): void {
  for (let i = start; i < end; i++) {
    const score = risk[i];
    let found = firstPiece[(score * 256) | 0];
    while (knots[found + 1] <= score) found++;
    piece[i - start] = found;
  }
}

function findHolds(
  { holdMask, holdBelow }: CompiledPolicy,
  { facts, daysPastDue }: LoanColumns,
  start: number,
  end: number,
  { hold, permitted }: Screened,
): void {
  for (let i = start; i < end; i++) {
    const held = facts[i] & holdMask;
    const days = daysPastDue[i];
    // All ones where the days are known and too few. Neither this nor a limit can be predicted: no branches.
    const isEarly = ((days - holdBelow) & ~days) >> 31;
    const reason = held !== 0 ? 32 - Math.clz32(held & -held) : isEarly & holdByDays;
    const isHeld = -reason >> 31;
    hold[i - start] = reason;
    permitted[i - start] = (permitted[i - start] & ~isHeld) | (isHeld & 1);
  }
}

/** Takes one rank away where its guardrails forbid it. An unknown amount (NaN) or number of days (-1) reaches no limit. */
function forbid(
  { minDays, minOutstanding, forbidden }: CompiledPolicy,
  rank: number,
  { daysPastDue, facts, outstanding }: LoanColumns,
  start: number,
  end: number,
  permitted: Uint16Array,
): void {
  const bit = 1 << rank;
  const days = minDays[rank];
  const mask = forbidden[rank];
  const amount = minOutstanding[rank];
  for (let i = start; i < end; i++) {
    const isForbidden = ((daysPastDue[i] - days) >> 31) | (-(facts[i] & mask) >> 31);
    permitted[i - start] &= ~(bit & isForbidden);
  }
  if (amount === Number.NEGATIVE_INFINITY) return;
  for (let i = start; i < end; i++) {
    permitted[i - start] &= ~(bit & -Number(!(outstanding[i] >= amount)));
  }
}
