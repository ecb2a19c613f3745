import { Badge } from "@mantine/core";
import type { Verdict } from "../../gql/graphql.ts";

export interface VerdictWords {
  label: string;
  headline: string;
  color: string;
}

const baseRate: VerdictWords = {
  label: "Base rate",
  headline: "The same score for every loan",
  color: "gray",
};

const letPast: VerdictWords = {
  label: "Guard overridden",
  headline: "It can never be made active",
  color: "yellow",
};

const verdicts: Record<Verdict, VerdictWords> = {
  NO_USABLE_SIGNAL: {
    label: "No usable signal",
    headline: "This data cannot predict recovery",
    color: "red",
  },
  NOT_ENOUGH_DATA: {
    label: "Not enough data",
    headline: "There is not enough data to tell",
    color: "yellow",
  },
  WEAK: { label: "Weak", headline: "It tells loans apart, but weakly", color: "blue" },
  GOOD: { label: "Good", headline: "It tells loans apart well", color: "teal" },
};

export function isBaseRate({ classifier }: { classifier: string }): boolean {
  return classifier === "base-rate";
}

interface Judged {
  verdict: Verdict;
  classifier: string;
  allowedColumns: readonly string[];
}

/** It was let past the leak guard: no override makes such a model active. */
export function isOutOfTheRunning({ allowedColumns }: Judged): boolean {
  return allowedColumns.length > 0;
}

/** However good it looks, a model that was let past the leak guard is not praised for it. */
export function wordsFor(model: Judged): VerdictWords {
  if (isBaseRate(model)) return baseRate;
  return isOutOfTheRunning(model) ? letPast : verdicts[model.verdict];
}

export function VerdictBadge({ model }: { model: Judged }) {
  const { label, color } = wordsFor(model);
  return <Badge color={color}>{label}</Badge>;
}
