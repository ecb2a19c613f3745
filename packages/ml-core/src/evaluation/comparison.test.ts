import fc from "fast-check";
import { expect, test } from "vitest";
import type { Verdict } from "../report.ts";
import { uniforms } from "../testing/loans.ts";
import { rocAuc } from "./auc.ts";
import { aucDifference, compareModels, logLossDifference } from "./comparison.ts";
import { numberGroups } from "./groups.ts";

function own(rows: number) {
  return numberGroups(Float64Array.from({ length: rows }, (_, i) => i));
}

/**
 * The example of DeLong, DeLong & Clarke-Pearson (1988): albumin, total protein (tenths) and the K-G score of 43
 * patients with ovarian cancer, first the 12 who did not benefit from surgery, which is class 1 here.
 */
const albumin = [
  [30, 28, 9, 25, 36, 42, 40, 30, 33, 17, 29, 28],
  [32, 39, 32, 16, 38, 37, 32, 38, 41, 36, 43, 23, 35, 38, 45, 37],
  [31, 41, 43, 43, 32, 26, 37, 33, 42, 35, 21, 40, 33, 37, 36],
].flat();
const protein = [
  [58, 48, 40, 57, 67, 76, 66, 47, 68, 40, 57, 62],
  [63, 68, 58, 56, 57, 67, 54, 66, 66, 57, 70, 44, 58, 68, 74, 74],
  [66, 82, 70, 65, 51, 47, 61, 63, 77, 62, 48, 70, 57, 69, 66],
].flat();
const score = [
  [10, 6, 5, 8, 4, 4, 6, 8, 6, 7, 9, 8],
  [5, 3, 3, 5, 5, 6, 4, 6, 5, 5, 4, 6, 6, 7, 5, 5],
  [6, 6, 5, 4, 5, 6, 5, 7, 6, 5, 7, 7, 6, 5, 5],
].flat();
const benefit = Uint8Array.from(score, (_, i) => (i < 12 ? 1 : 0));

test("AUCs, differences and errors of the paper's example", () => {
  const rank = [albumin, protein].map((values) => Float64Array.from(values, (value) => -value));
  const kg = Float64Array.from(score);
  const pairs = rank.map((values) => aucDifference(values, kg, benefit, own(43)));
  // AUCs and differences as numpy computes them from the paper's formulas, errors likewise.
  expect(pairs[0]?.first).toBeCloseTo(0.7365591397849462, 12);
  expect(pairs[0]?.second).toBeCloseTo(0.7258064516129032, 12);
  expect(pairs[1]?.first).toBeCloseTo(0.6478494623655914, 12);
  expect(pairs[0]?.value).toBeCloseTo(0.010752688172043, 12);
  expect(pairs[1]?.value).toBeCloseTo(-0.077956989247312, 12);
  // The paper divides each class's squares by its own n - 1, we all of them by the borrowers': 43/42 for 12/11.
  for (const [i, reference] of [0.09534361773, 0.10460958872].entries()) {
    expect(pairs[i]?.error).toBeLessThan(reference);
    expect(pairs[i]?.error).toBeGreaterThan(reference * Math.sqrt(((43 / 42) * 11) / 12));
    expect(pairs[i]?.pValue).toBeGreaterThan(0.4);
  }
});

/** Every pair of rows compared, as the formula is written: DeLong's components, summed by borrower. */
function bruteForce(
  first: readonly number[],
  second: readonly number[],
  label: readonly number[],
  of: readonly number[],
) {
  const rows = label.map((_, i) => i);
  const kernel = (s: readonly number[], i: number, j: number) => (s[i] > s[j] ? 1 : s[i] === s[j] ? 0.5 : 0);
  const positives = rows.filter((i) => label[i] === 1);
  const negatives = rows.filter((i) => label[i] === 0);
  const gap = (i: number, j: number) => kernel(first, i, j) - kernel(second, i, j);
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const value = mean(positives.flatMap((i) => negatives.map((j) => gap(i, j))));
  const sums = new Map<number, number>();
  for (const i of rows) {
    const component =
      label[i] === 1
        ? (mean(negatives.map((j) => gap(i, j))) - value) / positives.length
        : (mean(positives.map((j) => gap(j, i))) - value) / negatives.length;
    sums.set(of[i], (sums.get(of[i]) ?? 0) + component);
  }
  const squares = [...sums.values()].reduce((sum, part) => sum + part * part, 0);
  return { value, error: Math.sqrt((squares * sums.size) / Math.max(1, sums.size - 1)) };
}

