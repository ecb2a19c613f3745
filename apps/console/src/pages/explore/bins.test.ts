import { expect, test } from "vitest";
import { drawnBins, groupByIncome } from "./bins.ts";

test("a last bin that reaches far beyond the others is drawn as wide as they are", () => {
  const bins = [
    { from: 0, to: 10, count: 4 },
    { from: 10, to: 20, count: 2 },
    { from: 20, to: 900, count: 1 },
  ];
  expect(drawnBins(bins).map(({ width, isOpen }) => [width, isOpen])).toEqual([
    [10, false],
    [10, false],
    [10, true],
  ]);
  expect(drawnBins([{ from: 5, to: 5, count: 3 }])[0]).toMatchObject({ width: 1, isOpen: false });
  expect(drawnBins([])).toEqual([]);
});

test("points are grouped by income, each once", () => {
  const points = Array.from({ length: 11 }, (_, i) => ({
    income: (i * 7) % 11,
    risk: i / 10,
    isNotRecovered: i % 2 === 0,
  }));
  const groups = groupByIncome(points);
  expect(groups.reduce((sum, { loans }) => sum + loans, 0)).toBe(11);
  expect(groups.every(({ from, to }, i) => from <= to && (i === 0 || from > groups[i - 1].to))).toBe(true);
  expect(groupByIncome([])).toEqual([]);
  expect(groupByIncome([{ income: 1, risk: 0.3, isNotRecovered: null }])[0].notRecovered).toBeNull();
});
