import fc from "fast-check";
import { expect, test } from "vitest";
import { uniforms } from "../testing/loans.ts";
import { rocAuc } from "./auc.ts";
import { numberGroups } from "./groups.ts";

function own(rows: number) {
  return numberGroups(Float64Array.from({ length: rows }, (_, i) => i));
}

test("AUC is the share of pairs in the right order, ties half", () => {
  const rows = fc.array(fc.tuple(fc.integer({ min: -8, max: 8 }), fc.nat(1)), {
    minLength: 2,
    maxLength: 60,
  });
  fc.assert(
    fc.property(rows, (pairs) => {
      const score = Float64Array.from(pairs, ([value]) => value / 4);
      const label = Uint8Array.from(pairs, ([, value]) => value);
      const positives = pairs.filter(([, y]) => y === 1);
      const negatives = pairs.filter(([, y]) => y === 0);
      const auc = rocAuc(score, label, own(pairs.length));
      if (positives.length === 0 || negatives.length === 0) {
        expect(auc).toBeNull();
        return;
      }
      let right = 0;
      for (const [p] of positives) for (const [n] of negatives) right += p > n ? 1 : p === n ? 0.5 : 0;
      expect(auc?.value).toBeCloseTo(right / positives.length / negatives.length, 12);
      expect(auc?.low).toBeLessThanOrEqual(auc?.value ?? 0);
      expect(auc?.high).toBeGreaterThanOrEqual(auc?.value ?? 1);
      expect(auc?.low).toBeGreaterThanOrEqual(0);
      expect(auc?.high).toBeLessThanOrEqual(1);
    }),
    { seed: 1 },
  );
});

/** Scores of positives are shifted by d standard deviations: the true AUC is Phi(d / sqrt 2). */
function drawShifted(seed: number, rows: number, shift: number) {
  const uniform = uniforms(seed);
  const score = new Float64Array(rows);
  const label = new Uint8Array(rows);
  for (let i = 0; i < rows; i++) {
    label[i] = uniform() < 0.4 ? 1 : 0;
    score[i] = Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()) + shift * label[i];
  }
  return { score, label };
}

test("the 95 % interval holds the truth about 95 times in 100", () => {
  // Phi(1 / sqrt 2)
  const truth = 0.7602499389065233;
  let hits = 0;
  for (let seed = 0; seed < 400; seed++) {
    const { score, label } = drawShifted(seed, 150, 1);
    const auc = rocAuc(score, label, own(150));
    if (auc !== null && auc.low <= truth && truth <= auc.high) hits++;
  }
  expect(hits / 400).toBeGreaterThan(0.91);
  expect(hits / 400).toBeLessThan(0.985);
});

test("a borrower's copies of a loan do not narrow the interval", () => {
  const { score, label } = drawShifted(1, 200, 1);
  const once = rocAuc(score, label, own(200));
  const four = Array.from({ length: 800 }, (_, i) => Math.floor(i / 4));
  const copies = rocAuc(
    Float64Array.from(four, (i) => score[i]),
    Uint8Array.from(four, (i) => label[i]),
    numberGroups(Float64Array.from(four)),
  );
  expect(copies?.value).toBeCloseTo(once?.value ?? 0, 12);
  expect(copies?.low).toBeCloseTo(once?.low ?? 0, 12);
  expect(copies?.high).toBeCloseTo(once?.high ?? 0, 12);
});

test("a perfect order is not certain", () => {
  const label = Uint8Array.of(0, 0, 0, 0, 0, 1, 1, 1, 1, 1);
  const auc = rocAuc(Float64Array.from(label), label, own(10));
  expect(auc?.value).toBe(1);
  expect(auc?.high).toBe(1);
  expect(auc?.low).toBeGreaterThan(0.4);
  expect(auc?.low).toBeLessThan(0.9);
});
