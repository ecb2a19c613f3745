import { useQuery } from "@apollo/client/react";
import { Card, Text } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { formatCell, formatTime } from "../../components/format.ts";
import { MoreButton } from "../../components/pager.tsx";
import { EmptyState, ErrorState, LoadingCard } from "../../components/states.tsx";
import { graphql } from "../../gql/gql.ts";
import type { AuditEventsQuery } from "../../gql/graphql.ts";
import { useSettings } from "../shell/session.ts";
import { actionText, detailsOf } from "./audit-words.ts";

const auditQuery = graphql(`
  query AuditEvents($after: String) {
    auditEvents(first: 50, after: $after) {
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        id
        at
        actor
        action
        subject
        detail
      }
    }
  }
`);

type AuditEvent = AuditEventsQuery["auditEvents"]["nodes"][number];

/** Who did what, newest first. */
export function AuditTable() {
  const settings = useSettings();
  const { data, loading, error, refetch, fetchMore } = useQuery(auditQuery, {
    fetchPolicy: "network-only",
    nextFetchPolicy: "cache-first",
  });
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <LoadingCard />;
  const { nodes, pageInfo } = data.auditEvents;
  if (nodes.length === 0) return <EmptyState icon={IconHistory} title="Nothing was done yet" />;
  const more = () =>
    void fetchMore({
      variables: { after: pageInfo.endCursor },
      updateQuery: (previous, { fetchMoreResult }) => ({
        auditEvents: {
          ...fetchMoreResult.auditEvents,
          nodes: [...previous.auditEvents.nodes, ...fetchMoreResult.auditEvents.nodes],
        },
      }),
    });
  return (
    <>
      <Card p={0}>
        <DataTable
          isFlush
          isWide
          label="Audit log"
          columns={columnsOf(settings?.timeZone)}
          rows={nodes}
          rowKey={({ id }) => id}
        />
      </Card>
      <MoreButton hasMore={pageInfo.hasNextPage} isLoading={loading} onMore={more} />
    </>
  );
}

function columnsOf(timeZone: string | undefined): Column<AuditEvent>[] {
  return [
    {
      label: "What",
      part: "lead",
      cell: ({ action, subject }) => (
        <>
          <Text size="sm" fw={500} title={action}>
            {actionText(action)}
          </Text>
          {subject && (
            <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
              {subject.replace(":", " ")}
            </Text>
          )}
        </>
      ),
    },
    { label: "Who", cell: ({ actor }) => <span style={{ overflowWrap: "anywhere" }}>{actor}</span> },
    { label: "When", cell: ({ at }) => formatTime(at, timeZone) },
    { label: "Details", part: "block", width: "42%", cell: ({ detail }) => <Details detail={detail} /> },
  ];
}

function Details({ detail }: { detail: string | null | undefined }) {
  return (
    <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
      {detailsOf(detail).map(({ name, value }, i) => (
        <span key={name}>
          {i > 0 && ", "}
          {name}{" "}
          <Text component="span" inherit c="var(--mantine-color-text)" title={value}>
            {/^\d{5,}$/.test(value) ? formatCell(value) : shortened(value)}
          </Text>
        </span>
      ))}
    </Text>
  );
}

/** Lists and digests are for programs: here their beginning does. */
function shortened(value: string): string {
  return value.length > 80 ? `${value.slice(0, 60)}…` : value;
}
