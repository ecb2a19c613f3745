import { useQuery } from "@apollo/client/react";
import { Alert, SimpleGrid, Stack, Text } from "@mantine/core";
import { IconAdjustments, IconInfoCircle } from "@tabler/icons-react";
import { useCallback, useState } from "react";
import { forgetDecisions } from "../../apollo.ts";
import { areSameBands, type Band, plainBands } from "../../components/bands.ts";
import { countOf } from "../../components/format.ts";
import { Page } from "../../components/page.tsx";
import { Section } from "../../components/section.tsx";
import { EmptyState, ErrorState, LoadingCard } from "../../components/states.tsx";
import { useSettings } from "../shell/session.ts";
import { BandFields } from "./band-fields.tsx";
import { CountsTable } from "./counts-table.tsx";
import { type Curves, countBands } from "./curve.ts";
import { type Problem, PublishCard } from "./publish-card.tsx";
import { curvesQuery, type PolicyVersion, policyPageQuery, type Run, toInput } from "./queries.ts";
import { ScoreHistogram } from "./score-histogram.tsx";
import { VersionsCard } from "./versions-card.tsx";

/** The rules from score to treatment, with what they would do to every loan of the book while they are changed. */
export function PolicyPage() {
  const { data, loading, error, refetch } = useQuery(policyPageQuery, { fetchPolicy: "cache-and-network" });
  const run = data?.activeDecisionRun;
  const onActive = useCallback(() => {
    forgetDecisions();
    void refetch();
  }, [refetch]);
  return (
    <Page
      title="Policy"
      description="Which score leads to which treatment. What you see here is what publishing does."
    >
      {error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {loading && !data && <LoadingCard />}
      {data && run && <Counted run={run} versions={data.policies.nodes} onActive={onActive} />}
      {data && !run && (
        <EmptyState icon={IconAdjustments} title="Nothing to decide yet">
          Import a file: its loans are decided by the first policy, which can then be changed here.
        </EmptyState>
      )}
    </Page>
  );
}

interface CountedProps {
  run: Run;
  versions: readonly PolicyVersion[];
  onActive: () => void;
}

/** Reads what is needed to count the book while boundaries move. */
function Counted({ run, versions, onActive }: CountedProps) {
  const counted = useQuery(curvesQuery, {
    variables: { rules: toInput(run.policy.rules) },
    fetchPolicy: "network-only",
  });
  const { error, refetch } = counted;
  // While another version's are on their way the page stays as it is.
  const data = counted.data ?? counted.previousData;
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data?.simulatePolicy.__typename === "Refusal") {
    return (
      <ErrorState error={new Error(data.simulatePolicy.problems[0].message)} onRetry={() => void refetch()} />
    );
  }
  if (!data) return <LoadingCard />;
  const { scoreCurves } = data.simulatePolicy;
  return <Editor run={run} curves={scoreCurves} versions={versions} onActive={onActive} />;
}

interface EditorProps extends CountedProps {
  curves: Curves;
}

function Editor({ run, curves, versions, onActive }: EditorProps) {
  const settings = useSettings();
  const [draft, setDraft] = useState<Band[] | null>(null);
  const [note, setNote] = useState("");
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const inForce = run.policy.rules.bands;
  const bands = draft ?? inForce;
  const isChanged = draft !== null && !areSameBands(draft, inForce);
  const change = (next: Band[]) => {
    setDraft(next);
    setProblems([]);
  };
  const done = useCallback(() => {
    setDraft(null);
    setNote("");
    onActive();
  }, [onActive]);
  const restore = (version: PolicyVersion) => {
    change(plainBands(version.bands));
    setNote(`Back to version ${version.version}.`);
    window.scrollTo({ top: 0, behavior: "smooth" });
  };
  return (
    <Stack gap="lg">
      {run.isBaseRate && (
        <Alert color="yellow" icon={<IconInfoCircle size={18} />}>
          No usable model is active: every loan has the same score, the base rate, so all of them fall into
          one band.
        </Alert>
      )}
      <Section
        title={`${countOf(run.loanCount ?? 0, "loan")} by risk`}
        hint="Each bar is the loans of one score. Drag a boundary, or move it with the arrow keys."
      >
        <ScoreHistogram curves={curves} bands={bands} onChange={change} />
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing={40} mt="xl">
          <BandFields bands={bands} steps={curves.steps} problems={problems} onChange={change} />
          <Counts run={run} curves={curves} bands={bands} currency={settings?.currency ?? "USD"} />
        </SimpleGrid>
      </Section>
      <PublishCard
        policy={run.policy}
        bands={bands}
        isChanged={isChanged}
        note={note}
        problems={problems}
        onNote={setNote}
        onProblems={setProblems}
        onReset={() => change(plainBands(inForce))}
        onActive={done}
      />
      <VersionsCard versions={versions} timeZone={settings?.timeZone} onRestore={restore} />
    </Stack>
  );
}

interface CountsProps {
  run: Run;
  curves: Curves;
  bands: readonly Band[];
  currency: string;
}

function Counts({ run, curves, bands, currency }: CountsProps) {
  const counts = countBands(curves, bands);
  if (!counts) {
    return (
      <Text c="dimmed" size="sm">
        The boundaries of this version lie between the steps that can be counted here. Move one to see counts.
      </Text>
    );
  }
  return (
    <div>
      <CountsTable counts={counts} active={countBands(curves, run.policy.rules.bands)} currency={currency} />
      <Text size="xs" c="dimmed" mt="sm">
        Loans of decision run {run.number}. The worklist counts borrowers instead, each by the most urgent
        loan.
      </Text>
    </div>
  );
}
