import fc from "fast-check";
import { expect, test } from "vitest";
import { uniforms } from "../../testing/loans.ts";
import { missingCode } from "./nodes.ts";
import { SplitSearch } from "./split.ts";

interface Row {
  readonly code: number;
  readonly weight: number;
  readonly label: number;
}

const rowsOf = (codes: number) =>
  fc.array(
    fc.record({
      code: fc.oneof(
        { weight: 8, arbitrary: fc.nat(codes - 1) },
        { weight: 1, arbitrary: fc.constant(missingCode) },
      ),
      weight: fc.integer({ min: 1, max: 7 }),
      label: fc.nat(1),
    }),
    // Sorted, marked and counted bins are all within reach.
    { minLength: 2, maxLength: 700, size: "max" },
  );

function search(rows: readonly Row[], categorical: boolean, minLeaf: number): SplitSearch {
  const codes = Uint8Array.from(rows, (row) => row.code);
  const entries = Int32Array.from(rows, (row, i) => (i << 4) | (row.weight << 1) | row.label);
  const found = new SplitSearch(minLeaf);
  found.start();
  const node = { start: 0, end: rows.length, ...sums(rows) };
  found.tryFeature(codes, 0, entries, node, 3, categorical);
  return found;
}

function sums(rows: readonly Row[]): { weight: number; positives: number } {
  let [weight, positives] = [0, 0];
  for (const row of rows) {
    weight += row.weight;
    positives += row.weight * row.label;
  }
  return { weight, positives };
}

/** Gain of a grouping, or -1 where a side is too light. */
function gainOf(rows: readonly Row[], isLeft: (code: number) => boolean, minLeaf: number): number {
  const left = sums(rows.filter((row) => isLeft(row.code)));
  const right = sums(rows.filter((row) => !isLeft(row.code)));
  if (Math.min(left.weight, right.weight) < minLeaf) return -1;
  return left.positives ** 2 / left.weight + right.positives ** 2 / right.weight;
}

test("a split on a number is the best of all thresholds and sides for the missing", () => {
  fc.assert(
    fc.property(rowsOf(40), fc.constantFrom(1, 5, 30), (rows, minLeaf) => {
      const found = search(rows, false, minLeaf);
      let best = -1;
      for (let threshold = 0; threshold < 255; threshold++) {
        for (const missingLeft of [true, false]) {
          const isLeft = (code: number) => (code === missingCode ? missingLeft : code <= threshold);
          best = Math.max(best, gainOf(rows, isLeft, minLeaf));
        }
      }
      expect(found.gain).toBeCloseTo(best, 6);
      if (best < 0) return;
      const isLeft = (code: number) => (code === missingCode ? found.missingLeft : code <= found.threshold);
      expect(gainOf(rows, isLeft, minLeaf)).toBeCloseTo(best, 6);
      expect(sums(rows.filter((row) => isLeft(row.code)))).toEqual({
        weight: found.leftWeight,
        positives: found.leftPositives,
      });
    }),
    { numRuns: 150, seed: 1 },
  );
});

test("nodes too large for one histogram are counted in pieces", () => {
  const uniform = uniforms(1);
  const rows = Array.from({ length: 20_000 }, () => {
    const code = uniform() < 0.1 ? missingCode : Math.floor(uniform() * 200);
    return {
      code,
      weight: 1 + Math.floor(uniform() * 7),
      label: uniform() < (code > 120 ? 0.7 : 0.4) ? 1 : 0,
    };
  });
  const found = search(rows, false, 1);
  expect(found.threshold).toBeGreaterThan(110);
  expect(found.threshold).toBeLessThan(130);
  const isLeft = (code: number) => (code === missingCode ? found.missingLeft : code <= found.threshold);
  expect(sums(rows.filter((row) => isLeft(row.code)))).toEqual({
    weight: found.leftWeight,
    positives: found.leftPositives,
  });
  expect(found.gain).toBeCloseTo(gainOf(rows, isLeft, 1), 6);
});

test("a split on a category is the best of all groupings", () => {
  fc.assert(
    fc.property(rowsOf(5), (rows) => {
      const found = search(rows, true, 1);
      const codes = [...new Set(rows.map((row) => row.code))];
      let best = -1;
      for (let subset = 1; subset < 2 ** codes.length - 1; subset++) {
        best = Math.max(
          best,
          gainOf(rows, (code) => ((subset >> codes.indexOf(code)) & 1) === 1, 1),
        );
      }
      expect(found.gain).toBeCloseTo(best, 6);
      if (best >= 0) expect(gainOf(rows, (code) => found.leftSet[code] === 1, 1)).toBeCloseTo(best, 6);
    }),
    { numRuns: 150, seed: 1 },
  );
});
