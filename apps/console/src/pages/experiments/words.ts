import { countOf, formatAmount, formatCount } from "../../components/format.ts";
import type { NoWinner } from "../../gql/graphql.ts";
import type { Progress } from "./queries.ts";

export const states: Readonly<Record<string, { label: string; color: string }>> = {
  DRAFT: { label: "Draft", color: "gray" },
  RUNNING: { label: "Running", color: "teal" },
  STOPPED: { label: "Stopped", color: "blue" },
};

/** What an experiment's result says, in a headline and a sentence; it claims no more than the API does. */
export function verdictOf(
  { windowsOver, fatesKnown, winner, refusal, difference, low, high }: Progress["result"],
  windowDays: number,
  currency: string,
): { title: string; text: string } {
  const known = `Of ${countOf(windowsOver, "borrower")} whose ${windowDays} days are over, the imports say of ${formatCount(fatesKnown)} what had become of their loans.`;
  if (refusal !== null && refusal !== "NO_DIFFERENCE") {
    return {
      title: refusals[refusal].title,
      text: windowsOver > 0 ? `${known} ${refusals[refusal].text}` : refusals[refusal].text,
    };
  }
  const amount = (value: number | null) => formatAmount(value ?? 0, currency);
  const measured = `The challenger brought ${amount(difference)} more per borrower than the champion (between ${amount(low)} and ${amount(high)}, however often one looks).`;
  if (winner === null)
    return {
      title: "No difference that the data can carry",
      text: `${known} ${measured} That may be nothing.`,
    };
  return {
    title: winner === "CHALLENGER" ? "The challenger wins" : "The champion wins",
    text: `${known} ${measured}`,
  };
}

const refusals: Readonly<Record<Exclude<NoWinner, "NO_DIFFERENCE">, { title: string; text: string }>> = {
  NO_WINDOW_OVER: {
    title: "Nothing to judge yet",
    text: "No borrower's window is over. What is shown here is who was assigned, not what came of it.",
  },
  FATE_UNKNOWN: {
    title: "No winner: too many fates are unknown",
    text: "Of more than 5 % it is not known, and those that are known may be a selection. Import a file that is dated after their windows.",
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
