import type { LoanColumns } from "./columns.ts";
import type { CompiledPolicy } from "./compile.ts";
import { fallTo, type Screened } from "./screen.ts";

/*
 * One loan's choice, for many. Numbers go in and codes come out, so that a million rows make no objects. Functions take
 * the columns and a position: a score handed to a function that is not inlined would become an object.
 */

/** Bits of a rule code. 0-5: the band. 6-9: why on HOLD (see `Screened.hold`). Then one bit each: */
export const ruleBits = {
  holdShift: 6,
  limited: 1 << 10,
  rationed: 1 << 11,
  byValue: 1 << 12,
  unknown: 1 << 13,
};

/** Relative spread of the price between loans, far below what matters and far above rounding. */
const spread = 2 ** -20;
const unit = 2 ** -32;

/**
 * What a loan's own prices are multiplied by. Loans that are worth exactly the same would otherwise all pass or all
 * fail at the price that splits them: a spread of a millionth, by the loan's key, lets a price admit any number.
 */
export function spreadOf(key: number): number {
  return 1 + spread * unit * key;
}

/** What can be recovered of an amount: nothing of an unknown one (NaN) and of one in credit. */
export function owedOf(outstanding: number): number {
  return Number.isNaN(outstanding) ? 0 : Math.max(0, outstanding);
}

/**
 * Expected net recovery of a treatment, in money:
 * recoveryProbability(risk) x outstanding x (1 - haircut) x discount^months - cost.
 * @param owed amount owed, >= 0 (see `owedOf`)
 */
export function netRecovery(
  c: CompiledPolicy,
  rank: number,
  piece: number,
  risk: number,
  owed: number,
): number {
  const at = piece * c.ranks + rank;
  return owed * (c.base[at] + c.slope[at] * risk) - c.cost[rank];
}

/** What `chooseAll` writes, one entry per loan; see `Decisions`. */
export interface Choices {
  readonly treatment: Uint8Array;
  readonly rule: Uint16Array;
  readonly expectedNetRecovery: Float64Array;
}

/**
 * Decides the loans from position `start` to before `end`: HOLD, else by value, else by band. By value a loan of
 * unknown amount is decided by its band, because its value cannot be known.
 * @param screened the same loans, by position after `start`
 */
export function chooseAll(
  c: CompiledPolicy,
  columns: LoanColumns,
  into: Choices,
  start: number,
  end: number,
  screened: Screened,
): void {
  if (c.byValue) {
    for (let i = start; i < end; i++) chooseOne(c, columns, into, i, screened, i - start);
  } else {
    for (let i = start; i < end; i++) chooseByBand(c, columns, into, i, screened, i - start);
  }
}

/** Decides loan `i` of the columns, which is loan `j` of the screened ones. */
export function chooseOne(
  c: CompiledPolicy,
  columns: LoanColumns,
  into: Choices,
  i: number,
  screened: Screened,
  j: number,
): void {
  if (c.byValue && screened.permitted[j] !== 1) {
    if (!Number.isNaN(columns.outstanding[i])) {
      chooseByValue(c, columns, into, i, screened, j);
      return;
    }
    chooseByBand(c, columns, into, i, screened, j);
    into.rule[i] |= ruleBits.unknown;
  } else chooseByBand(c, columns, into, i, screened, j);
}

/**
 * The band's treatment or, where forbidden, the next milder permitted one. That is a ceiling: where capacity has a
 * price, a milder treatment may take its place.
 */
function chooseByBand(
  c: CompiledPolicy,
  columns: LoanColumns,
  into: Choices,
  i: number,
  screened: Screened,
  j: number,
): void {
  const piece = screened.piece[j];
  const hold = screened.hold[j];
  const band = c.bandOfPiece[piece];
  const wanted = c.bandRank[band];
  let rank = fallTo(screened.permitted[j], wanted);
  const isLimited = ((rank - wanted) >> 31) & ((hold - 1) >> 31);
  let rule = band | (hold << ruleBits.holdShift) | (isLimited & ruleBits.limited);
  if (c.isPriced && c.usesCapacity[rank] === 1) {
    const rationed = ration(c, columns, i, screened, j, rank);
    if (rationed !== rank) rule |= ruleBits.rationed;
    rank = rationed;
  }
  into.treatment[i] = c.codeOfRank[rank];
  into.rule[i] = rule;
  // An unknown amount (NaN) makes the value unknown too.
  into.expectedNetRecovery[i] = netRecovery(
    c,
    rank,
    piece,
    columns.risk[i],
    Math.max(0, columns.outstanding[i]),
  );
}

/**
 * The rank up to `ceiling` that is worth most at the price of capacity, of equals the most severe. The band's word is
 * never taken for worth less than a milder treatment's, so nothing moves that frees no capacity.
 */
function ration(
  c: CompiledPolicy,
  { risk, outstanding, key }: LoanColumns,
  i: number,
  { piece, permitted }: Screened,
  j: number,
  ceiling: number,
): number {
  const own = key === undefined ? 1 : spreadOf(key[i]);
  const owed = owedOf(outstanding[i]);
  let worth = Number.NEGATIVE_INFINITY;
  let best = Number.NEGATIVE_INFINITY;
  let chosen = ceiling;
  for (let r = 1; r <= ceiling; r++) {
    if (((permitted[j] >> r) & 1) === 0) continue;
    worth = Math.max(worth, netRecovery(c, r, piece[j], risk[i], owed));
    const net = worth - own * c.usePrice[r];
    if (net >= best) {
      best = net;
      chosen = r;
    }
  }
  return chosen;
}

/** Added to what a treatment is worth, by whether it is permitted: not (0) or yes (1). */
const ifPermitted = Float64Array.of(Number.NEGATIVE_INFINITY, 0);

/** The permitted treatment of the largest net recovery minus price x use; of equals the mildest. */
function chooseByValue(
  c: CompiledPolicy,
  columns: LoanColumns,
  into: Choices,
  i: number,
  screened: Screened,
  j: number,
): void {
  const { base, slope, cost, usePrice, ranks, limitedRanks } = c;
  const score = columns.risk[i];
  const owed = owedOf(columns.outstanding[i]);
  const own = columns.key === undefined ? 1 : spreadOf(columns.key[i]);
  const permitted = screened.permitted[j];
  const start = screened.piece[j] * ranks;
  let best = Number.NEGATIVE_INFINITY;
  let chosen = 1;
  for (let r = 1; r < ranks; r++) {
    const value = owed * (base[start + r] + slope[start + r] * score) - cost[r];
    // Whether a treatment is permitted cannot be predicted, so it is added instead of asked.
    const net = value - own * usePrice[r] + ifPermitted[(permitted >> r) & 1];
    if (net > best) {
      best = net;
      chosen = r;
    }
  }
  const valueOfChosen = owed * (base[start + chosen] + slope[start + chosen] * score) - cost[chosen];
  let code = ruleBits.byValue;
  for (const r of limitedRanks) {
    const value = owed * (base[start + r] + slope[start + r] * score) - cost[r];
    const isForbidden = ~(permitted >> r) & 1;
    code |= ruleBits.limited * (isForbidden & Number(value - own * usePrice[r] > best));
  }
  for (let r = 1; c.isPriced && r < ranks; r++) {
    const value = owed * (base[start + r] + slope[start + r] * score) - cost[r];
    if (value > valueOfChosen && ((permitted >> r) & 1) === 1) code |= ruleBits.rationed;
  }
  into.treatment[i] = c.codeOfRank[chosen];
  into.rule[i] = code;
  into.expectedNetRecovery[i] = valueOfChosen;
}
