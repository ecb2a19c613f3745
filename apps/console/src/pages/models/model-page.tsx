import { useQuery } from "@apollo/client/react";
import { Badge, SimpleGrid, Text } from "@mantine/core";
import { IconBrain } from "@tabler/icons-react";
import { useCallback } from "react";
import { useParams } from "react-router";
import { forgetDecisions } from "../../apollo.ts";
import { CalibrationChart } from "../../components/calibration-chart.tsx";
import { formatTime } from "../../components/format.ts";
import { Page } from "../../components/page.tsx";
import { PageState } from "../../components/page-state.tsx";
import { Section } from "../../components/section.tsx";
import { useSettings } from "../shell/session.ts";
import { ExcludedCard } from "./excluded-card.tsx";
import { FairnessCard } from "./fairness-card.tsx";
import { GainsCard } from "./gains-card.tsx";
import { ImportanceCard } from "./importance-card.tsx";
import { methodText } from "./methods.ts";
import { MetricsCard } from "./metrics-card.tsx";
import { NewestCard } from "./newest-card.tsx";
import { PromoteButton } from "./promote-button.tsx";
import { type Model, modelQuery } from "./queries.ts";
import { SegmentsCard } from "./segments-card.tsx";
import { isBaseRate } from "./verdict.tsx";
import { VerdictCard } from "./verdict-card.tsx";

const back = { to: "/models", label: "Models" };

/** What a model can do, in plain words first. */
export function ModelPage() {
  const { id = "" } = useParams();
  const settings = useSettings();
  const { data, loading, error, refetch } = useQuery(modelQuery, {
    variables: { id },
    fetchPolicy: "cache-and-network",
  });
  const onActive = useCallback(() => {
    forgetDecisions();
    void refetch();
  }, [refetch]);
  const model = data?.model;
  if (!model) {
    return (
      <PageState
        title="Model"
        back={back}
        error={error}
        isLoading={loading}
        onRetry={() => void refetch()}
        icon={IconBrain}
        missing="There is no such model"
      />
    );
  }
  return (
    <Page
      title={`Model ${model.version}`}
      beside={<Marks model={model} />}
      back={back}
      description={`Trained ${formatTime(model.createdAt, settings?.timeZone)}`}
      actions={<PromoteButton model={model} onActive={onActive} />}
    >
      <VerdictCard model={model} />
      {model.metrics && (
        <>
          <MetricsCard model={model} metrics={model.metrics} />
          <NewestCard model={model} />
          <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
            <ImportanceCard model={model} />
            <Section
              title="Can its scores be believed?"
              hint="Of loans with a score of 30%, about 30% should be lost: the points should lie on the line. The bars are how far chance alone may move a point."
            >
              <CalibrationChart points={model.calibrationCurve} />
            </Section>
          </SimpleGrid>
          {model.gains.length > 0 && <GainsCard gains={model.gains} />}
        </>
      )}
      {model.fairness.length > 0 && <FairnessCard fairness={model.fairness} />}
      {model.segments.length > 0 && <SegmentsCard segments={model.segments} />}
      {model.excluded.length > 0 && <ExcludedCard excluded={model.excluded} />}
      {!isBaseRate(model) && (
        <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
          {methodText(model)}, seed {model.seed}. Model file (SHA-256) {model.hash}
        </Text>
      )}
    </Page>
  );
}

function Marks({ model }: { model: Model }) {
  return (
    <>
      {model.active && <Badge>Active</Badge>}
      {model.book === "SAMPLE" && <Badge color="grape">Sample</Badge>}
    </>
  );
}
