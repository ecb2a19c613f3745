import { useMutation } from "@apollo/client/react";
import { Alert, Button, Group, List, Stack, Text, Textarea } from "@mantine/core";
import { useEffect, useState } from "react";
import { type Band, plainBands } from "../../components/bands.ts";
import { JobProgress } from "../../components/job-progress.tsx";
import { Section } from "../../components/section.tsx";
import { isFinished, useJob } from "../jobs/use-job.ts";
import { describeChanges } from "./band-text.ts";
import { publishMutation, type Run, toInput } from "./queries.ts";

export interface Problem {
  path: string;
  message: string;
}

interface PublishCardProps {
  /** The one in force. */
  policy: Run["policy"];
  bands: readonly Band[];
  isChanged: boolean;
  note: string;
  problems: readonly Problem[];
  onNote: (note: string) => void;
  onProblems: (problems: readonly Problem[]) => void;
  onReset: () => void;
  /** The new version is in force. */
  onActive: () => void;
}

/** Puts the bands in force: a version with a note, then the whole book decided by it. */
export function PublishCard(props: PublishCardProps) {
  const { policy, bands, isChanged, note, problems, onNote, onProblems, onReset, onActive } = props;
  const [publish, { loading }] = useMutation(publishMutation);
  const [published, setPublished] = useState<{ version: number; jobId: string } | null>(null);
  const job = useJob(published?.jobId ?? null);
  const isDone = job?.state === "SUCCEEDED";
  useEffect(() => {
    if (isDone) onActive();
  }, [isDone, onActive]);

  async function submit() {
    onProblems([]);
    try {
      const { data } = await publish({
        variables: {
          rules: { ...toInput(policy.rules), bands: plainBands(bands) },
          note,
          basedOn: policy.version,
        },
      });
      const result = data?.publishPolicy;
      if (result?.__typename === "PublishedPolicy")
        setPublished({ version: result.policy.version, jobId: result.job.id });
      else onProblems(result?.problems ?? []);
    } catch (error) {
      onProblems([{ path: "", message: (error as Error).message }]);
    }
  }
  const isBusy = loading || (published !== null && !isFinished(job));
  return (
    <Section title="Publish" hint="Every loan is decided anew, then the worklist is switched over at once.">
      <Stack gap="md" maw={640}>
        <Changes isChanged={isChanged} lines={describeChanges(policy.rules.bands, bands)} />
        <Textarea
          label="Note"
          description="What changes, and why. It stays with the version."
          required
          autosize
          minRows={2}
          value={note}
          error={problems.find(({ path }) => path === "note")?.message}
          onChange={(event) => onNote(event.currentTarget.value)}
        />
        {problems
          .filter(({ path }) => path !== "note" && !/^rules\.bands\.\d+\.from$/.test(path))
          .map(({ message }) => (
            <Alert key={message} color="red" role="alert">
              {message}
            </Alert>
          ))}
        {published && (
          <JobProgress
            job={job}
            title={`Deciding the book by version ${published.version}`}
            done={`Version ${published.version} is in force.`}
          />
        )}
        <Group>
          <Button onClick={() => void submit()} loading={isBusy} disabled={!isChanged || note.trim() === ""}>
            Publish
          </Button>
          <Button variant="default" onClick={onReset} disabled={!isChanged || isBusy}>
            Undo changes
          </Button>
        </Group>
      </Stack>
    </Section>
  );
}

function Changes({ isChanged, lines }: { isChanged: boolean; lines: readonly string[] }) {
  if (!isChanged) {
    return (
      <Text size="sm" c="dimmed">
        Nothing is changed yet: move a boundary above.
      </Text>
    );
  }
  return (
    <List size="sm" aria-label="Changes">
      {lines.map((line) => (
        <List.Item key={line}>{line}</List.Item>
      ))}
    </List>
  );
}
