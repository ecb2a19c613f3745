import { useQuery } from "@apollo/client/react";
import { Group, Stack, Text } from "@mantine/core";
import { type Column, DataTable } from "../../components/data-table.tsx";
import {
  formatAmount,
  formatChange,
  formatCount,
  formatMoney,
  formatPercent,
} from "../../components/format.ts";
import { ErrorState, LoadingRows } from "../../components/states.tsx";
import { TreatmentBadge } from "../../components/treatment.tsx";
import type { PolicySensitivityQuery } from "../../gql/graphql.ts";
import { Assumption } from "./part.tsx";
import { sensitivityQuery } from "./preview-queries.ts";
import type { Rules } from "./rules.ts";

type Row = Extract<
  PolicySensitivityQuery["simulatePolicy"],
  { __typename: "PolicySimulation" }
>["sensitivity"][number];

/** What a wrong assumption would cost. */
export function SensitivityPanel({ rules }: { rules: Rules }) {
  const options = { variables: { rules }, fetchPolicy: "no-cache" } as const;
  const asked = useQuery(sensitivityQuery, options);
  const { error, refetch } = asked;
  const data = asked.data ?? asked.previousData;
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <LoadingRows rows={4} />;
  if (data.simulatePolicy.__typename !== "PolicySimulation") return null;
  return (
    <Stack gap="sm">
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <Assumption />
        <Text size="sm" c="dimmed" style={{ textWrap: "pretty" }}>
          Expected net recovery of the book if one treatment's true recovery is a fifth off what is assumed.
          The loss of not knowing is what knowing it would add.
        </Text>
      </Group>
      <DataTable
        label="If an assumption is off"
        columns={columns}
        rows={data.simulatePolicy.sensitivity}
        rowKey={({ treatment, factor }) => `${treatment} ${factor}`}
      />
    </Stack>
  );
}

const columns: Column<Row>[] = [
  { label: "Treatment", part: "lead", cell: ({ treatment }) => <TreatmentBadge treatment={treatment} /> },
  {
    label: "True recovery",
    isNumber: true,
    cell: ({ factor }) => `${formatChange(Math.round((factor - 1) * 100))}%`,
  },
  { label: "Decisions stay", isNumber: true, cell: ({ decisionsStay }) => formatMoney(decisionsStay) },
  {
    label: "Loss of not knowing",
    isNumber: true,
    cell: ({ decisionsStay, decisionsFollow }) => {
      const loss = Math.max(0, Number(decisionsFollow.amount) - Number(decisionsStay.amount));
      const share = loss / Math.max(1, Math.abs(Number(decisionsFollow.amount)));
      return `${formatAmount(loss, decisionsStay.currency)} (${formatPercent(share, 1)})`;
    },
  },
  { label: "Loans that would change", isNumber: true, cell: ({ moved }) => formatCount(moved) },
];
