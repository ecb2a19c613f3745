import { useMutation } from "@apollo/client/react";
import { Alert, Button, Card, Checkbox, Group, List, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useState } from "react";
import { Link } from "react-router";
import { BookCard } from "./book-card.tsx";
import { ColumnsCard } from "./columns-card.tsx";
import { FoundCard } from "./found-card.tsx";
import { initialMapping, type MappingState, openPoints, toMappingInput } from "./mapping-state.ts";
import { OutcomeCard } from "./outcome-card.tsx";
import { importDatasetMutation, type Preview, type UploadedDataset } from "./queries.ts";
import { QuestionsCard } from "./questions-card.tsx";

interface Problem {
  path: string;
  message: string;
}

interface MappingStepProps {
  dataset: UploadedDataset;
  preview: Preview;
  onStarted: (jobId: string) => void;
}

/** What was found in the file, and what a person says of it. */
export function MappingStep({ dataset, preview, onStarted }: MappingStepProps) {
  const [state, setState] = useState(() => initialMapping(preview));
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [start, { loading }] = useMutation(importDatasetMutation);
  const change = (next: Partial<MappingState>) => {
    setState((current) => ({ ...current, ...next }));
    setProblems([]);
  };

  async function submit() {
    try {
      const { data } = await start({
        variables: { id: dataset.id, mapping: toMappingInput(preview, state) },
      });
      const result = data?.importDataset;
      if (result?.__typename === "Job") onStarted(result.id);
      else setProblems(result?.problems ?? []);
    } catch (error) {
      setProblems([{ path: "", message: (error as Error).message }]);
    }
  }

  const shared = { preview, state, onChange: change };
  return (
    <Stack gap="lg">
      <FoundCard dataset={dataset} preview={preview} />
      <QuestionsCard {...shared} />
      <ColumnsCard {...shared} problems={problems} />
      <OutcomeCard {...shared} />
      <BookCard state={state} onChange={change} />
      {problems.length > 0 && (
        <Problems
          problems={problems}
          isConfirmed={state.confirmGone}
          onConfirm={(confirmGone) => setState({ ...state, confirmGone })}
        />
      )}
      <SubmitBar points={openPoints(preview, state)} isBusy={loading} onSubmit={() => void submit()} />
    </Stack>
  );
}

interface ProblemsProps {
  problems: readonly Problem[];
  isConfirmed: boolean;
  onConfirm: (isConfirmed: boolean) => void;
}

function Problems({ problems, isConfirmed, onConfirm }: ProblemsProps) {
  return (
    <Alert color="red" icon={<IconAlertTriangle size={18} />} title="Not imported yet" role="alert">
      <List size="sm">
        {problems.map(({ path, message }) => (
          <List.Item key={`${path} ${message}`}>{message}</List.Item>
        ))}
      </List>
      {problems.some(({ path }) => path === "confirmGone") && (
        <Checkbox
          mt="sm"
          label="Close these loans"
          checked={isConfirmed}
          onChange={(event) => onConfirm(event.currentTarget.checked)}
        />
      )}
    </Alert>
  );
}

interface SubmitBarProps {
  points: readonly string[];
  isBusy: boolean;
  onSubmit: () => void;
}

/** Always in sight, with the first thing that is still to be decided. */
function SubmitBar({ points, isBusy, onSubmit }: SubmitBarProps) {
  return (
    <Card pos="sticky" bottom={12} style={{ zIndex: 2 }} shadow="md" padding="md">
      <Group justify="space-between" gap="sm">
        <Text
          size="sm"
          c={points.length > 0 ? undefined : "dimmed"}
          style={{ flex: "1 1 240px" }}
          role="status"
        >
          {points[0] ?? "Cells and rows that cannot be read are reported, never guessed."}
        </Text>
        <Group gap="sm">
          <Button variant="default" component={Link} to="/datasets">
            Later
          </Button>
          <Button onClick={onSubmit} loading={isBusy} disabled={points.length > 0}>
            Import
          </Button>
        </Group>
      </Group>
    </Card>
  );
}
