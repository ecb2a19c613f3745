/**
 * Works on items `0..count`, one after the other in each lane, whichever lane is free: for work that needs something of
 * which there is not one for each item, such as memory.
 */
export async function inLanes<Lane>(
  count: number,
  lanes: readonly Lane[],
  work: (item: number, lane: Lane) => Promise<void>,
): Promise<void> {
  let next = 0;
  await Promise.all(
    lanes.map(async (lane) => {
      while (next < count) await work(next++, lane);
    }),
  );
}
