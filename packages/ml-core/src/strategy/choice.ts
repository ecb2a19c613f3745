import type { CompiledPolicy } from "./compile.ts";

/*
 * One loan's choice. Numbers go in and one small integer comes out, so that a million rows make no objects:
 * the low 16 bits are the rule code (read by `readRule`), the bits above are the treatment's rank.
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
 * A loan's own price of an hour. Loans that are worth exactly the same would otherwise all pass or all fail at
 * the price that splits them: a spread of a millionth, by the loan's key, lets a price admit any number of them.
 */
export function hourPriceOf(price: number, key: number): number {
  return price * (1 + spread * unit * key);
}

/** A loan's own price of a legal case, spread independently of the hour's. */
export function casePriceOf(price: number, key: number): number {
  return price * (1 + spread * unit * (Math.imul(key, 0x9e3779b1) >>> 0));
}

/** The straight piece of the curves that holds this risk. */
export function pieceOf(c: CompiledPolicy, risk: number): number {
  let piece = c.firstPiece[(risk * 256) | 0];
  while (piece + 1 < c.knots.length && c.knots[piece + 1] <= risk) piece++;
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
export function holdReason(c: CompiledPolicy, days: number, known: number): number {
  const held = known & c.holdMask;
  if (held !== 0) return 32 - Math.clz32(held & -held);
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
export function permittedRanks(c: CompiledPolicy, outstanding: number, days: number, known: number): number {
  let permitted = c.allRanks;
  for (let i = 0; i < c.limitedRanks.length; i++) {
    const rank = c.limitedRanks[i];
    const limit = c.minOutstanding[rank];
    // All ones where forbidden. Whether a loan is late enough cannot be predicted, so it is not a branch.
    let forbidden = ((days - c.minDays[rank]) >> 31) | (-(known & c.forbidden[rank]) >> 31);
    if (limit !== Number.NEGATIVE_INFINITY && !(outstanding >= limit)) forbidden = -1;
    permitted &= ~((1 << rank) & forbidden);
  }
  return permitted;
}

/**
 * The band's treatment or, where forbidden, the next milder permitted one. That is a ceiling: where capacity has a
 * price, a milder treatment takes its place if the capacity it sets free is worth more than what it gives up. The
 * band's word is never taken for worth less than a milder treatment's, so nothing moves that frees no capacity.
 */
export function chooseByBand(
  c: CompiledPolicy,
  risk: number,
  owed: number,
  permitted: number,
  key: number,
): number {
  const band = bandOf(c, risk);
  let rank = c.bandRank[band];
  let rule = band;
  while (rank > 1 && ((permitted >> rank) & 1) === 0) {
    rank--;
    rule |= ruleBits.limited;
  }
  if (!c.isPriced || (c.hours[rank] === 0 && c.cases[rank] === 0)) return (rank << rankShift) | rule;
  const hourPrice = hourPriceOf(c.hourPrice, key);
  const casePrice = casePriceOf(c.casePrice, key);
  const piece = pieceOf(c, risk);
  let worth = Number.NEGATIVE_INFINITY;
  let best = Number.NEGATIVE_INFINITY;
  let chosen = rank;
  for (let r = 1; r <= rank; r++) {
    if (((permitted >> r) & 1) === 0) continue;
    worth = Math.max(worth, netRecovery(c, r, piece, risk, owed));
    const net = worth - (hourPrice * c.hours[r] + casePrice * c.cases[r]);
    if (net >= best) {
      best = net;
      chosen = r;
    }
  }
  if (chosen !== rank) rule |= ruleBits.rationed;
  return (chosen << rankShift) | rule;
}

/** The permitted treatment of the largest net recovery minus price x use; of equals the mildest. */
export function chooseByValue(
  c: CompiledPolicy,
  risk: number,
  owed: number,
  permitted: number,
  key: number,
): number {
  const piece = pieceOf(c, risk);
  let rule = ruleBits.byValue;
  if (!c.isPriced) {
    const chosen = mostValuable(c, risk, owed, permitted, piece, 0, 0);
    if (permitted !== c.allRanks && mostValuable(c, risk, owed, c.allRanks, piece, 0, 0) !== chosen) {
      rule |= ruleBits.limited;
    }
    return (chosen << rankShift) | rule;
  }
  const hourPrice = hourPriceOf(c.hourPrice, key);
  const casePrice = casePriceOf(c.casePrice, key);
  const chosen = mostValuable(c, risk, owed, permitted, piece, hourPrice, casePrice);
  if (mostValuable(c, risk, owed, permitted, piece, 0, 0) !== chosen) rule |= ruleBits.rationed;
  if (
    permitted !== c.allRanks &&
    mostValuable(c, risk, owed, c.allRanks, piece, hourPrice, casePrice) !== chosen
  ) {
    rule |= ruleBits.limited;
  }
  return (chosen << rankShift) | rule;
}

function mostValuable(
  c: CompiledPolicy,
  risk: number,
  owed: number,
  permitted: number,
  piece: number,
  hourPrice: number,
  casePrice: number,
): number {
  const { base, slope, cost, hours, cases, ranks } = c;
  const start = piece * ranks;
  let best = Number.NEGATIVE_INFINITY;
  let chosen = 1;
  for (let r = 1; r < ranks; r++) {
    if (((permitted >> r) & 1) === 0) continue;
    const value = owed * (base[start + r] + slope[start + r] * risk) - cost[r];
    const net = value - (hourPrice * hours[r] + casePrice * cases[r]);
    if (net > best) {
      best = net;
      chosen = r;
    }
  }
  return chosen;
}

/**
 * The whole rule for one loan: HOLD, else by value, else by band. By value a loan of unknown amount is decided
 * by its band, because its value cannot be known.
 */
export function choose(
  c: CompiledPolicy,
  risk: number,
  outstanding: number,
  days: number,
  known: number,
  key: number,
): number {
  const hold = holdReason(c, days, known);
  if (hold !== 0) return (hold << ruleBits.holdShift) | bandOf(c, risk);
  const permitted = permittedRanks(c, outstanding, days, known);
  const owed = owedOf(outstanding);
  if (!c.byValue) return chooseByBand(c, risk, owed, permitted, key);
  if (Number.isNaN(outstanding)) return chooseByBand(c, risk, owed, permitted, key) | ruleBits.unknown;
  return chooseByValue(c, risk, owed, permitted, key);
}
