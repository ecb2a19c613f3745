import { useQuery } from "@apollo/client/react";
import { Alert, Anchor, Badge, Text } from "@mantine/core";
import { IconAdjustments, IconInfoCircle } from "@tabler/icons-react";
import { useCallback, useMemo, useState } from "react";
import { Link, useSearchParams } from "react-router";
import { forgetDecisions } from "../../apollo.ts";
import { Page } from "../../components/page.tsx";
import { EmptyState, ErrorState, LoadingCard } from "../../components/states.tsx";
import type { DraftFragment } from "../../gql/graphql.ts";
import { useSettings } from "../shell/session.ts";
import { DraftCard } from "./draft-card.tsx";
import { DraftsCard } from "./drafts-card.tsx";
import { Editor } from "./editor.tsx";
import {
  draftQuery,
  draftsQuery,
  type PolicyVersion,
  policyPageQuery,
  type Run,
  versionsQuery,
} from "./queries.ts";
import { type Rules, toRules } from "./rules.ts";
import { type Putting, RunProgress } from "./run-progress.tsx";
import { VersionsCard } from "./versions-card.tsx";

const fresh = { fetchPolicy: "cache-and-network" } as const;

/** The rules that decide every loan, with what they would do to the whole book while they are changed. */
export function PolicyPage() {
  const page = useQuery(policyPageQuery, fresh);
  const versions = useQuery(versionsQuery, fresh);
  const drafts = useQuery(draftsQuery, fresh);
  const opened = useOpened();
  const settings = useSettings();
  const [putting, setPutting] = useState<Putting | null>(null);

  const [refetchPage, refetchVersions, refetchDrafts] = [page.refetch, versions.refetch, drafts.refetch];
  const refresh = useCallback(() => {
    void Promise.all([refetchPage(), refetchVersions(), refetchDrafts()]);
  }, [refetchPage, refetchVersions, refetchDrafts]);
  const onActive = useCallback(() => {
    forgetDecisions();
    refresh();
  }, [refresh]);
  function follow(version: number, jobId: string) {
    setPutting({ version, jobId });
    refresh();
  }

  const error = page.error ?? versions.error ?? drafts.error ?? opened.error;
  const run = page.data?.activeDecisionRun;
  const fourEyes = page.data?.settings.fourEyes;
  const approvalNeeded = fourEyes?.approvalNeeded ?? false;
  const all = versions.data?.policies.nodes ?? [];
  const currency = settings?.currency ?? "USD";
  const start = useStart(run, opened, all);
  return (
    <Page
      title="Policy"
      beside={<Beside opened={opened} run={run ?? null} />}
      description="Which loan gets which treatment, and who comes first. What you see here is what publishing does."
    >
      {error && <ErrorState error={error} onRetry={refresh} />}
      {!error && !page.data && <LoadingCard />}
      {putting && <RunProgress key={putting.jobId} putting={putting} onActive={onActive} />}
      {page.data && !run && (
        <EmptyState icon={IconAdjustments} title="Nothing to decide yet">
          Import a file: its loans are decided by the first policy, which can then be changed here.
        </EmptyState>
      )}
      {run?.isBaseRate && (
        <Alert color="yellow" icon={<IconInfoCircle size={18} />}>
          No usable model is active: every loan has the same score, the base rate, so all of them fall into
          one band.
        </Alert>
      )}
      {opened.draft && (
        <DraftCard
          draft={opened.draft}
          approvalNeeded={approvalNeeded}
          currency={currency}
          timeZone={settings?.timeZone}
          onStep={refresh}
          onPublished={follow}
        />
      )}
      {run && opened.isMissing && <Missing />}
      {run && start && (
        <Editor
          key={opened.key}
          run={run}
          start={start}
          draft={opened.draft}
          versions={all}
          approvalNeeded={approvalNeeded}
          currency={currency}
          onPublished={follow}
          onSaved={refresh}
        />
      )}
      {run && fourEyes && (
        <DraftsCard
          drafts={drafts.data?.policyDrafts.nodes ?? []}
          fourEyes={fourEyes}
          timeZone={settings?.timeZone}
        />
      )}
      {run && (
        <VersionsCard versions={all} currency={currency} timeZone={settings?.timeZone} onPublished={follow} />
      )}
    </Page>
  );
}

interface Opened {
  /** The address names it: another one is another page state. */
  key: string;
  version: number | null;
  draftId: number | null;
  draft: DraftFragment | null;
  isMissing: boolean;
  error: { message: string } | undefined;
}

/** What the address asks to start from: ?draft=3, ?version=2, or what is in force. */
function useOpened(): Opened {
  const [search] = useSearchParams();
  const draftId = Number(search.get("draft")) || null;
  const version = Number(search.get("version")) || null;
  const { data, error } = useQuery(draftQuery, {
    variables: { id: draftId ?? 0 },
    skip: draftId === null,
    ...fresh,
  });
  const draft = draftId === null ? null : (data?.policyDraft ?? null);
  return {
    key: draftId === null ? `version ${version}` : `draft ${draftId}`,
    version: draftId === null ? version : null,
    draftId,
    draft,
    isMissing: draftId !== null && data?.policyDraft === null,
    error,
  };
}

function useStart(
  run: Run | null | undefined,
  { draftId, draft, version }: Opened,
  versions: readonly PolicyVersion[],
): { rules: Rules; note: string } | null {
  const old = version === null ? undefined : versions.find((each) => each.version === version);
  const isKnown = (draftId === null || draft !== null) && (version === null || old !== undefined);
  const source = draft?.rules ?? old?.rules ?? run?.policy.rules;
  const note = draft?.isOwn ? draft.note : "";
  return useMemo(
    () => (isKnown && source ? { rules: toRules(source), note } : null),
    [isKnown, source, note],
  );
}

function Beside({ opened, run }: { opened: Opened; run: Run | null }) {
  if (!run) return null;
  const { version } = run.policy;
  if (opened.draftId === null && (opened.version === null || opened.version === version))
    return <Badge>Version {version}, in force</Badge>;
  return (
    <>
      <Badge color="gray">
        {opened.draftId === null ? `Editing from version ${opened.version}` : `Draft ${opened.draftId}`}
      </Badge>
      <Anchor component={Link} to="/policy" size="sm">
        To what is in force
      </Anchor>
    </>
  );
}

function Missing() {
  return (
    <Text>
      There is no such draft.{" "}
      <Anchor component={Link} to="/policy">
        Back to what is in force
      </Anchor>
    </Text>
  );
}
