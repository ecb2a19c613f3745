import type { OutcomeDrift } from "./drift-report.ts";
import type { Estimate } from "./gains.ts";
import type { Groups } from "./groups.ts";
import { wilson, z95 } from "./intervals.ts";
import { clusteredMean } from "./metrics.ts";
import { groupsOfRows } from "./subgroups.ts";

interface LabelledRows {
  readonly label?: Int8Array | Uint8Array;
  readonly groups: Groups;
}

const relevantRateShare = 0.1;

/**
 * Difference of the rates of class 1, with a 95 % interval clustered by borrower on each side; the errors of the two
 * sides are taken as independent. It has shifted where the interval excludes 0 and the rate moved by at least a tenth.
 * @returns null where a side has no resolved row
 */
export function compareOutcomes(reference: LabelledRows, current: LabelledRows): OutcomeDrift | null {
  const [was, is] = [outcomeRate(reference), outcomeRate(current)];
  if (was === null || is === null) return null;
  const value = is.rate.value - was.rate.value;
  const half = z95 * Math.hypot(was.error, is.error);
  const difference = { value, low: Math.max(-1, value - half), high: Math.min(1, value + half) };
  const isClear = difference.low > 0 || difference.high < 0;
  const isRelevant = Math.abs(value) >= relevantRateShare * was.rate.value;
  return {
    reference: was.rate,
    current: is.rate,
    difference,
    verdict: isClear && isRelevant ? "shifted" : "stable",
  };
}

function outcomeRate({ label, groups }: LabelledRows): { rate: Estimate; error: number } | null {
  if (label === undefined) return null;
  const rows = Uint32Array.from(label.keys()).filter((row) => label[row] >= 0);
  if (rows.length === 0) return null;
  const own = groupsOfRows(groups, rows);
  const { mean, error } = clusteredMean(
    Float64Array.from(rows, (row) => label[row]),
    own,
  );
  const variance = error * error;
  const effective = variance > 0 ? Math.min((mean * (1 - mean)) / variance, own.count) : own.count;
  const bounds = wilson(mean, effective);
  // With one outcome only the clustered error is 0; half of Wilson's interval is honest then.
  return {
    rate: { value: mean, ...bounds },
    error: Math.max(error, mean === 0 || mean === 1 ? (bounds.high - bounds.low) / (2 * z95) : 0),
  };
}
