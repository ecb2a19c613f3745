import { useQuery } from "@apollo/client/react";
import { Anchor, Badge, Card, Progress, Text } from "@mantine/core";
import { IconActivity } from "@tabler/icons-react";
import { Link } from "react-router";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { formatPercent, formatSeconds, formatTime } from "../../components/format.ts";
import { EmptyState, ErrorState, LoadingCard } from "../../components/states.tsx";
import { graphql } from "../../gql/gql.ts";
import type { JobKind, JobState, JobsQuery } from "../../gql/graphql.ts";
import { useSettings } from "../shell/session.ts";

const jobsQuery = graphql(`
  query Jobs {
    jobs(first: 100) {
      nodes {
        id
        kind
        state
        progress
        message
        failure
        createdAt
        startedAt
        finishedAt
        subjectId
      }
    }
  }
`);

type ListedJob = JobsQuery["jobs"]["nodes"][number];

const kinds: Record<JobKind, string> = { IMPORT: "Import", TRAIN: "Training", DECIDE: "Decision run" };
const states: Record<JobState, { label: string; color: string }> = {
  QUEUED: { label: "Waiting", color: "gray" },
  RUNNING: { label: "Running", color: "blue" },
  SUCCEEDED: { label: "Done", color: "teal" },
  FAILED: { label: "Failed", color: "red" },
};

/** The newest jobs, asked for again while the page is open. */
export function JobsTable() {
  const settings = useSettings();
  const { data, loading, error, refetch } = useQuery(jobsQuery, {
    fetchPolicy: "cache-and-network",
    pollInterval: 3000,
  });
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (loading && !data) return <LoadingCard />;
  const jobs = data?.jobs.nodes ?? [];
  if (jobs.length === 0) {
    return (
      <EmptyState icon={IconActivity} title="No job yet">
        Imports, trainings and decision runs are listed here, while they run and after.
      </EmptyState>
    );
  }
  return (
    <Card p={0}>
      <DataTable
        isFlush
        isWide
        label="Jobs"
        columns={columnsOf(settings?.timeZone)}
        rows={jobs}
        rowKey={({ id }) => id}
      />
    </Card>
  );
}

function columnsOf(timeZone: string | undefined): Column<ListedJob>[] {
  return [
    { label: "Job", part: "lead", cell: ({ kind }) => <b>{kinds[kind]}</b> },
    { label: "State", cell: ({ state }) => <Badge color={states[state].color}>{states[state].label}</Badge> },
    { label: "Asked for", cell: ({ createdAt }) => formatTime(createdAt, timeZone) },
    { label: "Took", isNumber: true, cell: ({ startedAt, finishedAt }) => duration(startedAt, finishedAt) },
    { label: "What", part: "block", width: "34%", cell: (job) => <Progression job={job} /> },
  ];
}

function Progression({ job }: { job: ListedJob }) {
  return (
    <>
      {job.state === "RUNNING" && (
        <Progress value={job.progress * 100} aria-label={`Progress ${formatPercent(job.progress)}`} mb={4} />
      )}
      {job.state === "SUCCEEDED" ? (
        <Result job={job} />
      ) : (
        <Text size="sm" c={job.failure ? "red" : "dimmed"} style={{ overflowWrap: "anywhere" }}>
          {job.failure ?? job.message}
        </Text>
      )}
    </>
  );
}

/** What it made. */
function Result({ job: { kind, subjectId } }: { job: ListedJob }) {
  if (kind === "DECIDE" || subjectId == null) return null;
  const [to, name] = kind === "IMPORT" ? ["/datasets", "the dataset"] : ["/models", "the model"];
  return (
    <Anchor component={Link} to={`${to}/${subjectId}`} size="sm">
      Look at {name}
    </Anchor>
  );
}

function duration(from: string | null | undefined, to: string | null | undefined): string {
  return from && to ? formatSeconds((Date.parse(to) - Date.parse(from)) / 1000) : "—";
}
