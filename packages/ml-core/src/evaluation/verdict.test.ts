import { expect, test } from "vitest";
import { judge, type VerdictInput } from "./verdict.ts";

function input(auc: [number, number, number], gain: [number, number], logLoss = 0.5): VerdictInput {
  const [value, low, high] = auc;
  const logitError = 0.1;
  return {
    rows: 1000,
    positives: 300,
    auc: { value, low, high, logitError },
    gain: { mean: gain[0], error: gain[1] },
    logLoss,
    baselineLogLoss: 0.6,
  };
}

test("good and weak need the interval, the value and the log-loss gain", () => {
  expect(judge(input([0.75, 0.7, 0.8], [0.1, 0.01])).verdict).toBe("good");
  expect(judge(input([0.75, 0.64, 0.8], [0.1, 0.01])).verdict).toBe("weak");
  expect(judge(input([0.75, 0.7, 0.8], [0.1, 0.01], 0.575)).verdict).toBe("weak");
  expect(judge(input([0.75, 0.7, 0.8], [0.1, 0.06])).verdict).toBe("not-enough-data");
  expect(judge(input([0.56, 0.51, 0.61], [0.1, 0.01])).verdict).toBe("weak");
  expect(judge(input([0.56, 0.5, 0.61], [0.1, 0.01])).verdict).toBe("not-enough-data");
});

test("an upper bound below .6 says that there is no usable signal", () => {
  const result = judge(input([0.52, 0.47, 0.57], [-0.01, 0.01]));
  expect(result.verdict).toBe("no-usable-signal");
  expect(result.rowsNeeded).toBeNull();
  expect(result.text).toMatch(/cannot predict recovery.*0\.520.*0\.470 to 0\.570/);
});

test("not enough data says how many rows would be", () => {
  const towardsSignal = judge(input([0.6, 0.49, 0.7], [0.02, 0.02]));
  // The gain's interval is the slower one: (1.96 * .02 / .02)^2 * 1000 = 3842, rounded up.
  expect(towardsSignal.rowsNeeded).toBe(3900);
  const towardsNothing = judge({ ...input([0.53, 0.4, 0.65], [-0.01, 0.01]), rows: 200 });
  // (1.96 * .1 / (logit .6 - logit .53))^2 * 200 is fewer than there are: at least one more is asked for.
  expect(towardsNothing.rowsNeeded).toBe(210);
  const oneClass = judge({ ...input([0.5, 0.5, 0.5], [0, 0]), auc: null, rows: 40, positives: 0 });
  expect(oneClass.verdict).toBe("not-enough-data");
  expect(oneClass.rowsNeeded).toBeGreaterThan(1000);
  const nothing = judge({ ...input([0.5, 0.5, 0.5], [0, 0]), auc: null, rows: 0, positives: 0 });
  expect(nothing.rowsNeeded).toBeNull();
});
