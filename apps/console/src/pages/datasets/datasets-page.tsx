import { useMutation, useQuery } from "@apollo/client/react";
import { Anchor, Badge, Button, Card, Group, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { IconDatabase, IconUpload } from "@tabler/icons-react";
import { Link } from "react-router";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { formatCount, formatDate, formatTime } from "../../components/format.ts";
import { Page } from "../../components/page.tsx";
import { MoreButton } from "../../components/pager.tsx";
import { EmptyState, ErrorState, LoadingCard } from "../../components/states.tsx";
import { useSettings } from "../shell/session.ts";
import { DatasetStateBadge } from "./dataset-state.tsx";
import { datasetsQuery, discardMutation, isUnfinished, type ListedDataset, originOf } from "./queries.ts";

export function DatasetsPage() {
  const settings = useSettings();
  const { data, loading, error, refetch } = useQuery(datasetsQuery, {
    variables: { first: 100 },
    fetchPolicy: "cache-and-network",
  });
  const ask = useDiscard(() => void refetch());
  const importButton = (
    <Button component={Link} to="/datasets/new" leftSection={<IconUpload size={16} aria-hidden />}>
      Import a file
    </Button>
  );
  const datasets = data?.datasets.nodes ?? [];
  return (
    <Page title="Datasets" description="Every file that was uploaded, newest first." actions={importButton}>
      {error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {loading && !data && <LoadingCard />}
      {data && datasets.length === 0 && (
        <EmptyState icon={IconDatabase} title="No file yet">
          Bring in a CSV file of your loans to start.
        </EmptyState>
      )}
      {datasets.length > 0 && (
        <Card p={0}>
          <DataTable
            isFlush
            isWide
            label="Datasets"
            columns={columnsOf(settings?.timeZone, ask)}
            rows={datasets}
            rowKey={({ id }) => id}
          />
        </Card>
      )}
      <MoreButton
        hasMore={data?.datasets.pageInfo.hasNextPage ?? false}
        isLoading={loading}
        onMore={() => void refetch({ first: 200 })}
      />
    </Page>
  );
}

/** Asks before an upload is thrown away. */
function useDiscard(onDone: () => void): (dataset: ListedDataset) => void {
  const [discard] = useMutation(discardMutation);
  return ({ id, fileName }) =>
    modals.openConfirmModal({
      title: `Discard ${fileName}?`,
      children: <Text size="sm">The uploaded file is deleted. Nothing of it was imported.</Text>,
      labels: { confirm: "Discard", cancel: "Keep it" },
      confirmProps: { color: "red" },
      onConfirm: () =>
        void discard({ variables: { id } })
          .then(onDone)
          .catch((problem: Error) => notifications.show({ color: "red", message: problem.message })),
    });
}

function columnsOf(
  timeZone: string | undefined,
  onDiscard: (dataset: ListedDataset) => void,
): Column<ListedDataset>[] {
  const count = (value: number | null | undefined) => (value == null ? "—" : formatCount(value));
  return [
    { label: "File", part: "lead", cell: (dataset) => <Name dataset={dataset} /> },
    { label: "State", cell: ({ state }) => <DatasetStateBadge state={state} /> },
    { label: "As of", cell: ({ asOf }) => (asOf ? formatDate(asOf) : "—") },
    { label: "Rows", isNumber: true, cell: ({ rowCount }) => count(rowCount) },
    { label: "Rejected", isNumber: true, cell: ({ rejectCount }) => count(rejectCount) },
    { label: "Uploaded", cell: ({ createdAt }) => formatTime(createdAt, timeZone) },
    {
      label: "Actions",
      part: "actions",
      cell: (dataset) =>
        isUnfinished(dataset) ? (
          <Group gap={4} wrap="nowrap" justify="flex-end">
            <Button
              size="compact-sm"
              variant="subtle"
              component={Link}
              to={`/datasets/new?dataset=${dataset.id}`}
              aria-label={`Go on with ${dataset.fileName}`}
            >
              Go on
            </Button>
            <Button
              size="compact-sm"
              variant="subtle"
              color="red"
              onClick={() => onDiscard(dataset)}
              aria-label={`Discard ${dataset.fileName}`}
            >
              Discard
            </Button>
          </Group>
        ) : null,
    },
  ];
}

function Name({ dataset }: { dataset: ListedDataset }) {
  return (
    <>
      <Group gap="xs">
        <Anchor
          component={Link}
          to={`/datasets/${dataset.id}`}
          size="sm"
          fw={600}
          style={{ overflowWrap: "anywhere" }}
        >
          {dataset.fileName}
        </Anchor>
        {dataset.book === "SAMPLE" && <Badge color="grape">Sample</Badge>}
      </Group>
      <Text size="xs" c="dimmed">
        {originOf(dataset)}
      </Text>
    </>
  );
}
