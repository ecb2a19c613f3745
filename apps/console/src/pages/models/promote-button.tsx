import { useMutation, useQuery } from "@apollo/client/react";
import { Alert, Button, Checkbox, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useEffect, useState } from "react";
import { JobProgress } from "../../components/job-progress.tsx";
import { isFinished, type Job, useJob } from "../jobs/use-job.ts";
import { promotionsQuery } from "./promotion-queries.ts";
import { type Model, promoteMutation } from "./queries.ts";
import { isBaseRate, isOutOfTheRunning } from "./verdict.tsx";
import { explain } from "./verdict-text.ts";

interface PromoteProps {
  model: Model;
  /** The model scores the book now. */
  onActive: () => void;
}

/** Makes the model the active one: the whole book is decided anew, then switched over at once. */
export function PromoteButton({ model, onActive }: PromoteProps) {
  const [isOpen, { open, close }] = useDisclosure();
  // The window stays until it is closed, so that its success can be read.
  if ((model.active && !isOpen) || isOutOfTheRunning(model)) return null;
  return (
    <>
      <Button onClick={open}>Make it active</Button>
      <Modal opened={isOpen} onClose={close} title={`Make model ${model.version} active?`} size="lg">
        <PromoteForm model={model} onActive={onActive} onClose={close} />
      </Modal>
    </>
  );
}

function PromoteForm({ model, onActive, onClose }: PromoteProps & { onClose: () => void }) {
  const [note, setNote] = useState("");
  const [override, setOverride] = useState(false);
  const approvalNeeded = useQuery(promotionsQuery).data?.settings.fourEyes.approvalNeeded === true;
  const { start, job, isStarted, isBusy, problem } = usePromotion(onActive);
  const needsOverride = !model.promotable && !isBaseRate(model);
  const isDone = job?.state === "SUCCEEDED";
  return (
    <Stack gap="md">
      <Text size="sm">
        Every loan is scored and decided anew,{" "}
        {approvalNeeded
          ? "beside what is in force. Another admin then looks at the effect and approves it."
          : "then the worklist is switched over at once."}
      </Text>
      {needsOverride && (
        <Alert color="yellow">
          <Text size="sm">{explain(model)}</Text>
          <Checkbox
            mt="sm"
            label="Make it active all the same"
            checked={override}
            onChange={(event) => setOverride(event.currentTarget.checked)}
          />
        </Alert>
      )}
      <Textarea
        label="Note"
        description="Why. It is kept in the audit log."
        autosize
        minRows={2}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      {problem && (
        <Alert color="red" role="alert">
          {problem}
        </Alert>
      )}
      {isStarted && (
        <JobProgress
          job={job}
          title="Deciding the book"
          done={
            approvalNeeded
              ? "The book is decided. Another admin approves it under Models."
              : "The model is active."
          }
        />
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {isStarted ? "Close" : "Cancel"}
        </Button>
        {!isDone && (
          <Button
            onClick={() => void start({ id: model.id, override, note: note.trim() || null })}
            loading={isBusy}
            disabled={needsOverride && !override}
          >
            {approvalNeeded ? "Send to review" : "Make it active"}
          </Button>
        )}
      </Group>
    </Stack>
  );
}

interface Promotion {
  start: (variables: { id: string; override: boolean; note: string | null }) => Promise<void>;
  job: Job | null;
  isStarted: boolean;
  isBusy: boolean;
  problem: string | null;
}

function usePromotion(onActive: () => void): Promotion {
  const [problem, setProblem] = useState<string | null>(null);
  const [jobId, setJobId] = useState<string | null>(null);
  const [promote, { loading }] = useMutation(promoteMutation);
  const job = useJob(jobId);
  const isDone = job?.state === "SUCCEEDED";
  useEffect(() => {
    if (isDone) onActive();
  }, [isDone, onActive]);

  async function start(variables: { id: string; override: boolean; note: string | null }) {
    setProblem(null);
    try {
      const result = (await promote({ variables })).data?.promoteModel;
      if (result?.__typename === "Job") setJobId(result.id);
      else setProblem(result?.problems[0].message ?? "The model was not made active.");
    } catch (error) {
      setProblem((error as Error).message);
    }
  }
  const isStarted = jobId !== null;
  return { start, job, isStarted, isBusy: loading || (isStarted && !isFinished(job)), problem };
}
