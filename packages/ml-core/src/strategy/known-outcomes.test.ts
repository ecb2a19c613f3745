import { expect, test } from "vitest";
import { compareOnKnownOutcomes } from "../testing/known-outcomes.ts";

test("told the true curves, deciding by value nets the most under one capacity, and wrong curves cost", () => {
  for (const seed of [1, 2]) {
    const net = compareOnKnownOutcomes(4000, seed);
    expect(net.byValue).toBeGreaterThanOrEqual(net.seedThresholds);
    expect(net.byValue).toBeGreaterThanOrEqual(net.bestThresholds);
    expect(net.byValue).toBeGreaterThan(net.byValueHalved);
    expect(net.byValue).toBeGreaterThan(net.byValueDoubled);
    expect(net.oracleBound).toBeGreaterThanOrEqual(net.byValue);
    expect(net.byValue).toBeGreaterThan(0.98 * net.oracleBound);
  }
});
