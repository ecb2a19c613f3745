import { useQuery } from "@apollo/client/react";
import { Button, Collapse } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconFlask } from "@tabler/icons-react";
import { Page } from "../../components/page.tsx";
import { EmptyState, ErrorState, LoadingCard } from "../../components/states.tsx";
import { useSettings } from "../shell/session.ts";
import { ExperimentCard } from "./experiment-card.tsx";
import { NewExperimentCard } from "./new-experiment-card.tsx";
import { experimentsQuery } from "./queries.ts";

/** Champion against challenger: what is planned, what runs, and what may be said of it. */
export function ExperimentsPage() {
  const settings = useSettings();
  const [isOpen, { toggle, close }] = useDisclosure();
  const { data, loading, error, refetch } = useQuery(experimentsQuery, { fetchPolicy: "cache-and-network" });
  const experiments = data?.experiments.nodes ?? [];
  return (
    <Page
      title="Experiments"
      description="Some borrowers, chosen by chance, are treated otherwise than the policy in force says, so that one can tell what a change brings. Nobody is moved into legal action, out of a hold or past a guardrail."
      actions={
        <Button leftSection={<IconFlask size={16} aria-hidden />} onClick={toggle} aria-expanded={isOpen}>
          New experiment
        </Button>
      }
    >
      <Collapse expanded={isOpen}>
        <NewExperimentCard
          onSaved={() => {
            close();
            void refetch();
          }}
        />
      </Collapse>
      {error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {loading && !data && <LoadingCard rows={4} />}
      {data && experiments.length === 0 && (
        <EmptyState icon={IconFlask} title="No experiment yet">
          Compare another version of the policy, another model, or treatments drawn at random, with what is in
          force.
        </EmptyState>
      )}
      {experiments.map((experiment) => (
        <ExperimentCard
          key={experiment.id}
          experiment={experiment}
          approvalNeeded={data?.settings.fourEyes.approvalNeeded ?? false}
          timeZone={settings?.timeZone}
          onChanged={() => void refetch()}
        />
      ))}
    </Page>
  );
}
