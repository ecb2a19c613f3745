import { useMutation } from "@apollo/client/react";
import { Badge, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useEffect, useState } from "react";
import { Disclosure } from "../../components/disclosure.tsx";
import { Fact } from "../../components/figure.tsx";
import { formatAmount, formatPercent, formatTime } from "../../components/format.ts";
import { JobProgress } from "../../components/job-progress.tsx";
import { Section } from "../../components/section.tsx";
import { treatmentLabel } from "../../components/treatment.tsx";
import { complain } from "../access/complain.ts";
import { useJob } from "../jobs/use-job.ts";
import { Facts, Plan } from "./plan.tsx";
import { ProgressPart } from "./progress-part.tsx";
import { discardMutation, type Experiment, startMutation, stopMutation } from "./queries.ts";
import { states } from "./words.ts";

interface CardProps {
  experiment: Experiment;
  /** Whoever planned it cannot start it. */
  approvalNeeded: boolean;
  timeZone: string | undefined;
  onChanged: () => void;
}

/** The connection failed, or worse. */
function onError({ message }: { message: string }): void {
  complain(message);
}

/** One experiment: what is compared, how many it needs, and how far it is. */
export function ExperimentCard({ experiment, approvalNeeded, timeZone, onChanged }: CardProps) {
  const { name, state, book, active, share, windowDays, minimumEffect, plan } = experiment;
  const isRunning = state === "RUNNING";
  const needsOther = approvalNeeded && experiment.isOwn;
  const progress = <ProgressPart experiment={experiment} />;
  return (
    <Section
      title={
        <Group gap="sm">
          {name}
          <Badge color={states[state].color}>{states[state].label}</Badge>
          {book === "SAMPLE" && <Badge color="grape">Sample</Badge>}
        </Group>
      }
      hint={historyOf(experiment, timeZone)}
      actions={<Actions experiment={experiment} needsOther={needsOther} onChanged={onChanged} />}
    >
      <Stack gap="lg">
        <Facts>
          <Fact label="Challenger">{challengerText(experiment)}</Fact>
          <Fact label="Borrowers with the challenger">{formatPercent(share)}</Fact>
          <Fact label="Window per borrower">{windowDays} days</Fact>
          <Fact label="Smallest difference that matters">
            {formatAmount(minimumEffect, plan.mean.currency)} per borrower
          </Fact>
        </Facts>
        {state === "DRAFT" && <Plan plan={plan} />}
        {state === "DRAFT" && needsOther && (
          <Text size="sm" fw={500}>
            Another admin has to start what you planned.
          </Text>
        )}
        {isRunning && !active && <Text size="sm">It is in force as soon as the next decision run is.</Text>}
        {isRunning && progress}
        {state === "STOPPED" && (
          <Disclosure label="Who was in it, and what came of it">{progress}</Disclosure>
        )}
      </Stack>
    </Section>
  );
}

function challengerText({ policyVersion, modelVersion, treatments }: Experiment): string {
  if (policyVersion !== null) return `Policy version ${policyVersion}`;
  if (modelVersion !== null) return `Model ${modelVersion}, under the policy in force`;
  return `At random: ${treatments.map(treatmentLabel).join(", ")}`;
}

function historyOf(experiment: Experiment, timeZone: string | undefined): string {
  const { startedAt, startedBy, stoppedAt, stoppedBy, createdAt, createdBy } = experiment;
  if (startedAt === null) return `Planned by ${createdBy}, ${formatTime(createdAt, timeZone)}.`;
  const started = `Started by ${startedBy}, ${formatTime(startedAt, timeZone)}.`;
  return stoppedAt === null
    ? started
    : `${started} Stopped by ${stoppedBy}, ${formatTime(stoppedAt, timeZone)}.`;
}

interface ActionsProps extends Pick<CardProps, "experiment" | "onChanged"> {
  needsOther: boolean;
}

function Actions({ experiment: { id, state }, needsOther, onChanged }: ActionsProps) {
  const [discard, discarding] = useMutation(discardMutation, { onError });
  if (state === "STOPPED") return null;
  if (state === "RUNNING") return <ChangeButton id={id} isStart={false} onChanged={onChanged} />;
  async function drop() {
    const answer = (await discard({ variables: { id } })).data?.discardExperiment;
    if (answer?.__typename === "Refusal") complain(answer.problems[0].message);
    else if (answer) onChanged();
  }
  return (
    <Group gap="sm">
      <Button variant="default" loading={discarding.loading} onClick={() => void drop()}>
        Discard
      </Button>
      {!needsOther && <ChangeButton id={id} isStart onChanged={onChanged} />}
    </Group>
  );
}

interface ChangeProps {
  id: number;
  isStart: boolean;
  onChanged: () => void;
}

/** Starts or stops an experiment after asking; the window stays until the book has been decided. */
function ChangeButton({ id, isStart, onChanged }: ChangeProps) {
  const [isOpen, { open, close }] = useDisclosure();
  const [jobId, setJobId] = useState<string | null>(null);
  const [change, { loading }] = useMutation(isStart ? startMutation : stopMutation, { onError });
  const job = useJob(jobId);
  const isDone = job?.state === "SUCCEEDED";
  function end() {
    close();
    if (jobId !== null) onChanged();
  }
  useEffect(() => {
    if (isDone) onChanged();
  }, [isDone, onChanged]);
  async function go() {
    const answer = (await change({ variables: { id } })).data?.answer;
    if (answer?.__typename === "ExperimentChange") setJobId(answer.job.id);
    else if (answer) complain(answer.problems[0].message);
  }
  const word = isStart ? "Start" : "Stop";
  return (
    <>
      <Button color={isStart ? undefined : "red"} variant={isStart ? "filled" : "light"} onClick={open}>
        {word}
      </Button>
      <Modal opened={isOpen} onClose={end} title={`${word} the experiment?`}>
        <Stack gap="md">
          <Text size="sm">
            {isStart
              ? "The book is decided anew, and the challenger's borrowers are treated as it says from then on. What is compared cannot be changed once it runs."
              : "The book is decided anew, and everybody is treated as the policy in force says. It cannot be started again; only windows that are over by now count."}
          </Text>
          {jobId !== null && <JobProgress job={job} title="Deciding the book" done="The book is decided." />}
          <Group justify="flex-end">
            <Button variant="default" onClick={end}>
              {jobId === null ? "Cancel" : "Close"}
            </Button>
            {jobId === null && (
              <Button color={isStart ? undefined : "red"} loading={loading} onClick={() => void go()}>
                {word}
              </Button>
            )}
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
