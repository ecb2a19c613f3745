import { chiSquareTail, kolmogorovTail } from "./distributions.ts";

/** Whether two samples come from one distribution: the distance of the two, and its chance if they do. */
export interface TwoSampleTest {
  readonly name: "kolmogorov-smirnov" | "chi-square";
  /** Kolmogorov-Smirnov's D in [0, 1], or Pearson's chi-square. */
  readonly statistic: number;
  readonly pValue: number;
}

/**
 * Two-sample Kolmogorov-Smirnov test: D is the largest distance of the two distribution functions. The p-value is the
 * limiting one with Stephens' (1970) correction for small samples; where values are tied it is too large, which errs
 * on the side of no alarm.
 * @param first, second numbers ascending, without NaN; at least one each
 * @param sizes independent draws behind each sample, where that is fewer than its values
 * @returns null where a sample is empty
 */
export function kolmogorovSmirnov(
  first: Float64Array,
  second: Float64Array,
  sizes: readonly [number, number] = [first.length, second.length],
): TwoSampleTest | null {
  if (first.length === 0 || second.length === 0) return null;
  let [i, j, statistic] = [0, 0, 0];
  while (i < first.length && j < second.length) {
    const value = Math.min(first[i], second[j]);
    while (i < first.length && first[i] === value) i++;
    while (j < second.length && second[j] === value) j++;
    statistic = Math.max(statistic, Math.abs(i / first.length - j / second.length));
  }
  const root = Math.sqrt((sizes[0] * sizes[1]) / (sizes[0] + sizes[1]));
  return {
    name: "kolmogorov-smirnov",
    statistic,
    pValue: kolmogorovTail((root + 0.12 + 0.11 / root) * statistic),
  };
}

/** Pearson's test is not to be trusted with fewer expected rows than this in a cell (Cochran 1954). */
const fewestExpected = 5;

/**
 * Pearson's chi-square test that two samples have the same shares of the categories. Categories too rare for the test
 * are counted together, or left out where they are too rare even so.
 * @param first, second counts by category, of equal length; need not be whole
 * @returns null where fewer than two categories can be compared
 */
export function chiSquareHomogeneity(first: Float64Array, second: Float64Array): TwoSampleTest | null {
  const sum = (counts: Float64Array) => counts.reduce((total, count) => total + count, 0);
  const sizes = [sum(first), sum(second)];
  const share = Math.min(...sizes) / (sizes[0] + sizes[1]);
  const cells: [number, number][] = [];
  const rare: [number, number] = [0, 0];
  for (let k = 0; k < first.length; k++) {
    if ((first[k] + second[k]) * share >= fewestExpected) {
      cells.push([first[k], second[k]]);
    } else {
      rare[0] += first[k];
      rare[1] += second[k];
    }
  }
  if ((rare[0] + rare[1]) * share >= fewestExpected) cells.push(rare);
  if (cells.length < 2) return null;
  const used = [0, 1].map((side) => cells.reduce((total, cell) => total + cell[side], 0));
  const all = used[0] + used[1];
  let statistic = 0;
  for (const cell of cells) {
    for (const side of [0, 1]) {
      const expected = ((cell[0] + cell[1]) * used[side]) / all;
      if (expected > 0) statistic += (cell[side] - expected) ** 2 / expected;
    }
  }
  return { name: "chi-square", statistic, pValue: chiSquareTail(statistic, cells.length - 1) };
}
