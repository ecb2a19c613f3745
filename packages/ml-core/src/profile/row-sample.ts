import { mix32 } from "../table/group-key.ts";

/**
 * The numbers of a uniform sample of rows, chosen by a hash of the row number: the `size` rows of the smallest hash
 * (bottom-k sampling; Cohen & Kaplan 2007). The same stream and seed give the same rows, whatever the batches.
 */
export class RowSample {
  /** Per slot: the row's number. Slots are filled in order of arrival and reused. */
  readonly rows: Float64Array;
  size = 0;
  private readonly ranks: Float64Array;
  private readonly seed: number;
  private highest = 0;

  constructor(size: number, seed: number) {
    this.rows = new Float64Array(size);
    this.ranks = new Float64Array(size);
    this.seed = seed;
  }

  /** @returns the slot that the row takes, replacing what is in it, or -1 */
  offer(row: number): number {
    const low = mix32((row >>> 0) ^ mix32(this.seed ^ 0x1b873593));
    const rank = low * 4294967296 + mix32(low ^ Math.floor(row / 4294967296) ^ 0x5851f42d);
    if (this.size < this.rows.length) {
      const slot = this.size++;
      this.put(slot, row, rank);
      if (this.size === this.rows.length) this.highest = this.findHighest();
      return slot;
    }
    if (this.size === 0 || rank >= this.ranks[this.highest]) return -1;
    const slot = this.highest;
    this.put(slot, row, rank);
    this.highest = this.findHighest();
    return slot;
  }

  private put(slot: number, row: number, rank: number): void {
    this.rows[slot] = row;
    this.ranks[slot] = rank;
  }

  private findHighest(): number {
    let highest = 0;
    for (let slot = 1; slot < this.size; slot++) if (this.ranks[slot] > this.ranks[highest]) highest = slot;
    return highest;
  }
}
