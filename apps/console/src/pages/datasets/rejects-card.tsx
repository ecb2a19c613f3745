import { useQuery } from "@apollo/client/react";
import { Button, Group, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useState } from "react";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { countOf, formatCount } from "../../components/format.ts";
import { Section } from "../../components/section.tsx";
import { ErrorState, LoadingRows } from "../../components/states.tsx";
import { type Reject, rejectsQuery } from "./queries.ts";

const columns: readonly Column<Reject>[] = [
  { label: "Row", isNumber: true, width: 80, cell: ({ row }) => formatCount(row) },
  { label: "Column", cell: ({ column }) => column ?? "the whole row" },
  {
    label: "Value",
    cell: ({ value }) => (
      <Text inherit ff="monospace" fz="xs" style={{ overflowWrap: "anywhere" }}>
        {value ?? "—"}
      </Text>
    ),
  },
  {
    label: "Why",
    cell: ({ reason, wholeRow, column }) => (
      <>
        {reason}
        {wholeRow && column !== null && (
          <Text size="xs" c="dimmed">
            the whole row was left out
          </Text>
        )}
      </>
    ),
  },
];

/** Every cell and row that was not taken over, and why. */
export function RejectsCard({ datasetId }: { datasetId: string }) {
  const [cursors, setCursors] = useState<(string | null)[]>([null]);
  const after = cursors[cursors.length - 1];
  const { data, error, refetch } = useQuery(rejectsQuery, { variables: { id: datasetId, after } });
  const rejects = data?.dataset?.rejects;
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (rejects?.totalCount === 0) return null;
  return (
    <Section
      title="Rejected"
      hint={
        rejects &&
        `${countOf(rejects.totalCount, "cell or row", "cells and rows")} that could not be read. A rejected cell counts as missing.`
      }
      actions={
        <Button
          component="a"
          href={`/datasets/${datasetId}/rejects.csv`}
          download
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
        >
          Download all
        </Button>
      }
    >
      {rejects ? (
        <DataTable
          label="Rejected"
          columns={columns}
          rows={rejects.nodes}
          rowKey={({ row, column, reason }) => `${row} ${column} ${reason}`}
        />
      ) : (
        <LoadingRows rows={5} />
      )}
      {(cursors.length > 1 || rejects?.pageInfo.hasNextPage) && (
        <Group mt="md" gap="xs">
          <Button
            size="xs"
            variant="default"
            disabled={cursors.length === 1}
            onClick={() => setCursors(cursors.slice(0, -1))}
          >
            Previous
          </Button>
          <Button
            size="xs"
            variant="default"
            disabled={!rejects?.pageInfo.hasNextPage}
            onClick={() => setCursors([...cursors, rejects?.pageInfo.endCursor ?? null])}
          >
            Next
          </Button>
        </Group>
      )}
    </Section>
  );
}
