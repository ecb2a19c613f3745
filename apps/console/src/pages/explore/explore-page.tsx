import { useQuery } from "@apollo/client/react";
import { Anchor, Badge, Button, SimpleGrid } from "@mantine/core";
import { IconChartHistogram } from "@tabler/icons-react";
import { Link } from "react-router";
import { countOf } from "../../components/format.ts";
import { Page } from "../../components/page.tsx";
import { EmptyState, ErrorState, LoadingCard } from "../../components/states.tsx";
import { useSettings } from "../shell/session.ts";
import { IncomePlot } from "./income-plot.tsx";
import { LoanAmountPlot } from "./loan-amount-plot.tsx";
import { MissedPaymentsPlot } from "./missed-payments-plot.tsx";
import { modelPlotsQuery, type PlottedModel, plottedModelsQuery } from "./queries.ts";
import { SegmentsPlot } from "./segments-plot.tsx";

const title = "Explore";

/** What the loans look like that the model learned from. */
export function ExplorePage() {
  const models = useQuery(plottedModelsQuery, { fetchPolicy: "cache-and-network" });
  const id = models.data && choose(models.data);
  const plots = useQuery(modelPlotsQuery, { variables: { id: id ?? "" }, skip: !id });
  const model = plots.data?.model;
  const error = models.error ?? plots.error;
  if (model) return <Explored model={model} />;
  return (
    <Page title={title} description="What the finished loans look like that a model learned from.">
      {error ? (
        <ErrorState error={error} onRetry={() => void (models.error ? models : plots).refetch()} />
      ) : models.data && !id ? (
        <EmptyState
          icon={IconChartHistogram}
          title="Train a model first"
          action={
            <Button component={Link} to="/models?train">
              Train a model
            </Button>
          }
        >
          A training looks at every finished loan. What it found is drawn here.
        </EmptyState>
      ) : (
        <LoadingCard />
      )}
    </Page>
  );
}

interface Plotted {
  id: string;
  plots?: object | null;
}

/** The active model, or the newest that has something to show: a base rate has looked at nothing. */
function choose({ activeModel, models }: { activeModel?: Plotted | null; models: { nodes: Plotted[] } }) {
  if (activeModel?.plots) return activeModel.id;
  return models.nodes.find(({ plots }) => plots)?.id;
}

function Explored({ model }: { model: PlottedModel }) {
  const currency = useSettings()?.currency ?? "USD";
  const { plots, segments } = model;
  return (
    <Page
      title={title}
      beside={model.book === "SAMPLE" && <Badge color="grape">Sample</Badge>}
      description={
        <>
          The {countOf(model.rows, "finished loan")} that{" "}
          <Anchor component={Link} to={`/models/${model.id}`} inherit>
            model {model.version}
          </Anchor>
          {model.active ? ", the active one," : ", the newest one,"} learned from.
        </>
      }
    >
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <MissedPaymentsPlot
          recovered={plots?.missedPaymentsRecovered}
          notRecovered={plots?.missedPaymentsNotRecovered}
        />
        <LoanAmountPlot bins={plots?.loanAmounts} currency={currency} />
      </SimpleGrid>
      <IncomePlot points={plots?.incomeAgainstRisk} currency={currency} />
      {segments.length > 0 && <SegmentsPlot segments={segments} />}
    </Page>
  );
}
