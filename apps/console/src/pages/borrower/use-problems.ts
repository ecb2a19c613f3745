import { useState } from "react";
import { type Problem, problemAt } from "../../components/problems.ts";

type Answer = { __typename?: string; problems?: readonly Problem[] } | null | undefined;

/**
 * Sends a form and keeps what is wrong with it.
 * @param fields the paths that the form shows beside a field; every other problem is among `rest`
 */
export function useProblems(fields: readonly string[]) {
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  async function send(work: () => Promise<Answer>, onDone: () => void) {
    try {
      const found = (await work())?.problems ?? [];
      setProblems(found);
      if (found.length === 0) onDone();
    } catch (error) {
      setProblems([{ path: "", message: (error as Error).message }]);
    }
  }
  return {
    send,
    at: (path: string) => problemAt(problems, path),
    rest: problems.filter(({ path }) => !fields.includes(path)),
  };
}
