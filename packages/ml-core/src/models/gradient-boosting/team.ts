/** Places in the shared array by which the members of a team wait for each other. */
const arrived = 0;
const generation = 1;
const nextUnit = 2;
const failed = 3;
export const syncLength = 4;

/** Looks at the counter this often before it sleeps: waking a sleeping thread costs as much as a small level. */
const looks = 4000;

/**
 * Threads that work through the same steps together: they share out the units of a step and start the next one
 * when all are done. All members must run at the same time, one task each.
 */
export class Team {
  readonly rank: number;
  readonly size: number;
  private readonly sync: Int32Array;

  /** @param sync zeroed shared integers, `syncLength` of them, the same for all members */
  constructor(sync: Int32Array, rank: number, size: number) {
    this.sync = sync;
    this.rank = rank;
    this.size = size;
  }

  /**
   * Does units 0..count-1 of a step, shared out among the members as they get free, and waits until all are done.
   * Which member does a unit must not matter.
   */
  share(count: number, doUnit: (unit: number) => void): void {
    if (this.size === 1) {
      for (let unit = 0; unit < count; unit++) doUnit(unit);
      return;
    }
    for (;;) {
      const unit = Atomics.add(this.sync, nextUnit, 1);
      if (unit >= count) break;
      doUnit(unit);
    }
    this.meet();
  }

  /** Waits until every member is here. @throws Error when another member has failed */
  meet(): void {
    const { sync, size } = this;
    if (size === 1) return;
    const before = Atomics.load(sync, generation);
    if (Atomics.add(sync, arrived, 1) === size - 1) {
      Atomics.store(sync, arrived, 0);
      Atomics.store(sync, nextUnit, 0);
      Atomics.add(sync, generation, 1);
      Atomics.notify(sync, generation);
    } else {
      for (let i = 0; i < looks && Atomics.load(sync, generation) === before; i++);
      while (Atomics.load(sync, generation) === before && Atomics.load(sync, failed) === 0) {
        Atomics.wait(sync, generation, before, 1000);
      }
    }
    if (Atomics.load(sync, failed) !== 0) throw new Error("another thread of the team failed");
  }

  /** Lets the others go, who would wait for this member for ever. */
  fail(): void {
    Atomics.store(this.sync, failed, 1);
    Atomics.notify(this.sync, generation);
  }
}
