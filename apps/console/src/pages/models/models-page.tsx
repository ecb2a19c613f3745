import { useQuery } from "@apollo/client/react";
import { Anchor, Badge, Button, Card, Collapse, Group, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconBrain } from "@tabler/icons-react";
import { Link, useSearchParams } from "react-router";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { formatCount, formatPercent, formatTime } from "../../components/format.ts";
import { Page } from "../../components/page.tsx";
import { EmptyState, ErrorState, LoadingCard } from "../../components/states.tsx";
import { useSettings } from "../shell/session.ts";
import { PromotionsCard } from "./promotions-card.tsx";
import { type ListedModel, modelsQuery } from "./queries.ts";
import { TrainCard } from "./train-card.tsx";
import { VerdictBadge } from "./verdict.tsx";

export function ModelsPage() {
  const settings = useSettings();
  const [parameters] = useSearchParams();
  const [isOpen, { toggle }] = useDisclosure(parameters.has("train"));
  const { data, loading, error, refetch } = useQuery(modelsQuery, { fetchPolicy: "cache-and-network" });
  const models = data?.models.nodes ?? [];
  const known = new Set(models.flatMap((model) => model.features));
  const guarded = new Set(models.flatMap((model) => model.excluded.map(({ column }) => column)));
  return (
    <Page
      title="Models"
      description="Each is judged on loans that it had not seen. The active one scores the book."
      actions={
        <Button leftSection={<IconBrain size={16} aria-hidden />} onClick={toggle} aria-expanded={isOpen}>
          Train a model
        </Button>
      }
    >
      <Collapse expanded={isOpen}>
        <TrainCard onTrained={() => void refetch()} columns={[...known]} guardedColumns={[...guarded]} />
      </Collapse>
      <PromotionsCard timeZone={settings?.timeZone} onActive={() => void refetch()} />
      {error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {loading && !data && <LoadingCard rows={4} />}
      {data && models.length === 0 && (
        <EmptyState icon={IconBrain} title="No model yet">
          Import finished loans with their outcome, then train.
        </EmptyState>
      )}
      {models.length > 0 && (
        <Card p={0}>
          <DataTable
            isFlush
            isWide
            label="Models"
            columns={columnsOf(settings?.timeZone)}
            rows={models}
            rowKey={({ id }) => id}
          />
        </Card>
      )}
      {models.length > 0 && (
        <Text size="sm" c="dimmed">
          Ranks right: of one lost and one recovered loan, how often the lost one has the higher score.
          Guessing is right {formatPercent(0.5)} of the time.
        </Text>
      )}
    </Page>
  );
}

function columnsOf(timeZone: string | undefined): Column<ListedModel>[] {
  return [
    {
      label: "Model",
      part: "lead",
      cell: (model) => (
        <Group gap="xs">
          <Anchor component={Link} to={`/models/${model.id}`} size="sm" fw={600}>
            Model {model.version}
          </Anchor>
          {model.active && <Badge>Active</Badge>}
          {model.book === "SAMPLE" && <Badge color="grape">Sample</Badge>}
        </Group>
      ),
    },
    { label: "Verdict", cell: (model) => <VerdictBadge model={model} /> },
    { label: "Ranks right", isNumber: true, cell: ({ metrics }) => <Ranking metrics={metrics} /> },
    { label: "Loans learned from", isNumber: true, cell: ({ rows }) => formatCount(rows) },
    { label: "Trained", cell: ({ createdAt }) => formatTime(createdAt, timeZone) },
  ];
}

function Ranking({ metrics }: { metrics: ListedModel["metrics"] }) {
  if (!metrics) return <>—</>;
  return (
    <>
      <b>{formatPercent(metrics.rocAuc, 1)}</b>
      <Text size="xs" c="dimmed">
        {formatPercent(metrics.rocAucLow, 1)} to {formatPercent(metrics.rocAucHigh, 1)}
      </Text>
    </>
  );
}
