import type { Warning } from "../report.ts";
import { defaultHorizonMonths, type HorizonResult } from "./horizon.ts";

/** What a reader of the training report must know about which loans were old enough to learn from. */
export function horizonWarnings(judged: Omit<HorizonResult, "label">): Warning[] {
  const months = `${defaultHorizonMonths} months`;
  if (!judged.isChecked) {
    const message =
      `no dates say whether the outcomes are at least ${months} old: loans that are paid back late may be missing ` +
      "among the recovered ones";
    return [{ code: "horizon-unchecked", message }];
  }
  const counted: [number, string, string][] = [
    [
      judged.tooYoung,
      "younger-than-horizon",
      `loans are younger than ${months} and were left out of the training`,
    ],
    [
      judged.afterOutcome,
      "snapshot-after-outcome",
      "rows are not older than their outcome and were left out",
    ],
    [
      judged.lateAsNotRecovered,
      "late-counted-as-not-recovered",
      `loans were open, or were recovered later, after ${months} and count as not recovered`,
    ],
  ];
  return counted.flatMap(([count, code, text]) => (count > 0 ? [{ code, message: `${count} ${text}` }] : []));
}
