import { groupKey } from "./group-key.ts";
import type { TextPool } from "./text-pool.ts";

/** Finds texts of a pool again, in 12 bytes each: open addressing over 53-bit hashes, settled by the texts themselves. */
export class IdIndex {
  private keys = new Float64Array(1 << 12).fill(-1);
  private places = new Int32Array(1 << 12);
  private count = 0;
  private readonly pool: TextPool;

  constructor(pool: TextPool) {
    this.pool = pool;
  }

  /** The place at which `text` was first added, or -1 after adding it with `place`, at which the pool will hold it. */
  findOrAdd(text: string, place: number): number {
    if (this.count * 2 >= this.keys.length) this.grow();
    const key = groupKey(text);
    let slot = this.slotOf(key);
    while (this.keys[slot] >= 0) {
      if (this.keys[slot] === key && this.pool.get(this.places[slot]) === text) return this.places[slot];
      slot = (slot + 1) & (this.keys.length - 1);
    }
    this.keys[slot] = key;
    this.places[slot] = place;
    this.count++;
    return -1;
  }

  private slotOf(key: number): number {
    return (key % 4294967296) & (this.keys.length - 1);
  }

  private grow(): void {
    const { keys, places } = this;
    this.keys = new Float64Array(keys.length * 2).fill(-1);
    this.places = new Int32Array(keys.length * 2);
    for (let i = 0; i < keys.length; i++) {
      if (keys[i] < 0) continue;
      let slot = this.slotOf(keys[i]);
      while (this.keys[slot] >= 0) slot = (slot + 1) & (this.keys.length - 1);
      this.keys[slot] = keys[i];
      this.places[slot] = places[i];
    }
  }
}
