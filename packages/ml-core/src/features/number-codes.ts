import { missingCode as missing } from "../models/random-forest/nodes.ts";

/** Cells of equal width into which the range of the edges is cut, where so many values share the work of cutting it. */
const cells = 4096;
const worthCells = 4096;
/** Which half of a number's 64 bits has the sign: 1 where the lower half comes first. */
const signWord = new Uint8Array(Uint32Array.of(1).buffer)[0];

/**
 * Writes to `out[offset..]` the code of each value: how many edges lie below it, or that of a missing value where it is
 * not finite.
 * @param edges ascending, at most 254
 */
export function encodeNumberValues(
  edges: Float64Array,
  values: Float64Array,
  out: Uint8Array,
  offset: number,
): void {
  const grid = values.length < worthCells ? null : gridOf(edges);
  if (grid === null) searchEdges(edges, values, out, offset);
  else lookUpEdges(edges, grid, values, out, offset);
}

/** Per cell how many edges lie in lower cells, and one more for the end. */
interface Grid {
  readonly low: number;
  readonly perUnit: number;
  readonly edgesBefore: Uint8Array;
}

/** Null where the cells are of no use, as with amounts of which most lie in a small part of the range. */
function gridOf(edges: Float64Array): Grid | null {
  if (edges.length < 2) return null;
  const low = edges[0];
  const perUnit = cells / (edges[edges.length - 1] - low);
  if (!(perUnit > 0 && Number.isFinite(perUnit))) return null;
  const edgesBefore = new Uint8Array(cells + 1);
  for (const edge of edges) edgesBefore[cellOf(edge, low, perUnit) + 1]++;
  let crowded = 0;
  for (let cell = 1; cell <= cells; cell++) {
    if (edgesBefore[cell] > 1) crowded += edgesBefore[cell];
    edgesBefore[cell] += edgesBefore[cell - 1];
  }
  return crowded * 4 > edges.length ? null : { low, perUnit, edgesBefore };
}

/** Never lower for a higher value. */
function cellOf(value: number, low: number, perUnit: number): number {
  return Math.max(0, Math.min(cells - 1, (value - low) * perUnit)) | 0;
}

/**
 * Most cells have no edge within, so that all of their values have one code; in the others the edges of the cell
 * decide. Cells ascend with the values, rounding included: no edge of a lower cell is above a value, none of a higher
 * cell below it.
 */
function lookUpEdges(
  edges: Float64Array,
  { low, perUnit, edgesBefore }: Grid,
  values: Float64Array,
  out: Uint8Array,
  offset: number,
): void {
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (!Number.isFinite(value)) {
      out[offset + row] = missing;
      continue;
    }
    const cell = cellOf(value, low, perUnit);
    const end = edgesBefore[cell + 1];
    let code = edgesBefore[cell];
    while (code < end && edges[code] < value) code++;
    out[offset + row] = code;
  }
}

/**
 * Binary search for four values at a time, whose steps do not wait for each other. Whether an edge lies below a
 * value is read off the sign of their difference: a comparison would be a branch that is guessed wrong half the time.
 */
function searchEdges(edges: Float64Array, values: Float64Array, out: Uint8Array, offset: number): void {
  const sorted = new Float64Array(256).fill(Number.POSITIVE_INFINITY);
  // Adding 0 turns -0 into 0: -0 - 0 has the sign of a smaller number.
  for (let i = 0; i < edges.length; i++) sorted[i] = edges[i] + 0;
  const difference = new Float64Array(4);
  const words = new Int32Array(difference.buffer);
  const last = values.length - 1;
  for (let a = 0; a <= last; a += 4) {
    const b = Math.min(last, a + 1);
    const c = Math.min(last, a + 2);
    const d = Math.min(last, a + 3);
    let codeA = 0;
    let codeB = 0;
    let codeC = 0;
    let codeD = 0;
    for (let half = 128; half > 0; half >>= 1) {
      difference[0] = sorted[codeA + half - 1] - values[a];
      difference[1] = sorted[codeB + half - 1] - values[b];
      difference[2] = sorted[codeC + half - 1] - values[c];
      difference[3] = sorted[codeD + half - 1] - values[d];
      codeA += half & (words[signWord] >> 31);
      codeB += half & (words[signWord + 2] >> 31);
      codeC += half & (words[signWord + 4] >> 31);
      codeD += half & (words[signWord + 6] >> 31);
    }
    out[offset + a] = Number.isFinite(values[a]) ? codeA : missing;
    out[offset + b] = Number.isFinite(values[b]) ? codeB : missing;
    out[offset + c] = Number.isFinite(values[c]) ? codeC : missing;
    out[offset + d] = Number.isFinite(values[d]) ? codeD : missing;
  }
}
