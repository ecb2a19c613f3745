import { useQuery } from "@apollo/client/react";
import { Alert, Badge, Box, Button, SimpleGrid } from "@mantine/core";
import { IconAlertTriangle, IconFileOff } from "@tabler/icons-react";
import { Link, useParams } from "react-router";
import { Fact, Figures } from "../../components/figure.tsx";
import { formatBytes, formatCount, formatDate, formatTime } from "../../components/format.ts";
import { Page } from "../../components/page.tsx";
import { PageState } from "../../components/page-state.tsx";
import { Section } from "../../components/section.tsx";
import { useSettings } from "../shell/session.ts";
import { DatasetStateBadge } from "./dataset-state.tsx";
import { type Dataset, datasetQuery, isUnfinished, originOf } from "./queries.ts";
import { RejectsCard } from "./rejects-card.tsx";

const back = { to: "/datasets", label: "Datasets" };

/** One file: what came of it, and what of it was not taken over. */
export function DatasetPage() {
  const { id = "" } = useParams();
  const { data, loading, error, refetch } = useQuery(datasetQuery, {
    variables: { id },
    fetchPolicy: "cache-and-network",
  });
  const dataset = data?.dataset;
  if (!dataset) {
    return (
      <PageState
        title="Dataset"
        back={back}
        error={error}
        isLoading={loading}
        onRetry={() => void refetch()}
        icon={IconFileOff}
        missing="There is no such file"
      />
    );
  }
  return (
    <Page
      title={dataset.fileName}
      back={back}
      beside={
        <>
          <DatasetStateBadge state={dataset.state} />
          {dataset.book === "SAMPLE" && <Badge color="grape">Sample</Badge>}
        </>
      }
      actions={
        isUnfinished(dataset) ? (
          <Button component={Link} to={`/datasets/new?dataset=${dataset.id}`}>
            Go on with the import
          </Button>
        ) : undefined
      }
    >
      {dataset.failure && (
        <Alert color="red" icon={<IconAlertTriangle size={18} />} title="The import failed">
          {dataset.failure}
        </Alert>
      )}
      {dataset.state === "IMPORTED" && <Counts dataset={dataset} />}
      <Origin dataset={dataset} />
      {Boolean(dataset.rejectCount) && <RejectsCard datasetId={dataset.id} />}
    </Page>
  );
}

function Counts({ dataset }: { dataset: Dataset }) {
  const counts: [string, number | null | undefined][] = [
    ["Rows", dataset.rowCount],
    ["Loans", dataset.loanCount],
    ["Open", dataset.openCount],
    ["Finished", dataset.finishedCount],
    ["Gone", dataset.goneCount],
    ["Cells and rows rejected", dataset.rejectCount],
  ];
  return (
    <Section title="What was in it">
      <Figures
        figures={counts.map(([label, count]) => ({ label, value: count == null ? "—" : formatCount(count) }))}
      />
    </Section>
  );
}

function Origin({ dataset }: { dataset: Dataset }) {
  const settings = useSettings();
  return (
    <Section title="Where it came from">
      <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="lg" verticalSpacing="md">
        <Fact label="Source">{originOf(dataset)}</Fact>
        <Fact label="As of">{dataset.asOf && formatDate(dataset.asOf)}</Fact>
        <Fact label="Uploaded">{formatTime(dataset.createdAt, settings?.timeZone)}</Fact>
        <Fact label="By">{dataset.uploadedBy ?? "the system"}</Fact>
        <Fact label="Size">{formatBytes(dataset.byteSize)}</Fact>
      </SimpleGrid>
      <Box mt="md">
        <Fact label="Fingerprint (SHA-256)">{dataset.sha256}</Fact>
      </Box>
    </Section>
  );
}
