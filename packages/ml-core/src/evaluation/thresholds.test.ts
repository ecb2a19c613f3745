import fc from "fast-check";
import { expect, test } from "vitest";
import { uniforms } from "../testing/loans.ts";
import { changePoints, cheapestThreshold, ksStatistic, thresholdTable } from "./thresholds.ts";

const rows = fc.array(fc.tuple(fc.integer({ min: -5, max: 5 }), fc.nat(1)), { minLength: 1, maxLength: 50 });
const costs = { truePositive: -30, falsePositive: 20, falseNegative: 100, trueNegative: 0 };

test("counts, rates and costs are those of counting row by row", () => {
  fc.assert(
    fc.property(rows, fc.integer({ min: -7, max: 7 }), (pairs, twice) => {
      const score = Float64Array.from(pairs, ([s]) => s);
      const label = Uint8Array.from(pairs, ([, y]) => y);
      const threshold = twice / 2;
      const [point] = thresholdTable(score, label, [threshold], costs);
      const count = (selected: boolean, y: number) =>
        pairs.filter(([s, own]) => s >= threshold === selected && own === y).length;
      expect(point).toMatchObject({
        truePositives: count(true, 1),
        falsePositives: count(true, 0),
        falseNegatives: count(false, 1),
        trueNegatives: count(false, 0),
        selectionRate: (count(true, 1) + count(true, 0)) / pairs.length,
      });
      const selected = count(true, 1) + count(true, 0);
      expect(point.precision).toBe(selected === 0 ? null : count(true, 1) / selected);
      const cost = -30 * count(true, 1) + 20 * count(true, 0) + 100 * count(false, 1);
      expect(point.cost).toBeCloseTo(cost, 9);
    }),
    { seed: 1 },
  );
});

test("no threshold is cheaper than the cheapest, and none separates the classes further than KS", () => {
  fc.assert(
    fc.property(rows, (pairs) => {
      const score = Float64Array.from(pairs, ([s]) => s);
      const label = Uint8Array.from(pairs, ([, y]) => y);
      const all = thresholdTable(score, label, changePoints(score), costs);
      const cheapest = cheapestThreshold(score, label, costs);
      expect(cheapest?.cost).toBe(Math.min(...all.map(({ cost }) => cost ?? 0)));
      const ks = ksStatistic(score, label);
      if (ks === null) {
        expect(label.every((y) => y === label[0])).toBe(true);
        return;
      }
      const gaps = all.map(({ recall, falsePositiveRate }) => (recall ?? 0) - (falsePositiveRate ?? 0));
      expect(ks.value).toBeCloseTo(Math.max(0, ...gaps), 12);
      const [at] = thresholdTable(score, label, [ks.threshold]);
      if (ks.value > 0) expect((at.recall ?? 0) - (at.falsePositiveRate ?? 0)).toBeCloseTo(ks.value, 12);
    }),
    { seed: 1 },
  );
});

test("KS of two known distributions is the largest distance of their curves", () => {
  const uniform = uniforms(3);
  // Uniform on [0, 1] for class 0 and on [.3, 1.3] for class 1: the distance is .3.
  const label = Uint8Array.from({ length: 40_000 }, () => (uniform() < 0.3 ? 1 : 0));
  const score = Float64Array.from(label, (y) => uniform() + 0.3 * y);
  expect(ksStatistic(score, label)?.value).toBeCloseTo(0.3, 1);
  expect(
    ksStatistic(
      score.map((s) => -s),
      label,
    )?.value,
  ).toBeLessThan(0.01);
});

test("change points are the distinct scores, or as many as are wanted at equal steps of the selection rate", () => {
  expect(changePoints(Float64Array.of(0.2, 0.7, 0.2))).toEqual([Number.POSITIVE_INFINITY, 0.7, 0.2]);
  expect(changePoints(new Float64Array(0))).toEqual([Number.POSITIVE_INFINITY]);
  const many = Float64Array.from({ length: 1001 }, (_, i) => i / 1000);
  const kept = changePoints(many, 12);
  expect(kept).toHaveLength(12);
  expect(kept.slice(1)).toEqual([1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0]);
});

test("an empty denominator is null and wrong input is named", () => {
  const [none] = thresholdTable(Float64Array.of(0.1), Uint8Array.of(0), [Number.POSITIVE_INFINITY]);
  expect(none).toMatchObject({
    precision: null,
    recall: null,
    falsePositiveRate: 0,
    selectionRate: 0,
    cost: null,
  });
  expect(cheapestThreshold(new Float64Array(0), new Uint8Array(0), costs)).toBeNull();
  expect(() => thresholdTable(Float64Array.of(1), Uint8Array.of(1, 0), [])).toThrow("1 scores for 2 labels");
  expect(() => thresholdTable(Float64Array.of(1), Uint8Array.of(1), [Number.NaN])).toThrow("threshold 0");
  const broken = { ...costs, falsePositive: Number.NaN };
  expect(() => cheapestThreshold(Float64Array.of(1), Uint8Array.of(1), broken)).toThrow(
    "cost falsePositive is NaN",
  );
});
