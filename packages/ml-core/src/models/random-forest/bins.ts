import { missingCode } from "./nodes.ts";

/** Rows of a tree: `row << 4 | weight << 1 | label`, so that one array is partitioned instead of three. */
export type Entries = Int32Array;

/** Rows that an entry can name. */
export const maxRows = 2 ** 27;

/** Byte codes of rows, one column after the other: row r, feature f at `f * rowCount + r`. */
export interface Codes {
  readonly codes: Uint8Array;
  readonly rowCount: number;
  readonly featureCount: number;
}

/** Nodes up to this many rows are sorted; up to `markLimit` the occupied bins are marked in a bit set. */
const sortLimit = 6;
const markLimit = 256;
/** Rows whose weights (up to 7 each) surely fit in half a 32-bit word. */
const chunkRows = 8192;
/** Weight and positive weight of a bin share one word: weight + positives * 2^16. */
const positiveUnit = 65536;

/**
 * The occupied bins of one feature within one node, ascending by code, the bin of missing values last.
 * Three ways to collect them, because most nodes of a deep tree are small: clearing and scanning 256
 * counters would cost more than their rows.
 */
export class NodeBins {
  /** How many bins are occupied. */
  count = 0;
  readonly code = new Int32Array(256);
  readonly weight = new Float64Array(256);
  readonly positives = new Float64Array(256);

  private readonly histogram = new Int32Array(256);
  private readonly marks = new Int32Array(8);
  private readonly sumWeight = new Int32Array(256);
  private readonly sumPositives = new Int32Array(256);
  private readonly keys = new Int32Array(sortLimit);
  private readonly unit = new Int32Array(16);

  constructor() {
    for (let payload = 0; payload < 16; payload++) {
      this.unit[payload] = (payload >>> 1) * (1 + (payload & 1) * positiveUnit);
    }
  }

  /** @param column where the feature's codes begin in `codes` */
  collect(codes: Uint8Array, column: number, entries: Entries, start: number, end: number): void {
    const size = end - start;
    if (size <= sortLimit) this.collectSorted(codes, column, entries, start, size);
    else if (size <= markLimit) this.collectMarked(codes, column, entries, start, end);
    else if (size <= chunkRows) this.collectCounted(codes, column, entries, start, end);
    else this.collectChunks(codes, column, entries, start, end);
  }

  private collectSorted(
    codes: Uint8Array,
    column: number,
    entries: Entries,
    start: number,
    size: number,
  ): void {
    const { keys, code, weight, positives } = this;
    for (let i = 0; i < size; i++) {
      const entry = entries[start + i];
      const key = (codes[column + (entry >>> 4)] << 4) | (entry & 15);
      let j = i - 1;
      while (j >= 0 && keys[j] > key) {
        keys[j + 1] = keys[j];
        j--;
      }
      keys[j + 1] = key;
    }
    let bin = -1;
    let current = -1;
    for (let i = 0; i < size; i++) {
      const key = keys[i];
      const units = (key >>> 1) & 7;
      if (key >>> 4 !== current) {
        current = key >>> 4;
        bin++;
        code[bin] = current;
        weight[bin] = 0;
        positives[bin] = 0;
      }
      weight[bin] += units;
      positives[bin] += (key & 1) * units;
    }
    this.count = bin + 1;
  }

  /** The histogram is all zero before and after, so that nothing needs clearing. */
  private collectMarked(
    codes: Uint8Array,
    column: number,
    entries: Entries,
    start: number,
    end: number,
  ): void {
    const { histogram, unit, marks, code, weight, positives } = this;
    for (let at = start; at < end; at++) {
      const entry = entries[at];
      const bin = codes[column + (entry >>> 4)];
      histogram[bin] += unit[entry & 15];
      marks[bin >>> 5] |= 1 << (bin & 31);
    }
    let bins = 0;
    for (let word = 0; word < 8; word++) {
      let left = marks[word];
      marks[word] = 0;
      while (left !== 0) {
        const bin = (word << 5) | (31 - Math.clz32(left & -left));
        left &= left - 1;
        const packed = histogram[bin];
        histogram[bin] = 0;
        code[bins] = bin;
        weight[bins] = packed & 0xffff;
        positives[bins++] = packed >>> 16;
      }
    }
    this.count = bins;
  }

  private collectCounted(
    codes: Uint8Array,
    column: number,
    entries: Entries,
    start: number,
    end: number,
  ): void {
    const { histogram, code, weight, positives } = this;
    this.addToHistogram(codes, column, entries, start, end);
    let bins = 0;
    for (let bin = 0; bin <= missingCode; bin++) {
      const packed = histogram[bin];
      if (packed === 0) continue;
      histogram[bin] = 0;
      code[bins] = bin;
      weight[bins] = packed & 0xffff;
      positives[bins++] = packed >>> 16;
    }
    this.count = bins;
  }

  private collectChunks(
    codes: Uint8Array,
    column: number,
    entries: Entries,
    start: number,
    end: number,
  ): void {
    const { histogram, sumWeight, sumPositives, code, weight, positives } = this;
    sumWeight.fill(0);
    sumPositives.fill(0);
    for (let from = start; from < end; from += chunkRows) {
      this.addToHistogram(codes, column, entries, from, Math.min(end, from + chunkRows));
      for (let bin = 0; bin <= missingCode; bin++) {
        sumWeight[bin] += histogram[bin] & 0xffff;
        sumPositives[bin] += histogram[bin] >>> 16;
      }
      histogram.fill(0);
    }
    let bins = 0;
    for (let bin = 0; bin <= missingCode; bin++) {
      if (sumWeight[bin] === 0) continue;
      code[bins] = bin;
      weight[bins] = sumWeight[bin];
      positives[bins++] = sumPositives[bin];
    }
    this.count = bins;
  }

  private addToHistogram(
    codes: Uint8Array,
    column: number,
    entries: Entries,
    start: number,
    end: number,
  ): void {
    const { histogram, unit } = this;
    for (let at = start; at < end; at++) {
      const entry = entries[at];
      histogram[codes[column + (entry >>> 4)]] += unit[entry & 15];
    }
  }
}
