import { mix32 } from "../table/group-key.ts";

/**
 * A small seeded random stream: sfc32 (Chris Doty-Humphrey, PractRand, public domain), 128 bits of state.
 * One object is re-seeded for every borrower, so any borrower can be made again without the ones before.
 */
export class Random {
  private a = 0;
  private b = 0;
  private c = 0;
  private counter = 1;
  private spareNormal = Number.NaN;

  /** Starts the stream named by up to three integers; equal names give equal streams. */
  seed(seed: number, stream: number, item: number): this {
    this.a = mix32(seed) ^ mix32(Math.floor(seed / 4294967296) + 0x51ed270b);
    this.b = mix32(stream + 0x632be5ab);
    this.c = mix32(item) ^ mix32(Math.floor(item / 4294967296) + 0x2545f491);
    this.counter = 1;
    this.spareNormal = Number.NaN;
    for (let round = 0; round < 12; round++) this.uint32();
    return this;
  }

  /** The next 32 random bits, 0 to 4294967295. */
  uint32(): number {
    const sum = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** Uniform in [0, 1). */
  uniform(): number {
    return this.uint32() / 4294967296;
  }

  /** Uniform in [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.uniform();
  }

  /** An integer from low to high, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.uniform() * (high - low + 1));
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.uniform() < probability;
  }

  /** Standard normal, by Box and Muller's polar-free form. */
  normal(): number {
    if (!Number.isNaN(this.spareNormal)) {
      const spare = this.spareNormal;
      this.spareNormal = Number.NaN;
      return spare;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    const angle = 2 * Math.PI * this.uniform();
    this.spareNormal = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  /** One element, all equally likely. */
  pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.uniform() * items.length)];
  }

  /** An index drawn with the given weights, which sum to 1. */
  weighted(weights: readonly number[]): number {
    let rest = this.uniform();
    for (let i = 0; i < weights.length - 1; i++) {
      rest -= weights[i];
      if (rest < 0) return i;
    }
    return weights.length - 1;
  }
}
