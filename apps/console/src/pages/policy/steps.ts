import { useMutation } from "@apollo/client/react";
import { useCallback, useMemo, useState } from "react";
import type { Problem } from "../../components/problems.ts";
import type { PolicyRulesInput } from "../../gql/graphql.ts";
import {
  approveDraftMutation,
  publishDraftMutation,
  publishMutation,
  rejectDraftMutation,
  rollBackMutation,
  saveDraftMutation,
  submitDraftMutation,
  withdrawDraftMutation,
} from "./mutations.ts";
import type { Rules } from "./rules.ts";

interface Step<T> {
  data?: T | null;
}
type Answer = { __typename: string; problems?: readonly Problem[] };

/**
 * Runs the steps of publishing; what was refused or failed is kept as problems, to be shown beside the fields. The same
 * object until something has changed.
 */
export function useSteps() {
  const { problems, isBusy, run, forget } = useRun();
  const [publish] = useMutation(publishMutation);
  const [rollBack] = useMutation(rollBackMutation);
  const [save] = useMutation(saveDraftMutation);
  const [submit] = useMutation(submitDraftMutation);
  const [withdraw] = useMutation(withdrawDraftMutation);
  const [approve] = useMutation(approveDraftMutation);
  const [reject] = useMutation(rejectDraftMutation);
  const [publishDraft] = useMutation(publishDraftMutation);
  const steps = useMemo(
    () => ({
      publish: (rules: Rules, note: string, basedOn: number | null) =>
        run(publish({ variables: { rules: input(rules), note, basedOn } }), (data) => data.publishPolicy),
      rollBack: (version: number, note: string) =>
        run(rollBack({ variables: { version, note } }), (data) => data.rollBackPolicy),
      save: (rules: Rules, note: string, id: number | null) =>
        run(save({ variables: { rules: input(rules), note, id } }), (data) => data.savePolicyDraft),
      submit: (id: number) => run(submit({ variables: { id } }), (data) => data.submitPolicyDraft),
      withdraw: (id: number) => run(withdraw({ variables: { id } }), (data) => data.withdrawPolicyDraft),
      approve: (id: number, effectId: string, note: string | null, publishAt: string | null) =>
        run(approve({ variables: { id, effectId, note, publishAt } }), (data) => data.approvePolicyDraft),
      reject: (id: number, note: string) =>
        run(reject({ variables: { id, note } }), (data) => data.rejectPolicyDraft),
      publishDraft: (id: number) =>
        run(publishDraft({ variables: { id } }), (data) => data.publishPolicyDraft),
    }),
    [run, publish, rollBack, save, submit, withdraw, approve, reject, publishDraft],
  );
  return useMemo(() => ({ problems, isBusy, forget, ...steps }), [problems, isBusy, forget, steps]);
}

function input(rules: Rules): PolicyRulesInput {
  return rules as PolicyRulesInput;
}

function useRun() {
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [isBusy, setIsBusy] = useState(false);
  /** @returns what was done, or null where it was refused or failed */
  const run = useCallback(async function run<T, A extends Answer>(
    step: Promise<Step<T>>,
    read: (data: T) => A,
  ): Promise<Exclude<A, { __typename: "Refusal" }> | null> {
    setIsBusy(true);
    setProblems([]);
    try {
      const { data } = await step;
      const answer = data ? read(data) : null;
      if (answer && !answer.problems) return answer as Exclude<A, { __typename: "Refusal" }>;
      setProblems(answer?.problems ?? [{ path: "", message: "The server gave no answer." }]);
    } catch (error) {
      setProblems([{ path: "", message: (error as Error).message }]);
    } finally {
      setIsBusy(false);
    }
    return null;
  }, []);
  const forget = useCallback(() => setProblems([]), []);
  return { problems, isBusy, run, forget };
}
