import { useQuery } from "@apollo/client/react";
import { Button, Card, Group, Stack } from "@mantine/core";
import { IconBrain, IconListDetails } from "@tabler/icons-react";
import { Link } from "react-router";
import { Figures } from "../../components/figure.tsx";
import { formatCount } from "../../components/format.ts";
import { JobProgress } from "../../components/job-progress.tsx";
import { Section } from "../../components/section.tsx";
import { ErrorState, LoadingCard } from "../../components/states.tsx";
import { RejectsCard } from "../datasets/rejects-card.tsx";
import { useJob } from "../jobs/use-job.ts";
import { type ImportedDataset, importedDatasetQuery } from "./queries.ts";

interface ResultStepProps {
  datasetId: string;
  jobId: string;
  /** Goes back to the mapping. */
  onBack: () => void;
}

/** The import as it goes on, then what came of it. */
export function ResultStep({ datasetId, jobId, onBack }: ResultStepProps) {
  const job = useJob(jobId);
  const isDone = job?.state === "SUCCEEDED";
  const { data, error, refetch } = useQuery(importedDatasetQuery, {
    variables: { id: datasetId },
    skip: !isDone,
    fetchPolicy: "network-only",
  });
  if (!isDone) {
    return (
      <Card>
        <JobProgress job={job} title="Importing" />
        {job?.state === "FAILED" && (
          <Group mt="md">
            <Button variant="default" onClick={onBack}>
              Look at the mapping again
            </Button>
          </Group>
        )}
      </Card>
    );
  }
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  const dataset = data?.dataset;
  if (!dataset) return <LoadingCard rows={3} />;
  return (
    <Stack gap="lg">
      <Result dataset={dataset} />
      {Boolean(dataset.rejectCount) && <RejectsCard datasetId={dataset.id} />}
    </Stack>
  );
}

function Result({ dataset }: { dataset: ImportedDataset }) {
  const canTeach = Boolean(dataset.finishedCount);
  const hint = dataset.openCount
    ? "Its open loans are being decided now; the worklist has them in a moment."
    : "It has no open loans: its finished ones are there to learn from.";
  const counts: [string, number | null | undefined][] = [
    ["Rows", dataset.rowCount],
    ["Loans", dataset.loanCount],
    ["Open", dataset.openCount],
    ["Finished", dataset.finishedCount],
    ["Gone", dataset.goneCount],
    ["Cells and rows rejected", dataset.rejectCount],
  ];
  return (
    <Section title={`${dataset.fileName} is imported`} hint={hint}>
      <Figures figures={counts.map(([label, count]) => ({ label, value: formatCount(count ?? 0) }))} />
      <Group mt="xl" gap="sm">
        {canTeach && (
          <Button component={Link} to="/models?train=1" leftSection={<IconBrain size={16} aria-hidden />}>
            Train a model
          </Button>
        )}
        <Button
          component={Link}
          to="/borrowers"
          variant={canTeach ? "default" : "filled"}
          leftSection={<IconListDetails size={16} aria-hidden />}
        >
          Open the worklist
        </Button>
      </Group>
    </Section>
  );
}
