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

export function wordsFor(model: { verdict: Verdict; classifier: string }): VerdictWords {
  return isBaseRate(model) ? baseRate : verdicts[model.verdict];
}

export function VerdictBadge({ model }: { model: { verdict: Verdict; classifier: string } }) {
  const { label, color } = wordsFor(model);
  return <Badge color={color}>{label}</Badge>;
}
