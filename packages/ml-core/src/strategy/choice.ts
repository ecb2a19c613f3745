import type { LoanColumns } from "./columns.ts";
import type { CompiledPolicy } from "./compile.ts";

/*
 * One loan's choice. Numbers go in and one small integer comes out, so that a million rows make no objects:
 * the low 16 bits are the rule code (read by `readRule`), the bits above are the treatment's rank. Functions take the
 * columns and a position: a score handed to a function that is not inlined would become an object.
 */

/** Bits of a rule code. 0-5: the band. 6-9: why on HOLD (fact + 1, or `holdByDays`). Then one bit each: */
export const ruleBits = {
  holdShift: 6,
  limited: 1 << 10,
  rationed: 1 << 11,
  byValue: 1 << 12,
  unknown: 1 << 13,
};
export const holdByDays = 15;
export const rankShift = 16;

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

/** The straight piece of the curves that holds this risk. */
export function pieceOf(c: CompiledPolicy, risk: number): number {
  let piece = c.firstPiece[(risk * 256) | 0];
  while (c.knots[piece + 1] <= risk) piece++;
  return piece;
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

/** Why a loan is on HOLD: 0 it is not, a fact's index + 1, or `holdByDays`. */
export function holdReason(c: CompiledPolicy, columns: LoanColumns, i: number): number {
  const held = columns.facts[i] & c.holdMask;
  if (held !== 0) return 32 - Math.clz32(held & -held);
  const days = columns.daysPastDue[i];
  return days >= 0 && days < c.holdBelow ? holdByDays : 0;
}

/** The band of a score, compared unrounded. */
export function bandOf(c: CompiledPolicy, risk: number): number {
  let band = c.bandAbove.length - 1;
  while (band > 0 && !(risk > c.bandAbove[band])) band--;
  return band;
}

/**
 * The treatments that the guardrails permit, as bits by rank. An unknown amount (NaN) or number of days (-1)
 * reaches no limit.
 */
export function permittedRanks(c: CompiledPolicy, columns: LoanColumns, i: number): number {
  const days = columns.daysPastDue[i];
  const known = columns.facts[i];
  let permitted = c.allRanks;
  for (let k = 0; k < c.limitedRanks.length; k++) {
    const rank = c.limitedRanks[k];
    const limit = c.minOutstanding[rank];
    // All ones where forbidden. Whether a loan is late enough cannot be predicted, so it is not a branch.
    let forbidden = ((days - c.minDays[rank]) >> 31) | (-(known & c.forbidden[rank]) >> 31);
    if (limit !== Number.NEGATIVE_INFINITY && !(columns.outstanding[i] >= limit)) forbidden = -1;
    permitted &= ~((1 << rank) & forbidden);
  }
  return permitted;
}

/**
 * The band's treatment or, where forbidden, the next milder permitted one. That is a ceiling: where capacity has a
 * price, a milder treatment takes its place if the capacity it sets free is worth more than what it gives up. The
 * band's word is never taken for worth less than a milder treatment's, so nothing moves that frees no capacity.
 */
export function chooseByBand(c: CompiledPolicy, columns: LoanColumns, i: number, permitted: number): number {
  const risk = columns.risk[i];
  const band = bandOf(c, risk);
  let rank = c.bandRank[band];
  let rule = band;
  while (rank > 1 && ((permitted >> rank) & 1) === 0) {
    rank--;
    rule |= ruleBits.limited;
  }
  if (!c.isPriced || (c.hours[rank] === 0 && c.cases[rank] === 0)) return (rank << rankShift) | rule;
  const own = columns.key === undefined ? 1 : spreadOf(columns.key[i]);
  const piece = pieceOf(c, risk);
  const owed = owedOf(columns.outstanding[i]);
  let worth = Number.NEGATIVE_INFINITY;
  let best = Number.NEGATIVE_INFINITY;
  let chosen = rank;
  for (let r = 1; r <= rank; r++) {
    if (((permitted >> r) & 1) === 0) continue;
    worth = Math.max(worth, netRecovery(c, r, piece, risk, owed));
    const net = worth - own * c.usePrice[r];
    if (net >= best) {
      best = net;
      chosen = r;
    }
  }
  if (chosen !== rank) rule |= ruleBits.rationed;
  return (chosen << rankShift) | rule;
}

/**
 * Decides the loans from position `start` to before `end`: HOLD, else by value, else by band. By value a loan of
 * unknown amount is decided by its band, because its value cannot be known.
 */
export function chooseAll(
  c: CompiledPolicy,
  columns: LoanColumns,
  into: Choices,
  start: number,
  end: number,
): void {
  if (c.byValue) chooseAllByValue(c, columns, into, start, end);
  else chooseAllByBand(c, columns, into, start, end);
}

/** What `chooseAll` writes, one entry per loan; see `Decisions`. */
export interface Choices {
  readonly treatment: Uint8Array;
  readonly rule: Uint16Array;
  readonly expectedNetRecovery: Float64Array;
}

function chooseAllByBand(
  c: CompiledPolicy,
  columns: LoanColumns,
  into: Choices,
  start: number,
  end: number,
): void {
  for (let i = start; i < end; i++) {
    const hold = holdReason(c, columns, i);
    const choice =
      hold === 0
        ? chooseByBand(c, columns, i, permittedRanks(c, columns, i))
        : (hold << ruleBits.holdShift) | bandOf(c, columns.risk[i]);
    write(c, columns, i, choice, into);
  }
}

function write(c: CompiledPolicy, columns: LoanColumns, i: number, choice: number, into: Choices): void {
  const rank = choice >> rankShift;
  const risk = columns.risk[i];
  const amount = columns.outstanding[i];
  into.treatment[i] = c.codeOfRank[rank];
  into.rule[i] = choice;
  into.expectedNetRecovery[i] = Number.isNaN(amount)
    ? Number.NaN
    : netRecovery(c, rank, pieceOf(c, risk), risk, owedOf(amount));
}

/** Added to what a treatment is worth, by whether it is permitted: not (0) or yes (1). */
const ifPermitted = Float64Array.of(Number.NEGATIVE_INFINITY, 0);

/** The permitted treatment of the largest net recovery minus price x use; of equals the mildest. */
function chooseAllByValue(
  c: CompiledPolicy,
  columns: LoanColumns,
  into: Choices,
  from: number,
  end: number,
): void {
  const { base, slope, cost, usePrice, ranks, codeOfRank, limitedRanks, isPriced } = c;
  const { risk, outstanding, key } = columns;
  const { treatment, rule, expectedNetRecovery } = into;
  for (let i = from; i < end; i++) {
    const score = risk[i];
    const amount = outstanding[i];
    const hold = holdReason(c, columns, i);
    if (hold !== 0) {
      write(c, columns, i, (hold << ruleBits.holdShift) | bandOf(c, score), into);
      continue;
    }
    const permitted = permittedRanks(c, columns, i);
    if (Number.isNaN(amount)) {
      write(c, columns, i, chooseByBand(c, columns, i, permitted) | ruleBits.unknown, into);
      continue;
    }
    const own = key === undefined ? 1 : spreadOf(key[i]);
    const owed = owedOf(amount);
    const start = pieceOf(c, score) * ranks;
    let best = Number.NEGATIVE_INFINITY;
    let chosen = 1;
    for (let r = 1; r < ranks; r++) {
      const value = owed * (base[start + r] + slope[start + r] * score) - cost[r];
      const net = value - own * usePrice[r];
      // Whether a treatment is permitted cannot be predicted, so it is added instead of asked.
      const ifAllowed = net + ifPermitted[(permitted >> r) & 1];
      if (ifAllowed > best) {
        best = ifAllowed;
        chosen = r;
      }
    }
    const valueOfChosen = owed * (base[start + chosen] + slope[start + chosen] * score) - cost[chosen];
    treatment[i] = codeOfRank[chosen];
    expectedNetRecovery[i] = valueOfChosen;
    let code = ruleBits.byValue;
    for (let k = 0; k < limitedRanks.length; k++) {
      const r = limitedRanks[k];
      const value = owed * (base[start + r] + slope[start + r] * score) - cost[r];
      const net = value - own * usePrice[r];
      const isForbidden = ~(permitted >> r) & 1;
      code |= ruleBits.limited * (isForbidden & Number(net > best));
    }
    for (let r = 1; isPriced && r < ranks; r++) {
      const value = owed * (base[start + r] + slope[start + r] * score) - cost[r];
      if (value > valueOfChosen && ((permitted >> r) & 1) === 1) code |= ruleBits.rationed;
    }
    rule[i] = code;
  }
}
