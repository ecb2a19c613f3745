import { type BandsWorth, optimizeThresholds } from "@loan-recovery/ml-core/strategy/optimize";
import type { Band } from "@loan-recovery/ml-core/strategy/policy";
import type { App } from "../context.js";
import { type Refusal, refuse } from "../graphql/refusal.js";
import type { Money } from "../graphql/types.js";
import { countable, readRules, runningOn } from "./effect.js";
import { prefixed, readActiveBook } from "./preview.js";

interface Worth {
  expectedNetRecovery: Money;
  fits: boolean;
}

interface OptimizedThresholds extends Worth {
  bands: Band[];
  countsExperiment: boolean | null;
  curves: { treatment: string; points: (Worth & { from: number })[] }[];
}

/** The thresholds that net the most on today's book, and the curve around each of them. */
export async function optimizePolicy(app: App, input: object): Promise<OptimizedThresholds | Refusal> {
  const rules = readRules(input);
  if ("problems" in rules) return prefixed(rules);
  const active = await readActiveBook(app);
  if (active === null) return refuse("", "Nothing has been decided yet: import a file first.");
  const { book, experiment } = active;
  const running = countable(runningOn(book, rules, experiment));
  const { policy, curves, ...best } = optimizeThresholds(rules, book.columns, undefined, running);
  const worth = ({ expectedNetRecovery, fits }: BandsWorth) => ({
    expectedNetRecovery: { amount: expectedNetRecovery.toFixed(2), currency: app.config.currency },
    fits,
  });
  return {
    bands: [...policy.bands],
    ...worth(best),
    countsExperiment: experiment && running !== null,
    curves: curves.map(({ treatment, points }) => ({
      treatment,
      points: points.map((point) => ({ from: point.from, ...worth(point) })),
    })),
  };
}
