import type { Warning } from "../report.ts";
import { defaultHorizonMonths, type HorizonResult } from "./horizon.ts";

/** What a reader of the training report must know about which loans were old enough to learn from. */
export function horizonWarnings(judged: Omit<HorizonResult, "label">): Warning[] {
  const months = `${defaultHorizonMonths} months`;
  const { oldestDate, newestDate } = judged;
  if (!judged.isChecked) {
    const why =
      oldestDate === null
        ? `no dates say whether the outcomes are at least ${months} old`
        : `no outcome is ${months} old: the loans are from ${oldestDate} on, the data end on ` +
          `${newestDate}, and what is finished by then is learned from`;
    const message = `${why}: loans that are paid back late may be missing among the recovered ones`;
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
