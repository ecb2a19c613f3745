import { expect, test } from "vitest";
import { groupKey } from "../../table/group-key.ts";
import { bagCount, bagKey, maxBagCount, treeSalt, weightedBagCount } from "./bagging.ts";

test("a borrower is drawn Poisson(1) times: over borrowers of one tree and over trees of one borrower", () => {
  const draws = 40_000;
  const expected = [0.3679, 0.3679, 0.1839, 0.0613, 0.0153];
  const overBorrowers = new Float64Array(maxBagCount + 1);
  const overTrees = new Float64Array(maxBagCount + 1);
  const salt = treeSalt(42, 7);
  const key = bagKey(groupKey("BRW_1"));
  for (let i = 0; i < draws; i++) {
    overBorrowers[bagCount(salt, bagKey(groupKey(`BRW_${i}`)))]++;
    overTrees[bagCount(treeSalt(42, i), key)]++;
  }
  expected.forEach((share, count) => {
    // Four standard errors of a share of 40,000 draws.
    const tolerance = 4 * Math.sqrt((share * (1 - share)) / draws);
    expect(Math.abs(overBorrowers[count] / draws - share)).toBeLessThan(tolerance);
    expect(Math.abs(overTrees[count] / draws - share)).toBeLessThan(tolerance);
  });
});

test("two trees draw independently of each other", () => {
  const rows = 40_000;
  let both = 0;
  for (let i = 0; i < rows; i++) {
    const key = bagKey(groupKey(`BRW_${i}`));
    if (bagCount(treeSalt(1, 0), key) === 0 && bagCount(treeSalt(1, 1), key) === 0) both++;
  }
  expect(both / rows).toBeCloseTo(Math.exp(-2), 2);
});

test("a lighter row is drawn Poisson(rate) times, and never by a tree that would not draw it at full weight", () => {
  const draws = 40_000;
  for (const rate of [1, 0.5, 0.1]) {
    let sum = 0;
    let more = 0;
    for (let i = 0; i < draws; i++) {
      const key = bagKey(groupKey(`BRW_${i}`));
      const count = weightedBagCount(treeSalt(3, 1), key, rate);
      if (count > bagCount(treeSalt(3, 1), key)) more++;
      sum += count;
    }
    expect(more).toBe(0);
    expect(Math.abs(sum / draws - rate)).toBeLessThan(4 * Math.sqrt(rate / draws));
  }
});
