import { expect, test } from "vitest";
import { openPool } from "./pool.ts";
import { sharedIntegers, sharedNumbers } from "./shared.ts";

const trees = { nodes: sharedIntegers(0), roots: new Int32Array(0), seed: 1 };
const rows = { codes: new Uint8Array(4), rowCount: 4, featureCount: 1 };

test("a fault in a worker reaches the caller and the pool goes on working", async () => {
  const pool = openPool(2);
  try {
    // Growing on rows with fewer features than none fails inside the worker.
    const broken = { ...rows, labels: new Uint8Array(4), bagKeys: new Int32Array(4) };
    const input = {
      rows: { ...broken, featureCount: -1, codeCounts: new Uint8Array(1), categorical: new Uint8Array(1) },
      options: { seed: 1, featuresPerSplit: 1, minLeaf: 1, maxDepth: 4 },
      from: 0,
      to: 1,
      room: { entries: new Int32Array(4), spare: new Int32Array(5) },
    };
    await expect(pool.run("grow", input)).rejects.toThrow(/worker thread/);
    const out = sharedNumbers(4);
    await pool.run("walk", { trees, rows, from: 0, to: 4, out });
    expect(Array.from(out)).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
  } finally {
    await pool.close();
  }
});

test("a closed pool refuses work and a wrong number of threads is named", async () => {
  const pool = openPool(2);
  await pool.close();
  await expect(pool.run("walk", { trees, rows, from: 0, to: 4, out: sharedNumbers(4) })).rejects.toThrow(
    /closed/,
  );
  expect(() => openPool(0)).toThrow("threads is 0");
  expect(() => openPool(1.5)).toThrow("threads is 1.5");
});
