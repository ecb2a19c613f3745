import { type Choices, chooseOne, netRecovery, ruleBits } from "./choice.ts";
import type { LoanColumns } from "./columns.ts";
import type { CompiledPolicy } from "./compile.ts";
import type { PriceBox } from "./price-search.ts";
import { blockLoans, fallTo, type Screened } from "./screen.ts";

/*
 * Most loans need no weighing of their own: loans of nearly the same score and amount, and under the same guardrails,
 * choose alike. A table by cell of score x amount holds what all loans of a cell choose, found when a cell is first
 * asked for. What a treatment is worth is bilinear in score and amount, so one that beats another at the four corners
 * of a cell beats it everywhere inside. Where that is not so by more than rounding, the cell is open and each of its
 * loans is weighed. So the table only ever answers what weighing would answer.
 */

/** Amounts from 8 to before 2^31, by their first bit and the three after it. */
const amountCells = 28 * 8;
const cellsPerClass = 257 * amountCells;
/** No policy in use has more combinations of forbidden treatments; loans of others are weighed one by one. */
const mostClasses = 12;

/** An answer is the rank + 1 in the low bits and above them what `ruleBits` has. Two answers are none: */
const openCell = 0xffff;
const notAsked = 0;
export const rankBits = 31;

export interface Cells {
  readonly c: CompiledPolicy;
  /** Whether the box is a policy's own prices, so that the answers say by which rule. */
  readonly isPoint: boolean;
  readonly isPriced: boolean;
  /** By rank x ranks + other: the most that the rank's use of capacity costs above the other's in the box. */
  readonly dearer: Float64Array;
  /** The most that each rank's use costs in the box. */
  readonly price: Float64Array;
  /** By permitted ranks: number of the class, from 1. */
  readonly classOf: Uint8Array;
  classes: number;
  /** By number of the class x cellsPerClass + cell. Number 0 stands for every class that has none: never asked. */
  answers: Uint16Array;
  /** Of the block last looked up: the answers, and the positions of the loans that must be weighed. */
  readonly found: Uint16Array;
  readonly open: Uint16Array;
  /** Worth at the corners of the cell in question, by corner x ranks + rank. */
  readonly corners: Float64Array;
  /** By rank: the rank whose value it is taken for worth there. */
  readonly worthAs: Uint8Array;
}

/** Cells for what loans choose whatever the prices in the box. */
export function makeCells(c: CompiledPolicy, box: PriceBox): Cells {
  const { ranks, hours, cases } = c;
  const { hourLow, hourHigh, caseLow, caseHigh } = box;
  return {
    c,
    isPoint: hourLow === hourHigh && caseLow === caseHigh,
    isPriced: hourHigh > 0 || caseHigh > 0,
    dearer: Float64Array.from({ length: ranks * ranks }, (_, pair) => {
      const [rank, other] = [Math.floor(pair / ranks), pair % ranks];
      const moreHours = hours[rank] - hours[other];
      const moreCases = cases[rank] - cases[other];
      return (
        moreHours * (moreHours > 0 ? hourHigh : hourLow) + moreCases * (moreCases > 0 ? caseHigh : caseLow)
      );
    }),
    price: Float64Array.from(hours, (used, rank) => hourHigh * used + caseHigh * cases[rank]),
    classOf: new Uint8Array(1 << ranks),
    classes: 0,
    answers: new Uint16Array(cellsPerClass),
    found: new Uint16Array(blockLoans),
    open: new Uint16Array(blockLoans),
    corners: new Float64Array(4 * ranks),
    worthAs: Uint8Array.from(hours, (_, rank) => rank),
  };
}

