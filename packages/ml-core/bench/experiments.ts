import { parseArgs } from "node:util";
import { runTrials } from "../src/testing/trials.ts";

/*
 * Simulates experiments that are looked at every day for 60 days, with net cash as skewed as it is:
 *   node packages/ml-core/bench/experiments.ts [--trials 2000]
 * A/A: share of trials in which some look named a winner. Power: share in which the planted effect was found by
 * the end at the sample size that is shown before the start.
 */
const { values: given } = parseArgs({ options: { trials: { type: "string", default: "2000" } } });
const trials = Number(given.trials);

console.log("challenger  effect/sd  borrowers   A/A winners   power");
for (const challengerShare of [0.5, 0.2]) {
  for (const effectSize of [0.1, 0.2]) {
    const options = { trials, challengerShare, effectSize, seed: 2026 };
    const alike = runTrials({ ...options, isEffectReal: false });
    const planted = runTrials({ ...options, isEffectReal: true, seed: 4052 });
    const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
    console.log(
      `${percent(challengerShare).padStart(10)}  ${String(effectSize).padStart(9)}  ${String(alike.borrowers).padStart(9)}   ${percent(alike.winners).padStart(11)}  ${percent(planted.right).padStart(7)}`,
    );
  }
}
