import { countOf, formatAmount, formatCount } from "../../components/format.ts";
import type { NoWinner } from "../../gql/graphql.ts";
import type { Experiment, Progress } from "./queries.ts";

export const states: Readonly<Record<string, { label: string; color: string }>> = {
  DRAFT: { label: "Draft", color: "gray" },
  RUNNING: { label: "Running", color: "teal" },
  STOPPED: { label: "Stopped", color: "blue" },
};

/** What an experiment's result says, in a headline and a few sentences; it claims no more than the API does. */
export function verdictOf(
  result: Progress["result"],
  { state, windowDays }: Pick<Experiment, "state" | "windowDays">,
  currency: string,
): { title: string; text: string } {
  const { windowsOver, fatesKnown, winner, refusal } = result;
  if (refusal === "NO_WINDOW_OVER" && state === "STOPPED") {
    return { title: "Nothing to judge", text: "It was stopped before any borrower's window was over." };
  }
  const known = `Of ${countOf(windowsOver, "borrower")} whose ${windowDays} days are over, the imports say of ${formatCount(fatesKnown)} what had become of their loans.`;
  if (refusal !== null && refusal !== "NO_DIFFERENCE") {
    const { title, text } = refusals[refusal];
    return { title, text: windowsOver > 0 ? `${known} ${text}` : text };
  }
  const text = `${known} ${differenceOf(result, currency)}`;
  if (winner === null) return { title: "No difference that the data can carry", text };
  const side = winner === "CHALLENGER" ? "challenger" : "champion";
  return { title: `By what was recovered in full, the ${side} wins`, text };
}

function differenceOf({ difference, low, high }: Progress["result"], currency: string): string {
  const amount = (value: number | null) => formatAmount(Math.round(value ?? 0), currency);
  const size = amount(Math.abs(difference ?? 0));
  const side = (difference ?? 0) < 0 ? "less" : "more";
  return `The challenger brought ${size} ${side} per borrower than the champion: a difference between ${amount(low)} and ${amount(high)}, however often one looks.`;
}

const refusals: Readonly<Record<Exclude<NoWinner, "NO_DIFFERENCE">, { title: string; text: string }>> = {
  NO_WINDOW_OVER: {
    title: "Nothing to judge yet",
    text: "No borrower's window is over. What is shown here is who was assigned, not what came of it.",
  },
  FATE_UNKNOWN: {
    title: "No winner: too many fates are unknown",
    text: "Of more than 5 % it is not known, and those that are known may be a selection. Import a file that is dated after their windows; where the amount owed was unknown on entry, it stays so.",
  },
  TOO_FEW: {
    title: "No winner: too few borrowers",
    text: "It takes 100 in each arm and a tenth of the planned ones before anything is said.",
  },
  SAMPLE_RATIO: {
    title: "No winner: the arms have the wrong sizes",
    text: "Their sizes are not what the shares say, so that the assignment or the counting is broken.",
  },
  TOO_SKEWED: {
    title: "No winner: a few large amounts decide",
    text: "The averages hang on so few loans that an interval would promise too much.",
  },
};
