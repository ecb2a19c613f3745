import fc from "fast-check";
import { expect, test } from "vitest";
import type { TrainingRows } from "../random-forest/grow.ts";
import { missingCode } from "../random-forest/nodes.ts";
import { type BoostOptions, layOut } from "./boost-rows.ts";
import { gradientScale, hessianScale } from "./gradients.ts";
import { SplitScan } from "./split-scan.ts";

const options: BoostOptions = {
  ...{
    seed: 1,
    maxDepth: 3,
    shrinkage: 0.1,
    l2: 1.5,
    minHessian: 0.5,
    minGain: 0,
    rowShare: 1,
    featureShare: 1,
  },
};

/** Sums of a bin in gradients and hessians as whole units. */
interface Bin {
  readonly code: number;
  readonly g: number;
  readonly h: number;
}

const codesUpTo = (count: number) =>
  fc.uniqueArray(
    fc.record({
      code: fc.oneof(
        { weight: 9, arbitrary: fc.nat(count - 1) },
        { weight: 1, arbitrary: fc.constant(missingCode) },
      ),
      g: fc.integer({ min: -80_000, max: 80_000 }),
      h: fc.integer({ min: 1, max: 60_000 }),
    }),
    { selector: ({ code }) => code, minLength: 2, maxLength: count },
  );

/** A scan of one feature whose histogram is given. */
function scan(bins: readonly Bin[], codeCount: number, categorical: boolean, given: BoostOptions) {
  const rows: TrainingRows = {
    ...{ codes: new Uint8Array(2), rowCount: 2, featureCount: 1, labels: Uint8Array.of(0, 1) },
    bagKeys: new Int32Array(2),
    codeCounts: Uint8Array.of(codeCount),
    categorical: Uint8Array.of(categorical ? 1 : 0),
  };
  const shared = layOut(rows, () => false, 0, given, 1);
  const node = { g: 0, h: 0 };
  for (const { code, g, h } of bins) {
    shared.histogramG[code] = g;
    shared.histogramH[code] = h;
    node.g += g;
    node.h += h;
  }
  const splits = new SplitScan(shared, given);
  splits.scan(0, 0, node, Uint8Array.of(1));
  return { splits, node, found: splits.bestOf(0) };
}

/** Gain in real numbers by the formula, or -1 where a side is too light. */
function gainOf(bins: readonly Bin[], isLeft: (code: number) => boolean, given: BoostOptions): number {
  const sums = [
    [0, 0],
    [0, 0],
  ];
  for (const { code, g, h } of bins) {
    const side = sums[isLeft(code) ? 0 : 1];
    side[0] += g * gradientScale;
    side[1] += h * hessianScale;
  }
  if (Math.min(sums[0][1], sums[1][1]) < given.minHessian) return -1;
  const part = ([g, h]: number[]) => (g * g) / (h + given.l2);
  return part(sums[0]) + part(sums[1]) - part([sums[0][0] + sums[1][0], sums[0][1] + sums[1][1]]);
}

test("a split on a number is the best of all thresholds and sides for the missing", () => {
  fc.assert(
    fc.property(codesUpTo(30), (bins) => {
      const { found, splits } = scan(bins, 30, false, options);
      let best = -1;
      for (let threshold = 0; threshold < 30; threshold++) {
        for (const missingLeft of [true, false]) {
          best = Math.max(
            best,
            gainOf(bins, (code) => (code === missingCode ? missingLeft : code <= threshold), options),
          );
        }
      }
      if (best <= 1e-5) return;
      expect(found?.gain).toBeCloseTo(best, 6);
      if (found === null) return;
      const threshold = splits.middleOf(0, found);
      const isLeft = (code: number) => (code === missingCode ? found.missingLeft : code <= threshold);
      expect(gainOf(bins, isLeft, options)).toBeCloseTo(best, 6);
    }),
    { numRuns: 300, seed: 1 },
  );
});

test("a split on a category is the best of all groupings when nothing is penalised", () => {
  const free = { ...options, l2: 0, minHessian: 0 };
  fc.assert(
    fc.property(codesUpTo(6), (bins) => {
      const { found, splits, node } = scan(bins, 6, true, free);
      let best = -1;
      for (let subset = 1; subset < 2 ** bins.length - 1; subset++) {
        const isLeft = (code: number) => ((subset >> bins.findIndex((bin) => bin.code === code)) & 1) === 1;
        best = Math.max(best, gainOf(bins, isLeft, free));
      }
      if (best <= 1e-5) return;
      expect(found?.gain).toBeCloseTo(best, 6);
      if (found === null) return;
      const left = splits.leftSet(0, found, node);
      expect(gainOf(bins, (code) => left[code] === 1, free)).toBeCloseTo(best, 6);
    }),
    { numRuns: 300, seed: 1 },
  );
});
