import { mix32 } from "../../table/group-key.ts";
import type { BoostRows } from "./boost-rows.ts";

/*
 * Gradients are whole numbers, so that their sums are exact: no order of the rows and no number of threads can
 * change a bit of them. A row's gradient (14 bits with sign) and hessian (12 bits) share one double, which makes one
 * addition of two: packed = gradient * 2^25 + hessian, and 8,192 such sums stay exact. Rounding is up or down by
 * chance (a hash), so that it does not add up to a bias (Shi et al. 2022, "Quantized training of GBDT").
 */
const gradientUnit = 2 ** 13;
const hessianUnit = 2 ** 14;
const pack = 2 ** 25;
/** Rows whose packed sums are surely exact. */
export const exactRows = 8192;

/** Sums over rows, in whole units. */
export interface NodeSums {
  readonly g: number;
  readonly h: number;
}

/** Sum of gradients of a packed sum. */
export function gradientOf(packed: number): number {
  return Math.floor(packed / pack);
}

/** Sum of hessians of a packed sum whose sum of gradients is known. */
export function hessianOf(packed: number, gradient: number): number {
  return packed - gradient * pack;
}

/** Factors from whole numbers to gradients and hessians of rows of weight 1 (the heaviest). */
export const gradientScale = 1 / gradientUnit;
export const hessianScale = 1 / hessianUnit;

/** The sigmoid at multiples of 1/64 from -16 to 16. */
const steps = 64;
const reach = 16;
const sigmoids = Float64Array.from(
  { length: 2 * reach * steps + 2 },
  (_, i) => 1 / (1 + Math.exp(reach - i / steps)),
);

/** The sigmoid by interpolation, wrong by at most 3e-5 of itself: less than the gradients are rounded by. */
function quickSigmoid(margin: number): number {
  const at = (Math.min(reach, Math.max(-reach, margin)) + reach) * steps;
  const below = at | 0;
  return sigmoids[below] + (at - below) * (sigmoids[below + 1] - sigmoids[below]);
}

/**
 * Draws the rows of one tree among `from..to` and writes their packed gradients of the log loss: p - y, and
 * p (1 - p) as hessian, times the row's weight.
 * @param sampled gets 1 for each drawn row, at row - from
 * @returns where the drawn rows end in `entries`, and their sums
 */
export function drawRows(
  rows: BoostRows,
  salt: number,
  rowShare: number,
  from: number,
  to: number,
  sampled: Uint8Array,
): NodeSums & { end: number } {
  const { labels, bagKeys, rates, heldOut, margins, entries, gradients } = rows;
  const limit = rowShare * 4294967296;
  let end = from;
  let g = 0;
  let h = 0;
  const everyRow = rowShare >= 1;
  for (let row = from; row < to; row++) {
    const key = bagKeys[row] ^ salt;
    const drawn = heldOut[row] === 0 && (everyRow || mix32(key) < limit);
    sampled[row - from] = drawn ? 1 : 0;
    if (!drawn) continue;
    const p = quickSigmoid(margins[row]);
    const rate = rates === null ? 1 : rates[row];
    const dither = Math.imul(key, 0x9e3779b1);
    const gradient = Math.floor((p - labels[row]) * rate * gradientUnit + (dither & 0xffff) / 65536);
    // At least 1, so that a bin with rows is never mistaken for an empty one.
    const hessian = Math.max(1, Math.floor(p * (1 - p) * rate * hessianUnit + (dither >>> 16) / 65536));
    entries[end] = row;
    gradients[end++] = gradient * pack + hessian;
    g += gradient;
    h += hessian;
  }
  return { end, g, h };
}

/** Log loss of the held-out rows among `from..to` in whole millionths, which sum exactly. */
export function heldOutLoss(rows: BoostRows, from: number, to: number): number {
  const { labels, rates, heldOut, margins } = rows;
  let loss = 0;
  for (let row = from; row < to; row++) {
    if (heldOut[row] === 0) continue;
    const margin = labels[row] === 1 ? -margins[row] : margins[row];
    // log(1 + e^margin) without overflow.
    const rowLoss = Math.max(margin, 0) + Math.log1p(Math.exp(-Math.abs(margin)));
    loss += Math.round(rowLoss * (rates === null ? 1 : rates[row]) * 1e6);
  }
  return loss;
}