/** As `chooseAll`, by cells of the policy's own prices. */
export function chooseByCells(
  cells: Cells,
  columns: LoanColumns,
  into: Choices,
  start: number,
  end: number,
  screened: Screened,
): void {
  const { c, found } = cells;
  const open = lookUp(cells, columns, start, end, screened);
  const { codeOfRank, bandOfPiece, base, slope, cost, ranks } = c;
  const { risk, outstanding } = columns;
  const { piece, hold } = screened;
  const { treatment, rule, expectedNetRecovery } = into;
  for (let i = start; i < end; i++) {
    const j = i - start;
    const answer = found[j];
    const rank = (answer & rankBits) - 1;
    const band = bandOfPiece[piece[j]] & (((answer & ruleBits.byValue) - 1) >> 31);
    treatment[i] = codeOfRank[rank];
    rule[i] = (answer & ~rankBits) | (hold[j] << ruleBits.holdShift) | band;
    const at = piece[j] * ranks + rank;
    expectedNetRecovery[i] = outstanding[i] * (base[at] + slope[at] * risk[i]) - cost[rank];
  }
  for (let k = 0; k < open; k++) {
    const j = cells.open[k];
    chooseOne(c, columns, into, start + j, screened, j);
  }
}

/**
 * Looks the loans from position `start` to before `end` up, into `found`; those that must be weighed are listed in
 * `open` and found as HOLD. No calls in the loop, so that nothing in it is loaded twice.
 * @returns how many are listed
 */
export function lookUp(
  cells: Cells,
  { risk, outstanding }: LoanColumns,
  start: number,
  end: number,
  { permitted }: Screened,
): number {
  const { answers, classOf, found, open } = cells;
  let listed = 0;
  for (let i = start; i < end; i++) {
    const j = i - start;
    const cell = cellAt(risk[i], outstanding[i]);
    const answer = cell < 0 ? openCell : answers[classOf[permitted[j]] * cellsPerClass + cell];
    const isOpen = answer === openCell || answer === notAsked;
    if (isOpen) open[listed++] = j;
    found[j] = isOpen ? 1 : answer;
  }
  for (let k = 0; k < listed; k++) {
    const i = start + open[k];
    const cell = cellAt(risk[i], outstanding[i]);
    if (cell >= 0) learn(cells, permitted[open[k]], cell);
  }
  return listed;
}

/** The cell of a score and an amount; -1 for an amount that has none, such as an unknown one. */
function cellAt(risk: number, amount: number): number {
  const whole = amount < 2147483648 ? amount | 0 : 0;
  if (whole < 8) return -1;
  const shift = 28 - Math.clz32(whole);
  return ((risk * 256) | 0) * amountCells + ((shift << 3) | ((whole >>> shift) & 7));
}

/** Finds the answer of a cell that was not asked for before; it serves the loans of the blocks to come. */
function learn(cells: Cells, permitted: number, cell: number): void {
  if (cells.classOf[permitted] === 0) {
    if (cells.classes === mostClasses) return;
    cells.classOf[permitted] = ++cells.classes;
    const answers = new Uint16Array((cells.classes + 1) * cellsPerClass);
    answers.set(cells.answers);
    cells.answers = answers;
  }
  const at = cells.classOf[permitted] * cellsPerClass + cell;
  if (cells.answers[at] === notAsked) cells.answers[at] = findAnswer(cells, permitted, cell);
}

function findAnswer(cells: Cells, permitted: number, cell: number): number {
  // On HOLD.
  if (permitted === 1) return 1;
  const { c, corners } = cells;
  const score = Math.floor(cell / amountCells);
  const piece = c.firstPiece[score];
  const high = Math.min(1, (score + 1) / 256);
  if (c.knots[piece + 1] < high) return openCell;
  const size = 2 ** ((cell % amountCells) >> 3);
  const least = (8 + (cell & 7)) * size;
  for (let corner = 0; corner < 4; corner++) {
    const risk = corner < 2 ? score / 256 : high;
    const owed = corner % 2 === 0 ? least : least + size;
    for (let r = 0; r < c.ranks; r++) corners[corner * c.ranks + r] = netRecovery(c, r, piece, risk, owed);
  }
  return c.byValue ? answerByValue(cells, permitted) : answerByBand(cells, permitted, piece);
}