test("value and error are those of comparing every pair, with ties and borrowers of several loans", () => {
  const row = fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 }), fc.nat(1), fc.nat(12));
  fc.assert(
    fc.property(fc.array(row, { minLength: 4, maxLength: 40 }), (rows) => {
      const [first, second, label, of] = [0, 1, 2, 3].map((k) => rows.map((values) => values[k]));
      const groups = numberGroups(Float64Array.from(of));
      const labels = Uint8Array.from(label);
      const gap = aucDifference(Float64Array.from(first), Float64Array.from(second), labels, groups);
      if (!label.includes(0) || !label.includes(1)) {
        expect(gap).toBeNull();
        return;
      }
      const reference = bruteForce(first, second, label, of);
      expect(gap?.value).toBeCloseTo(reference.value, 12);
      if (reference.error > 1e-9) expect(gap?.error).toBeCloseTo(reference.error, 12);
      const back = aucDifference(Float64Array.from(second), Float64Array.from(first), labels, groups);
      expect(back?.value).toBeCloseTo(-(gap?.value ?? 0), 12);
      expect(back?.pValue).toBeCloseTo(gap?.pValue ?? 0, 12);
    }),
    { seed: 1 },
  );
});

/** Two scores of the same positives, shifted by 1 and `second`, whose errors are correlated by .6 squared. */
function drawPair(seed: number, borrowers: number, second: number, loans: number) {
  const uniform = uniforms(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const rows = borrowers * loans;
  const scores = [new Float64Array(rows), new Float64Array(rows)];
  const label = new Uint8Array(rows);
  for (let i = 0; i < rows; i++) {
    if (i % loans > 0) {
      label[i] = label[i - 1];
      for (const values of scores) values[i] = values[i - 1];
      continue;
    }
    label[i] = uniform() < 0.4 ? 1 : 0;
    const shared = 0.6 * normal();
    scores.forEach((values, k) => {
      values[i] = (k === 0 ? 1 : second) * label[i] + shared + 0.8 * normal();
    });
  }
  return {
    scores,
    label,
    groups: numberGroups(Float64Array.from(label, (_, i) => Math.floor(i / loans))),
  };
}

test("the interval holds the true difference about 95 times in 100, also where borrowers have copies", () => {
  // Phi(1 / sqrt 2) - Phi(.5 / sqrt 2)
  const truth = 0.7602499389065233 - 0.6381631950841185;
  for (const loans of [1, 3]) {
    let hits = 0;
    for (let seed = 0; seed < 400; seed++) {
      const { scores, label, groups } = drawPair(seed, 150, 0.5, loans);
      const gap = aucDifference(scores[0], scores[1], label, groups);
      if (gap !== null && gap.low <= truth && truth <= gap.high) hits++;
    }
    expect(hits / 400).toBeGreaterThan(0.91);
    expect(hits / 400).toBeLessThan(0.985);
  }
});

test("of two equally good models one is called better about 5 times in 100, in either measure", () => {
  const called = [0, 0];
  for (let seed = 0; seed < 400; seed++) {
    const { scores, label, groups } = drawPair(seed + 1000, 150, 1, 2);
    const p = scores.map((values) => values.map((value) => 1 / (1 + Math.exp(0.9 - value))));
    const gap = aucDifference(scores[0], scores[1], label, groups);
    const loss = logLossDifference(p[0], p[1], label, groups);
    if (gap !== null && gap.low * gap.high > 0) called[0]++;
    if (loss.low * loss.high > 0) called[1]++;
  }
  for (const count of called) expect(Math.abs(count / 400 - 0.05)).toBeLessThan(0.035);
});

test("each side is the AUC that rocAuc reports, and pairing is worth its while", () => {
  const { scores, label, groups } = drawPair(5, 300, 0.5, 1);
  const gap = aucDifference(scores[0], scores[1], label, groups);
  const alone = scores.map((values) => rocAuc(values, label, groups));
  expect(gap?.first).toBe(alone[0]?.value);
  expect(gap?.second).toBe(alone[1]?.value);
  const unpaired = Math.hypot(...alone.map((auc) => ((auc?.high ?? 0) - (auc?.low ?? 0)) / 3.92));
  expect(gap?.error).toBeLessThan(unpaired);
});

test("the sentence says whether a difference is more than noise", () => {
  const { scores, label, groups } = drawPair(7, 800, 0, 1);
  const model = (name: string, values: Float64Array) => ({
    name,
    score: values,
    probability: values.map((value) => 1 / (1 + Math.exp(0.9 - value))),
    verdict: "good" as const,
  });
  const [good, poor] = [model("Forest", scores[0]), model("Regression", scores[1])];
  const result = compareModels(good, poor, label, groups);
  expect(result).toMatchObject({ better: "first", rows: 800, borrowers: 800 });
  expect(result.text).toMatch(
    /^Forest ranks loans better than Regression, by more than noise \(AUC 0\.\d{3} and/,
  );
  expect(compareModels(poor, good, label, groups).better).toBe("second");
  const same = compareModels(good, { ...good, name: "Copy" }, label, groups);
  expect(same).toMatchObject({ better: "neither", rocAuc: { value: 0, error: 0, pValue: 1 } });
  expect(same.text).toMatch(/Forest and Copy rank loans equally well, up to noise/);
  const overconfident = {
    ...good,
    name: "Loud",
    probability: good.probability.map((p) => (p > 0.4 ? 0.999 : 0.001)),
  };
  expect(compareModels(good, overconfident, label, groups).better).toBe("first");
  const mixed = compareModels(
    { ...poor, probability: good.probability },
    { ...good, probability: poor.probability },
    label,
    groups,
  );
  expect(mixed.better).toBe("mixed");
  const oneClass = compareModels(good, poor, new Uint8Array(800), groups);
  expect(oneClass.rocAuc).toBeNull();
  expect(oneClass.text).toMatch(/same outcome/);
  expect(() => compareModels(good, { ...poor, score: new Float64Array(3) }, label, groups)).toThrow(
    "3 scores",
  );
});

test("where neither model has a signal none is called better, however far apart they are", () => {
  const label = Uint8Array.from({ length: 400 }, (_, i) => i % 2);
  const model = (name: string, sign: number, verdict: Verdict) => ({
    ...{ name, verdict },
    score: Float64Array.from(label, (y, i) => sign * (y + 2 * Math.sin(i))),
    probability: Float64Array.from(label, (_, i) => 0.5 + sign * 0.2 * Math.sin(i)),
  });
  const compare = (first: Verdict, second: Verdict) =>
    compareModels(model("Forest", 1, first), model("Coin", -1, second), label, own(400));
  for (const [first, second] of [
    ["no-usable-signal", "no-usable-signal"],
    ["not-enough-data", "no-usable-signal"],
    ["not-enough-data", "not-enough-data"],
  ] as const) {
    const { better, text, rocAuc } = compare(first, second);
    expect(better).toBe("neither");
    expect(rocAuc?.low).toBeGreaterThan(0);
    expect(text).toMatch(
      /^Neither Forest nor Coin .* no better one to choose \(AUC 0\.\d{3} and 0\.\d{3}, log loss/,
    );
    expect(text).not.toMatch(/ranks|rank loans|equally well/);
  }
  expect(compare("no-usable-signal", "no-usable-signal").text).toContain("can tell lost");
  expect(compare("not-enough-data", "no-usable-signal").text).toContain("is shown to tell lost");
  expect(compare("weak", "no-usable-signal").text).toContain("Forest ranks loans better than Coin");
});

test("perfect against perfectly wrong is not infinitely certain", () => {
  const label = Uint8Array.of(0, 0, 0, 0, 1, 1, 1, 1);
  const gap = aucDifference(
    Float64Array.from(label),
    Float64Array.from(label, (y) => -y),
    label,
    own(8),
  );
  expect(gap?.value).toBe(1);
  expect(gap?.low).toBeLessThan(0.8);
  expect(gap?.high).toBe(1);
});
