import { parseArgs } from "node:util";
import { type Comparison, compareOnKnownOutcomes } from "../src/testing/known-outcomes.ts";

/*
 * Nets of policies on generated books with known potential outcomes, in expectation under the true probabilities:
 *   node packages/ml-core/bench/economics.ts [--loans 20000] [--seeds 20]
 * Recovery curves come from a separate book. All are held to one capacity. Shares of a bound that no policy can
 * pass, even knowing every loan's truth. Exits with 1 where deciding by value nets less than either threshold form.
 */
const { values: given } = parseArgs({
  options: { loans: { type: "string", default: "20000" }, seeds: { type: "string", default: "20" } },
});

const columns: readonly (keyof Comparison)[] = [
  "seedThresholds",
  "bestThresholds",
  "byValue",
  "byValueHalved",
  "byValueDoubled",
];
console.log(`seed  ${columns.map((name) => name.padStart(15)).join("")}  regret of byValue`);
for (let seed = 1; seed <= Number(given.seeds); seed++) {
  const result = compareOnKnownOutcomes(Number(given.loans), seed);
  const shares = columns.map((name) =>
    `${((100 * result[name]) / result.oracleBound).toFixed(3)} %`.padStart(15),
  );
  const regret = (result.oracleBound - result.byValue).toFixed(0);
  console.log(`${String(seed).padStart(4)}  ${shares.join("")}  ${regret.padStart(17)}`);
  if (result.byValue < result.seedThresholds || result.byValue < result.bestThresholds) process.exitCode = 1;
}
console.log(
  process.exitCode ? "By value netted less than thresholds somewhere." : "By value never netted less.",
);