function answerByValue(cells: Cells, permitted: number): number {
  const { ranks, limitedRanks } = cells.c;
  const chosen = bestOf(cells, permitted, ranks - 1);
  if (chosen < 0) return openCell;
  let answer = (chosen + 1) | ruleBits.byValue;
  if (!cells.isPoint) return answer;
  for (const r of limitedRanks) {
    if (((permitted >> r) & 1) === 1) continue;
    if (beats(cells, r, chosen, cells.dearer[r * ranks + chosen])) answer |= ruleBits.limited;
    else if (!beats(cells, chosen, r, cells.dearer[chosen * ranks + r])) return openCell;
  }
  for (let r = 1; cells.isPriced && r < ranks; r++) {
    if (r === chosen || ((permitted >> r) & 1) === 0) continue;
    if (beats(cells, r, chosen, 0)) answer |= ruleBits.rationed;
    else if (!beats(cells, chosen, r, 0)) return openCell;
  }
  return answer;
}

function answerByBand(cells: Cells, permitted: number, piece: number): number {
  const { c, corners, worthAs } = cells;
  const wanted = c.bandRank[c.bandOfPiece[piece]];
  const ceiling = fallTo(permitted, wanted);
  const limited = ceiling < wanted ? ruleBits.limited : 0;
  if (!cells.isPriced || c.usesCapacity[ceiling] === 0) return (ceiling + 1) | limited;
  // A treatment counts for no less than a milder one: find which one's value that is, and that it is so everywhere.
  let most = 1;
  for (let r = 1; r <= ceiling; r++) {
    if (((permitted >> r) & 1) === 0) continue;
    if (corners[r] > corners[most]) most = r;
    worthAs[r] = most;
    for (let other = 1; other <= r; other++) {
      if (((permitted >> other) & 1) === 1 && other !== most && !beats(cells, most, other, 0))
        return openCell;
    }
  }
  const chosen = bestOf(cells, permitted, ceiling);
  if (chosen < 0) return openCell;
  return (chosen + 1) | limited | (chosen === ceiling ? 0 : ruleBits.rationed);
}

/** The permitted rank that is best in the whole cell at every price of the box; -1 where none is for certain. */
function bestOf(cells: Cells, permitted: number, ceiling: number): number {
  const { c, corners, dearer, price, worthAs } = cells;
  let best = Number.NEGATIVE_INFINITY;
  let chosen = 1;
  for (let r = 1; r <= ceiling; r++) {
    if (((permitted >> r) & 1) === 0) continue;
    const net = corners[worthAs[r]] - price[r];
    if (net > best || (!c.byValue && net === best)) {
      best = net;
      chosen = r;
    }
  }
  for (let r = 1; r <= ceiling; r++) {
    if (r === chosen || ((permitted >> r) & 1) === 0) continue;
    const cost = dearer[chosen * c.ranks + r];
    const isTie = worthAs[r] === worthAs[chosen] && cost === 0 && dearer[r * c.ranks + chosen] === 0;
    // Bands give equals to the more severe; by value no two ranks are worth the same as one.
    if (isTie ? r > chosen : !beats(cells, worthAs[chosen], worthAs[r], cost)) return -1;
  }
  return chosen;
}

/**
 * Whether one rank's value is above another's by more than `cost` in the whole cell. In doubt it is not: the cost
 * varies by a loan's own spread of the price (see `spreadOf`), and sums are rounded.
 */
function beats({ c, corners, price }: Cells, rank: number, other: number, cost: number): boolean {
  const doubt = Math.abs(cost) * 2 ** -18 + 1e-12 * (price[rank] + price[other]);
  for (let at = 0; at < corners.length; at += c.ranks) {
    const [value, less] = [corners[at + rank], corners[at + other]];
    if (!(value - less - cost > doubt + 1e-12 * (Math.abs(value) + Math.abs(less)))) return false;
  }
  return true;
}
